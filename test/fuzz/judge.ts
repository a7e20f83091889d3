import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { givesAway } from '../attacks/gives-away.ts'
import { readResponses, type Response } from '../attacks/responses.ts'
import { createOracle } from '../support/oracle.ts'
import type { FaceName } from './messages.ts'
import type { Request } from './requests.ts'

const oracles = new Map(
  (['sales', 'depot', 'admin'] as const).map((name) => [
    name,
    createOracle(readFileSync(new URL(`../../wsdl/${name}.wsdl`, import.meta.url), 'utf8')),
  ]),
)

/** Refusals of HTTP that a request may meet. 503 is none: nothing here is more than the server can do. */
const refusals = new Set([400, 401, 404, 405, 406, 408, 411, 413, 415, 417, 431, 501, 505])

/** What is wrong with all that was answered to a request; undefined when nothing is. */
export function problemOf(request: Request, text: string): string | undefined {
  const responses = readResponses(text)
  if (responses.length === 0) {
    // HEAD is answered with a length and no body.
    if (request.method === 'HEAD' && /^HTTP\/1.1 [245]\d\d /.test(text)) return undefined
    // What begins behind a body that is longer than it says may be anything.
    return request.framing === 'short' ? undefined : `no answer: ${JSON.stringify(text.slice(0, 300))}`
  }
  for (const response of responses) {
    const problem = problemOfResponse(request, response)
    if (problem !== undefined) return problem
  }
  return undefined
}

function problemOfResponse(request: Request, response: Response): string | undefined {
  const away = givesAway(response)
  if (away.length > 0) return `the answer gives away ${away.join(', ')}`
  const type = /^content-type: ([^;\r]*)/im.exec(response.head)?.[1]
  const { status, body } = response
  if (status === 200 && !request.path.startsWith(`/soap/`)) return undefined
  if (type === 'text/plain' || type === undefined)
    return refusals.has(status) && body.length < 300 ? undefined : `status ${status}: ${body}`
  if (type !== 'text/xml' && type !== 'application/soap+xml') return `an answer of type ${type}`
  return problemOfEnvelope(request, response, type === 'text/xml' ? '1.1' : '1.2')
}

function problemOfEnvelope(
  { path }: Request,
  { status, head, body }: Response,
  version: '1.1' | '1.2',
): string | undefined {
  const bytes = Buffer.from(body, 'latin1')
  const envelope = /^content-encoding: gzip/im.test(head) ? gunzipSync(bytes) : bytes
  if (envelope.includes('<wsdl:definitions')) return status === 200 ? undefined : `a contract with status ${status}`
  if (![200, 400, 401, 500].includes(status)) return `an envelope with status ${status}: ${envelope.toString()}`
  const face = /^\/soap\/(\w+)/.exec(path)?.[1] as FaceName
  const problem = oracles.get(face)?.problem(envelope, version)
  return problem === undefined ? undefined : `no valid envelope: ${problem}\n${envelope.toString()}`
}
