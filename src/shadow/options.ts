import type { ServiceModel } from '../soap/model.ts'

/**
 * Which fields, as a path of local names from the element in the body on: `/OrderAnswer/head/stamp` is one field,
 * `head/stamp` and `stamp` are all that end so, `*` is any one name. What holds others means them too.
 */
export type FieldPattern = string

/** How the answers of the two sides are compared. */
export interface CompareOptions {
  /** Not looked at: times of the server, say. */
  readonly ignore?: readonly FieldPattern[]
  /**
   * Ids that each side makes for itself, such as tickets. They are not compared but paired: the first answer tells that
   * this one there is that one here, and from then on it has to stay so. In requests to the other side ours become theirs.
   */
  readonly ids?: readonly FieldPattern[]
  /** Repeated elements whose order means nothing. */
  readonly unordered?: readonly FieldPattern[]
  /** Whether an empty element is the same as none, as it is for most languages. */
  readonly emptyIsAbsent?: boolean
}

/** The other side: whom each call is also sent to, and how patient we are with it. */
export interface ShadowSettings extends CompareOptions {
  /** Address of its endpoint. */
  readonly url: string
  /** Its credentials, which are never those of our callers; none: it asks for none. */
  readonly credentials?: ShadowCredentials
  /** Which SOAP it is spoken to. */
  readonly soapVersion?: '1.1' | '1.2'
  /** The operations that are sent on; all when absent. A write that is sent on is done there too. */
  readonly operations?: readonly string[]
  /** Seconds after which it is given up. */
  readonly timeoutSeconds?: number
  /** Calls sent at once. With more than one, calls that follow each other closely may overtake each other. */
  readonly atOnce?: number
  /** Calls that wait at most; one more is dropped and counted. */
  readonly queue?: number
  /** JSON lines, one a call; `opendepot shadow report` reads it. */
  readonly reportFile?: string
}

export interface ShadowCredentials {
  /** `Authorization: Basic`, or a WS-Security UsernameToken with the password as text. */
  readonly kind: 'basic' | 'usernameToken'
  readonly name: string
  readonly password: string
}

export interface ShadowOptions extends ShadowSettings {
  /** As log, metrics and report call it. */
  readonly name: string
  /** The WSDL by which both sides are called; what it includes lies beside it. */
  readonly wsdlFile: string
  /** The same WSDL as we read it: it says which fields are numbers and dates. */
  readonly model: ServiceModel
  readonly logger: ShadowLogger
  /** Told once for each call. */
  readonly count: (outcome: ShadowOutcome) => void
  /** The compiled worker, where it does not lie beside this module. */
  readonly program?: URL
}

export interface ShadowLogger {
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void
  info(message: string, facts?: Readonly<Record<string, unknown>>): void
}

/**
 * same: both answers say the same. different: they do not. failed: the other side gave none that can be read. dropped: it
 * was never asked, as too many were waiting.
 */
export type ShadowOutcome = 'same' | 'different' | 'failed' | 'dropped'

/** A call that was answered here. */
export interface ObservedCall {
  /** Its name in the WSDL. */
  readonly operation: string
  /** The envelope of the request as it came: well-formed and valid, for it was answered. */
  readonly request: Uint8Array
  /** The charset that its Content-Type named; UTF-8 if there was none. */
  readonly charset?: string
  /** The envelope of our answer, also where it is a fault. */
  readonly answer: Uint8Array
  readonly traceId: string
}

export interface Shadow {
  /** Never waits, never throws. */
  observe(call: ObservedCall): void
  /** Ends, within seconds; what has no answer until then counts as failed, and what waits as dropped. */
  close(): Promise<void>
}
