import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Contract } from '../soap/contract.ts'
import type { SoapEndpoint } from '../soap/endpoint.ts'
import { readMediaType } from '../soap/media-type.ts'
import type { BodyHold, BodyRoom } from './body-room.ts'
import { inviteBody } from './invitation.ts'
import { type BodyLimits, ClientGone, readBody } from './read-body.ts'
import { HttpRefusal } from './refusal.ts'
import { send, sendRefusal } from './send.ts'
import { targetOf } from './target.ts'

/** What every request must come with: its place in a distributed trace (W3C Trace Context). */
export interface TracedScope {
  /** 32 hexadecimal digits: in every fault. */
  readonly traceId: string
  /** The header of our answer: the same trace, a span of ours. */
  readonly traceparent: string
}

/** One SOAP interface at one path. `C` is what is known of the sender, `S` what belongs to the one request. */
export interface SoapMount<C, S> {
  /** For example `/soap/sales`. */
  readonly path: string
  /** The public address that the served WSDL names. */
  readonly address: string
  readonly contract: Contract
  readonly endpoint: SoapEndpoint<C>
  /** Whom the request is from, decided before its body is read. What it throws becomes a fault as in the endpoint. */
  readonly authenticate: (request: IncomingMessage, scope: S) => C | HttpRefusal | Promise<C | HttpRefusal>
  /** What its body may hold; asked with the headers and what `authenticate` gave, before anything of it is read. */
  readonly limits: (headers: IncomingHttpHeaders, context: C) => BodyLimits
  /** Told how many bytes the message is, unpacked, before anything of it is looked at. What it throws becomes a fault. */
  readonly weigh?: (bytes: number, context: C) => C
}

/** What came of a request, for its log line. */
export interface SoapOutcome<C> {
  readonly service: string
  /** 0: the client went away before there was an answer. */
  readonly status: number
  /** Bytes of the message and of the answer, both as they were on the wire. */
  readonly requestBytes: number
  readonly responseBytes: number
  /** Undefined as long as no operation was recognised. */
  readonly operation: string | undefined
  readonly faultCode: string | undefined
  /** Why the server was UNAVAILABLE. */
  readonly cause?: unknown
  /** What `authenticate` gave; undefined when it refused or was not asked. */
  readonly context: C | undefined
}

export interface SoapHttpOptions<C, S> {
  readonly mounts: readonly SoapMount<C, S>[]
  /** What the bodies of all mounts may take together. */
  readonly room: BodyRoom
  /** Called once for each request, when its answer has been handed to the socket. */
  readonly onRequest: (outcome: SoapOutcome<C>, scope: S) => void
}

/** Takes a request that is for one of the mounts; false leaves it to others. */
export type SoapHttpHandler<S> = (request: IncomingMessage, response: ServerResponse, scope: S) => boolean

/** A request on its way, with what is known of its outcome so far. */
interface Exchange<C, S> {
  readonly mount: SoapMount<C, S>
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly scope: S
  readonly hold: BodyHold
  outcome: SoapOutcome<C>
}

/**
 * Serves SOAP in the callback of the http server, in front of the web framework: the framework would cost more than the
 * whole SOAP work. Transport refusals are short plain texts, everything an operation says is an envelope.
 */
export function createSoapHandler<C, S extends TracedScope>(options: SoapHttpOptions<C, S>): SoapHttpHandler<S> {
  const mounts = new Map(options.mounts.map((mount) => [mount.path, mount]))
  return (request, response, scope) => {
    const { path, query } = targetOf(request)
    const mount = mounts.get(path)
    if (!mount) return false
    response.setHeader('traceparent', scope.traceparent)
    const hold = options.room.enter()
    const exchange = { mount, request, response, scope, hold, outcome: nothingYet<C>(mount.contract.service) }
    void serve(exchange, query).then(() => {
      hold.release()
      options.onRequest(exchange.outcome, scope)
    })
    return true
  }
}

function nothingYet<C>(service: string): SoapOutcome<C> {
  return {
    service,
    status: 0,
    requestBytes: 0,
    responseBytes: 0,
    operation: undefined,
    faultCode: undefined,
    context: undefined,
  }
}

/** Answers, whatever happens. */
async function serve<C, S extends TracedScope>(exchange: Exchange<C, S>, query: string): Promise<void> {
  const { mount, request, response, scope } = exchange
  try {
    if (request.method === 'POST') await call(exchange)
    else await sendWsdl(exchange, query)
  } catch (error) {
    if (error instanceof ClientGone) return
    // Nobody reads on what this sender has to say.
    if (request.isPaused()) response.setHeader('connection', 'close')
    if (error instanceof HttpRefusal) {
      note(exchange, { status: error.status, responseBytes: await sendRefusal(request, response, error) })
      return
    }
    const answer = mount.endpoint.refuse(error, { headers: request.headers, traceId: scope.traceId })
    const responseBytes = await send(request, response, answer.status, answer.headers, answer.body)
    note(exchange, { status: answer.status, faultCode: answer.faultCode, cause: answer.cause, responseBytes })
  }
}

async function call<C, S extends TracedScope>(exchange: Exchange<C, S>): Promise<void> {
  const { mount, request, response, scope } = exchange
  checkMediaType(request)
  const context = await mount.authenticate(request, scope)
  if (context instanceof HttpRefusal) throw context
  note(exchange, { context })
  const limits = mount.limits(request.headers, context)
  inviteBody(request, response, limits.body)
  const { bytes, body } = await readBody(request, limits, exchange.hold)
  note(exchange, { requestBytes: bytes })
  const weighed = mount.weigh?.(body.length, context) ?? context
  const answer = await mount.endpoint({ headers: request.headers, body, traceId: scope.traceId, context: weighed })
  const responseBytes = await send(request, response, answer.status, answer.headers, answer.body)
  const { status, operation, faultCode, cause } = answer
  note(exchange, { status, operation, faultCode, cause, responseBytes })
}

function note<C, S>(exchange: Exchange<C, S>, facts: Partial<SoapOutcome<C>>): void {
  exchange.outcome = { ...exchange.outcome, ...facts }
}

/**
 * A missing type is refused like a wrong one: a web page of another site can send a body without type with the
 * credentials that the browser remembers, but not one of these types.
 */
function checkMediaType(request: IncomingMessage): void {
  const { type } = readMediaType(request.headers['content-type'] ?? '')
  if (type === 'text/xml' || type === 'application/soap+xml') return
  const more = type === 'multipart/related' ? '; attachments (MTOM) are not supported' : ''
  throw new HttpRefusal(415, `the Content-Type must be text/xml or application/soap+xml${more}`)
}

/** What an endpoint understands, whatever the refused request was. */
const allow = 'POST, GET, HEAD'

async function sendWsdl<C, S>(exchange: Exchange<C, S>, query: string): Promise<void> {
  const { mount, request, response } = exchange
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpRefusal(405, 'the method must be POST, or GET for ?wsdl', { allow })
  }
  // Clients write the key in any case, and add keys of their own.
  const asked = /^(wsdl|wsdl12)(?:[=&]|$)/i.exec(query)?.[1]?.toLowerCase()
  if (asked === undefined) {
    const text = 'this is a SOAP endpoint: POST messages to it, GET its contract with ?wsdl or ?wsdl12'
    throw new HttpRefusal(405, text, { allow })
  }
  const wsdl = Buffer.from(mount.contract.wsdl(asked === 'wsdl' ? '1.1' : '1.2', mount.address))
  const responseBytes = await send(request, response, 200, { 'content-type': 'text/xml; charset=utf-8' }, wsdl)
  note(exchange, { status: 200, responseBytes })
}
