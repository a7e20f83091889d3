import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { answerClientError } from './client-error.ts'
import { type ConnectionLimits, limitConnections, type Refused } from './connections.ts'
import { gatherCrumbs } from './crumbs.ts'
import { awaitInvitation } from './invitation.ts'
import { useOriginForm } from './target.ts'
import type { TlsKeeper } from './tls-keeper.ts'
import { type Handle, oneByOne } from './turns.ts'

/** An HTTP server that can stop without cutting anybody off. */
export interface Listener {
  /** Begins to accept; gives the port. */
  listen(port: number, host: string): Promise<number>
  /** True from the begin of `close` on. */
  readonly stopping: boolean
  /** Open connections. */
  readonly connections: number
  /**
   * Accepts nothing new, finishes the requests that run, closes their connections; after the patience (milliseconds)
   * it cuts what is left. Gives the number of requests that were cut.
   */
  close(patience: number): Promise<number>
}

export interface ListenerLimits extends ConnectionLimits {
  /** Bytes of the headers of one request. */
  readonly maxHeaderBytes: number
  /** How long a sender may take for them, and for the handshake of TLS. */
  readonly headerSeconds: number
  /** How long he may take for a whole request, and to take up an answer. */
  readonly requestSeconds: number
  /** Longer than the 60 s of common balancers, so that a connection is never closed under a request that is on its way. */
  readonly keepAliveSeconds: number
}

export interface ListenerParts {
  readonly limits: ListenerLimits
  /** Absent: HTTP without TLS. */
  readonly tls?: TlsKeeper | undefined
  /** Told of each connection that was closed without an answer of `handle`. */
  readonly onRefused?: (reason: Refused) => void
  /** Told of what `handle` throws, which no request may bring it to; its connection is closed. */
  readonly onError?: (error: unknown) => void
}

export function createListener(handle: Handle, parts: ListenerParts): Listener {
  const { limits, tls, onRefused = () => undefined, onError = () => undefined } = parts
  let stopping = false
  const running = new Map<Socket, ServerResponse>()
  const server = createServer(limits, tls)
  const connections = limitConnections(server, limits, onRefused)

  const turn = oneByOne((request, response) => {
    const { socket } = request
    running.set(socket, response)
    response.once('close', () => running.delete(socket))
    if (stopping) response.setHeader('connection', 'close')
    socket.setTimeout(0)
    // From the end of the answer on the client has to take it, or it would lie here for ever.
    response.once('prefinish', () => socket.setTimeout(limits.requestSeconds * 1000))
    useOriginForm(request)
    try {
      handle(request, response)
    } catch (error) {
      // One request must not end the process, and with it all others.
      socket.destroy()
      onError(error)
    }
  })
  const arrive: Handle = (request, response) => {
    gatherCrumbs(request)
    turn(request, response)
  }
  server.on('request', arrive)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    awaitInvitation(request, response)
    arrive(request, response)
  })
  // Any other expectation is refused like everything else that is strange.
  server.on('checkExpectation', arrive)
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.destroy()
  })
  server.on('clientError', (error, socket) => {
    const reason = answerClientError(error, socket, running.get(socket as Socket))
    if (reason !== undefined) onRefused(reason)
  })
  server.on('tlsClientError', () => {
    onRefused('tls')
  })

  return {
    get stopping() {
      return stopping
    },
    get connections() {
      return connections.size
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
      for (const response of running.values()) if (!response.headersSent) response.setHeader('connection', 'close')
      const closed = new Promise<void>((resolve) => {
        // An error here says that it never listened.
        server.close(() => resolve())
      })
      let cut = 0
      const timer = setTimeout(() => {
        cut = running.size
        connections.destroyAll()
      }, patience)
      const sweep = setInterval(() => {
        server.closeIdleConnections()
      }, 50)
      // To Node they are busy, though they have not brought a request, and perhaps never will.
      const silent = setTimeout(() => {
        connections.destroyAll({ but: running.keys() })
      }, graceOfSilent)
      await closed
      clearTimeout(timer)
      clearInterval(sweep)
      clearTimeout(silent)
      return cut
    },
  }
}

/** Milliseconds that a stop waits for requests whose headers are on their way. */
const graceOfSilent = 1000

/** So often Node looks for senders that are late; milliseconds. Its own 30 s would make a limit of 10 s one of 40. */
const connectionsCheckingInterval = 1000

function createServer(limits: ListenerLimits, tls: TlsKeeper | undefined): Server {
  const { maxHeaderBytes, headerSeconds, requestSeconds, keepAliveSeconds } = limits
  const options = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headerSeconds * 1000,
    requestTimeout: requestSeconds * 1000,
    keepAliveTimeout: keepAliveSeconds * 1000,
    connectionsCheckingInterval,
    // Refused in our own words, with the headers of every answer.
    requireHostHeader: false,
  }
  const server = tls === undefined ? createHttpServer(options) : createTlsServer(tls, options, headerSeconds)
  // Node would drop what is too much without a word; the bytes are limited anyway, and we refuse the number.
  server.maxHeadersCount = 0
  return server
}

function createTlsServer(tls: TlsKeeper, options: object, handshakeSeconds: number): Server {
  const server = createHttpsServer({
    ...options,
    ...tls.current.context,
    // Whoever has a certificate shows it; which one is known, and whether it has to be, is decided with each request.
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: handshakeSeconds * 1000,
    ALPNProtocols: ['http/1.1'],
  })
  tls.start((context) => {
    server.setSecureContext(context)
  })
  server.once('close', () => {
    tls.stop()
  })
  return server
}
