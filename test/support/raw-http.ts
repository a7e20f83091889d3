import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawReply {
  /** Everything that came, as it came. */
  readonly text: string
  /** The status of each answer, in their order. */
  readonly statuses: readonly number[]
  /** Whether the server closed the connection. */
  readonly isClosed: boolean
}

/**
 * Writes bytes to a server as they stand, and collects what comes back: until the server closes the connection, or, where
 * it keeps it, until nothing has come for `patience` milliseconds.
 */
export async function sendRaw(port: number, bytes: string | Buffer, patience = 300): Promise<RawReply> {
  const socket = await openRaw(port)
  socket.write(bytes)
  return readRaw(socket, patience)
}

export async function openRaw(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  // A server that has enough closes, whatever is still on its way.
  socket.on('error', () => undefined)
  return socket
}

export function readRaw(socket: Socket, patience = 300): Promise<RawReply> {
  return new Promise((resolve) => {
    let text = ''
    const done = (isClosed: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      const statuses = [...text.matchAll(/HTTP\/1\.1 ([0-9]{3}) /g)].map(([, status]) => Number(status))
      resolve({ text, statuses, isClosed })
    }
    const timer = setTimeout(done, patience, false)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      timer.refresh()
    })
    socket.once('close', () => done(true))
  })
}
