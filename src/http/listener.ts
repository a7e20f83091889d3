import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { useOriginForm } from './target.ts'

/** An HTTP server that can stop without cutting anybody off. */
export interface Listener {
  /** Begins to accept; gives the port. */
  listen(port: number, host: string): Promise<number>
  /** True from the begin of `close` on. */
  readonly stopping: boolean
  /**
   * Accepts nothing new, finishes the requests that run, closes their connections; after the patience (milliseconds)
   * it cuts what is left. Gives the number of requests that were cut.
   */
  close(patience: number): Promise<number>
}

/** Slow senders: headers within 10 s, the whole request within 60 s. */
const headersTimeout = 10_000
const requestTimeout = 60_000
/** Longer than the 60 s of common balancers, so that a connection is never closed under a request that is on its way. */
const keepAliveTimeout = 65_000

export function createListener(handle: (request: IncomingMessage, response: ServerResponse) => void): Listener {
  let stopping = false
  const running = new Set<ServerResponse>()
  const server = createServer({ headersTimeout, requestTimeout, keepAliveTimeout }, (request, response) => {
    running.add(response)
    if (stopping) response.setHeader('connection', 'close')
    response.once('close', () => running.delete(response))
    useOriginForm(request)
    handle(request, response)
  })
  return {
    get stopping() {
      return stopping
    },
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve((server.address() as AddressInfo).port)
        })
      }),
    async close(patience) {
      stopping = true
      // Their connections would stay open after the answer otherwise, for the next request that never comes.
      for (const response of running) if (!response.headersSent) response.setHeader('connection', 'close')
      const closed = new Promise<void>((resolve) => {
        // An error here says that it never listened.
        server.close(() => resolve())
      })
      let cut = 0
      const timer = setTimeout(() => {
        cut = running.size
        server.closeAllConnections()
      }, patience)
      const sweep = setInterval(() => {
        server.closeIdleConnections()
      }, 50)
      await closed
      clearTimeout(timer)
      clearInterval(sweep)
      return cut
    },
  }
}
