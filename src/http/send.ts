import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { hearOut } from './hear-out.ts'
import type { HttpRefusal } from './refusal.ts'

/** From this size on, packing saves more than it costs. */
const worthPacking = 1024

/** Sends a complete answer with its length, packed if the client asks for it. Returns the bytes sent. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<number> {
  const isPacked = body.length >= worthPacking && acceptsGzip(request.headers['accept-encoding'])
  const bytes = isPacked ? await pack(body) : body
  if (isPacked) response.setHeader('content-encoding', 'gzip')
  if (body.length >= worthPacking) response.setHeader('vary', 'accept-encoding')
  // Whoever is told to close has sent what nobody wants to hear out.
  if (headers['connection'] !== 'close') await hearOut(request, response)
  response.writeHead(status, {
    ...headers,
    'content-length': bytes.length,
  })
  response.end(bytes)
  return bytes.length
}

export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: HttpRefusal): Promise<number> {
  const headers = { 'content-type': 'text/plain; charset=utf-8', ...refusal.headers }
  return send(request, response, refusal.status, headers, Buffer.from(`${refusal.message}\n`))
}

const pack = (body: Buffer) => promisify<Buffer, object, Buffer>(gzip)(body, { level: constants.Z_BEST_SPEED })

/** Does this Accept-Encoding name gzip, and not with quality 0 (RFC 9110 §12.5.3)? */
export function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '')
    .split(',')
    .some((each) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/i.test(each))
}
