import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** Stands between a client and a server (of a database, of SOAP), and can lose what the server answers. */
export interface LossyProxy {
  readonly port: number
  /** Cuts the connection that next sends this text, after the server has done what it says, before its answer arrives. */
  loseAnswerTo(text: string): void
  /** What the servers said on the connections that were cut. */
  readonly lost: string
  close(): Promise<void>
}

/** @param serverPort a function where it is known later, at the first connection */
export async function startLossyProxy(serverPort: number | (() => number)): Promise<LossyProxy> {
  const texts = new Set<string>()
  let lost = ''
  const sockets = new Set<Socket>()
  const proxy = createServer((client) => {
    const server = connect(typeof serverPort === 'number' ? serverPort : serverPort(), '127.0.0.1')
    let losing = false
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    }
    client.on('data', (bytes) => {
      for (const text of texts) {
        if (bytes.includes(text)) losing = texts.delete(text)
      }
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (losing) {
        lost += bytes.toString()
        client.destroy()
      } else client.write(bytes)
    })
    client.on('close', () => server.end())
    server.on('close', () => client.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as AddressInfo).port,
    get lost() {
      return lost
    },
    loseAnswerTo: (text) => {
      texts.add(text)
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
