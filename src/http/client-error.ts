import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refused } from './connections.ts'
import { headersOfAll } from './safe-headers.ts'

/** What Node's parser says of a request, and what we say. Everything else is a 400. */
const answers: Readonly<Record<string, readonly [status: number, text: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the headers of the request are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'the extensions of the chunks are too large'],
  HPE_PAUSED_H2_UPGRADE: [505, 'the version of HTTP must be 1.1'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not come in time'],
}

/**
 * Answers bytes that are no request, and closes the connection: after a request whose end is in doubt, nothing that
 * follows may be taken for another one. Gives the reason; undefined when the other side just went away.
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  running: ServerResponse | undefined,
): Refused | undefined {
  const code = error.code ?? ''
  if (!socket.writable || !(code.startsWith('HPE_') || code === 'ERR_HTTP_REQUEST_TIMEOUT')) {
    socket.destroy()
    return undefined
  }
  const reason = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'slow' : 'malformed'
  if (running === undefined) end(socket, ...(answers[code] ?? [400, 'the request is not HTTP as it has to be']))
  // An answer that is on its way already must not be mixed with this one.
  else if (running.headersSent) socket.destroy()
  // An earlier request of this connection, whole and in work: its sender gets his answer, and that is the last.
  else if (running.req.complete) running.setHeader('connection', 'close')
  else end(socket, ...(answers[code] ?? [400, 'the body of the request is not HTTP as it has to be']))
  return reason
}

/** The last words on a connection, whatever was said before. */
function end(socket: Duplex, status: number, text: string): void {
  const body = `${text}\n`
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    ...headersOfAll,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
