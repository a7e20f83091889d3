import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** So many requests may wait on one connection; a client that waits for its answers never has one waiting. */
const longest = 32

/**
 * Works on the requests of one connection one after the other, though a client may send many without waiting for the
 * answers (pipelining). Otherwise a single connection could have as many in work as fit into its packets.
 */
export function oneByOne(handle: Handle): Handle {
  const queues = new WeakMap<Socket, (() => void)[]>()

  const next = (socket: Socket): void => {
    const run = isOver(socket) ? undefined : queues.get(socket)?.shift()
    if (run === undefined) queues.delete(socket)
    else run()
  }

  return (request, response) => {
    const { socket } = request
    if (isOver(socket)) return
    const run = () => {
      response.once('close', () => {
        next(socket)
      })
      handle(request, response)
    }
    const queue = queues.get(socket)
    if (queue === undefined) {
      queues.set(socket, [])
      run()
    } else if (queue.length < longest) queue.push(run)
    else socket.destroy()
  }
}

/** After an answer with "Connection: close" nobody reads another one, so what still comes is not worked on. */
function isOver(socket: Socket): boolean {
  return socket.destroyed || socket.writableEnded
}
