import { Fault } from '../faults.ts'
import type { Contract } from './contract.ts'
import type { Structure } from './decoder.ts'
import { type HeaderFields, openEnvelope, type Received, versionOfHeaders } from './envelope.ts'
import { type FaultTranslator, faultWriter, isServerSide, writeSoapFault } from './fault-info.ts'
import { defaultLimits, type XmlLimits } from './limits.ts'
import { SoapFault } from './soap-fault.ts'
import type { UsernameToken } from './username-token.ts'
import { envelope, soap11, type SoapVersion } from './versions.ts'

/** A request as HTTP brings it. `C` is whatever the caller of the endpoint knows about the sender. */
export interface SoapRequest<C> {
  readonly headers: HeaderFields
  readonly body: Uint8Array
  /** 32 hexadecimal digits; the only thing a caller is told about an error of ours. */
  readonly traceId: string
  readonly context: C
}

export interface SoapResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** For the log: the operation as far as it was recognised, and the code of the fault if the answer is one. */
  readonly operation: string | undefined
  readonly faultCode: string | undefined
  /** Why the server is UNAVAILABLE, which the caller is not told. */
  readonly cause?: unknown
}

/** One valid call. */
export interface Invocation<C> {
  readonly operation: string
  readonly input: Structure
  /** The message id of the SOAP header as written: SAP's, else wsa:MessageID. */
  readonly messageId: string | undefined
  readonly soapVersion: SoapVersion['label']
  readonly traceId: string
  readonly context: C
  /** Validates the answer by the WSDL and writes its envelope; throws when it does not follow it. */
  encode(output: unknown): Buffer
}

export interface EndpointOptions<C> {
  readonly contract: Contract
  readonly limits?: Partial<XmlLimits>
  /**
   * Asked between header and body of each message: who calls, where only the message itself says so. What it throws
   * becomes a fault, and the body is not read.
   */
  readonly identify?: (context: C, token: UsernameToken | undefined) => Promise<C>
  /** Carries out the call and gives back the bytes that `encode` made, so that a bad answer fails inside its transaction. */
  readonly invoke: (invocation: Invocation<C>) => Promise<Uint8Array>
  /** Called once for every error that is no `Fault`, or is `INTERNAL`; the caller sees only the trace id. */
  readonly onInternalError: (error: unknown, facts: { traceId: string; operation: string | undefined }) => void
  /** What `Retry-After` says with a 503; 5 seconds if not given. */
  readonly retryAfterSeconds?: number
  /** How faults are told by a contract that is not ours. */
  readonly translateFault?: FaultTranslator
  /** What `WWW-Authenticate` says with a 401. */
  readonly challenge?: string
}

export interface SoapEndpoint<C> {
  (request: SoapRequest<C>): Promise<SoapResponse>
  /** The answer to a request that is refused before its body is read: overload, shutdown, a database that is gone. */
  refuse(error: unknown, request: Pick<SoapRequest<C>, 'headers' | 'traceId'>): SoapResponse
}

/** Bytes in, bytes out: the one place where errors become faults. */
export function createEndpoint<C>(options: EndpointOptions<C>): SoapEndpoint<C> {
  const { contract, invoke } = options
  const limits = Object.freeze({ ...defaultLimits, ...options.limits })
  const writeFault = faultWriter(contract, options.translateFault)

  const handle = async (request: SoapRequest<C>): Promise<SoapResponse> => {
    const received: Received = { version: versionOfHeaders(request.headers), operation: undefined }
    try {
      const call = openEnvelope(request.headers, request.body, contract, limits, received)
      const { operation, header } = call
      const { identify } = options
      const context = identify ? await identify(request.context, header.usernameToken) : request.context
      const input = call.readInput()
      const { version } = received
      const body = await invoke({
        operation: operation.name,
        input,
        messageId: header.messageId,
        soapVersion: version.label,
        traceId: request.traceId,
        context,
        encode: (output) => envelope(version, operation.encodeAnswer(output)),
      })
      return answer(200, Buffer.from(body.buffer, body.byteOffset, body.byteLength), received, undefined)
    } catch (error) {
      return answerError(error, request.traceId, received)
    }
  }
  return Object.assign(handle, {
    refuse: (error: unknown, { headers, traceId }: Pick<SoapRequest<C>, 'headers' | 'traceId'>) =>
      answerError(error, traceId, { version: versionOfHeaders(headers), operation: undefined }),
  })

  function answerError(error: unknown, traceId: string, received: Received): SoapResponse {
    if (error instanceof SoapFault) {
      if (error.code === 'VersionMismatch') received.version = soap11
      return answer(500, writeSoapFault(error, received.version), received, error.code)
    }
    const { version } = received
    const isOurs = !(error instanceof Fault) || error.code === 'INTERNAL'
    if (isOurs) options.onInternalError(error, { traceId, operation: received.operation?.name })
    const fault = isOurs ? new Fault('INTERNAL', `internal error, trace id ${traceId}`) : error
    const body = writeFault(fault, version, traceId, received.operation?.name)
    const { status, headers } = transportOf(fault) ?? { status: faultStatus(fault, version) }
    return { ...answer(status, body, received, fault.code, headers), cause: fault.facts.cause }
  }

  /** What HTTP itself has a word for: the sender's library waits, or asks for credentials, without reading the fault. */
  function transportOf({ code, facts }: Fault): { status: number; headers: Record<string, string> } | undefined {
    const retryAfter = facts.retryAfterSeconds ?? options.retryAfterSeconds ?? 5
    if (code === 'UNAVAILABLE') return { status: 503, headers: { 'retry-after': String(retryAfter) } }
    if (code === 'RATE_LIMITED') return { status: 429, headers: { 'retry-after': String(retryAfter) } }
    if (code !== 'LOGIN_REFUSED') return undefined
    return { status: 401, headers: options.challenge === undefined ? {} : { 'www-authenticate': options.challenge } }
  }
}

function faultStatus({ code }: Fault, { label }: SoapVersion): number {
  return label === '1.2' && !isServerSide(code) ? 400 : 500
}

function answer(
  status: number,
  body: Buffer,
  { version, operation }: Received,
  faultCode: string | undefined,
  more: Readonly<Record<string, string>> = {},
): SoapResponse {
  const headers = { 'content-type': `${version.mediaType}; charset=utf-8`, ...more }
  return { status, headers, body, operation: operation?.name, faultCode }
}
