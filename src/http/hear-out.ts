import type { IncomingMessage, ServerResponse } from 'node:http'

/** Milliseconds and bytes for which a sender is heard out. */
const patience = { milliseconds: 2_000, bytes: 8_388_608 }

/**
 * Takes in, and throws away, the rest of a request that is answered early, where the connection ends with the answer. A
 * connection that is closed with bytes unread is reset, and the sender never sees why he was refused. Where the connection
 * goes on, Node does the same after the answer; who waits for "100 Continue" sends nothing any more.
 */
export function hearOut(request: IncomingMessage, response: ServerResponse): Promise<void> | undefined {
  const isHeard = request.complete || response.shouldKeepAlive || request.isPaused()
  if (isHeard || request.destroyed || request.headers.expect !== undefined) return undefined
  return new Promise((resolve) => {
    let bytes = 0
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, patience.milliseconds)
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > patience.bytes) done()
    })
    for (const event of ['end', 'close', 'error']) request.once(event, done)
  })
}
