import type { IncomingMessage } from 'node:http'
import { HttpRefusal } from './refusal.ts'

/** Bytes limit headers too, but a thousand tiny ones cost more than their bytes. */
const mostHeaders = 100

/** Of two of these, a proxy may believe one and we the other; Node silently takes the first. */
const onlyOnce: ReadonlySet<string> = new Set([
  'host',
  'authorization',
  'content-type',
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'soapaction',
  'expect',
])

/**
 * What is wrong with the head of a request that Node's parser let through: where two readers could understand it in two
 * ways, it is refused and the connection closed, so that nothing can hide behind it (request smuggling).
 */
export function strangeRequest(request: IncomingMessage): HttpRefusal | undefined {
  const { headers, rawHeaders, httpVersion } = request
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return closing(505, 'the version of HTTP must be 1.1')
  if (httpVersion === '1.1' && headers.host === undefined) return closing(400, 'the header Host is missing')
  if (rawHeaders.length > mostHeaders * 2) return closing(431, `a request has at most ${mostHeaders} headers`)
  const twice = repeated(rawHeaders)
  if (twice !== undefined) return closing(400, `the header ${twice} is there twice`)
  const coding = headers['transfer-encoding']
  if (coding !== undefined) {
    if (httpVersion === '1.0') return closing(400, 'HTTP/1.0 has no Transfer-Encoding')
    if (coding.toLowerCase() !== 'chunked') return closing(501, 'the Transfer-Encoding must be chunked')
  }
  const { expect } = headers
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return closing(417, 'the header Expect must be 100-continue')
  }
  return undefined
}

function repeated(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!onlyOnce.has(name)) continue
    if (seen.has(name)) return name
    seen.add(name)
  }
  return undefined
}

function closing(status: number, text: string): HttpRefusal {
  return new HttpRefusal(status, text, { connection: 'close' })
}
