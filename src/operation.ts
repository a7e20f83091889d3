import type { RandomSource } from './domain/random.ts'
import type { Points } from './store/points.ts'
import type { Store, Tx } from './store/store.ts'

/** What a client or user may do; one may hold several (design §2.3). */
export type Role = 'admin' | 'sales' | 'support'

/** Who calls. The Depot's callers bring a ticket or a container instead of an account and are `anonymous`. */
export interface Caller {
  /** Name of the API client, or `depot` for an anonymous one; written into every event. */
  readonly name: string
  readonly roles: ReadonlySet<Role>
  /** Order numbers are unique within this scope; clients of one ERP share one (design §2.2). */
  readonly orderScope: string
  /** Firm codes whose items this client may touch. */
  readonly firmCodes: ReadonlySet<number> | 'all'
  /**
   * What a known order number means, for a client that cannot number its lines: more of the same order, as the legacy
   * takes it (design §2.2). Undefined: a repetition.
   */
  readonly orderRepeat?: 'extend' | undefined
}

/** One call of one operation: everything about it that is not in its input. */
export interface Call {
  readonly operation: string
  readonly caller: Caller
  /** The instant of this call; every rule and row of the call uses this one. */
  readonly now: Date
  /** The zone of the installation, whose calendar counts days, months and years. */
  readonly timeZone: string
  readonly random: RandomSource
  /** A fresh UUIDv7, lower case. */
  newId(): string
  /** The caller's own id of this call, normalised; from the body, a message-id header, or `Idempotency-Key`. */
  readonly requestId: string | undefined
  /** `runMode=check`: the same code runs, nothing is stored. */
  readonly check: boolean
  /** W3C trace id: in the log line and in every fault. */
  readonly traceId: string
  readonly store: Store
  /** Named points at which crash tests stop the process. */
  readonly points: Points
  /** Adds fields to the one log line of this request. Never a ticket, never a secret. */
  note(facts: Readonly<Record<string, string | number | boolean>>): void
  /** Tells the log of an error of ours that the call survives: it is that of one of several things that were asked for. */
  reportError(error: unknown): void
  /**
   * The transaction that answers: its result is encoded and checked against the contract *before* the commit,
   * so a bad answer rolls back; with `check` it is always rolled back.
   */
  answer<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** The operations of one interface as generated from its WSDL. */
export type Operations<Ops> = { [Name in keyof Ops]: { input: unknown; output: unknown } }

/** One function per operation of the contract; a missing or misspelt one does not compile. */
export type Handlers<Ops extends Operations<Ops>, Parts> = {
  readonly [Name in keyof Ops]: (input: Ops[Name]['input'], call: Call, parts: Parts) => Promise<Ops[Name]['output']>
}
