import { setTimeout as sleep } from 'node:timers/promises'
import { DepotRefusal, type DepotCall } from '../depot-client.ts'
import { brokenTerm, type Asking, type TermBroken } from '../license-terms.ts'
import type { RefusalCode } from '../refusal.ts'
import { runtimeVersion } from '../runtime.ts'
import type { CloudAccount } from './account.ts'
import {
  closeSession,
  keepSession,
  openSession,
  useCloudUnits,
  type CloudSession,
  type CloudUnits,
  type SessionWish,
} from './sessions.ts'

/** What a program asks of a license beside that it may use it. */
export type CloudUseWish = SessionWish & Pick<Asking, 'releasedAt' | 'features'>

/** Whether a program may go on: yes; no; or not to be told, since the Depot has been away for longer than the lease. */
export type CloudVerdict =
  | { readonly verdict: 'valid'; readonly session: CloudSession }
  | {
      readonly verdict: 'invalid' | 'unknown'
      /** A fault code of the Depot, or why the runtime says so. */
      readonly reason: string
      readonly text: string
    }

/** Time as it passes here; the clock on the wall plays no part but in contexts. */
export interface Passing {
  readonly now: () => Date
  /** Milliseconds since some instant; never set back. */
  readonly elapsed: () => number
  /** Waits, and ends at once when the signal says so. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const realPassing: Passing = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, { signal, ref: false }),
}

/** After a failure it is tried again by then, and later each time. */
const [firstRetry, lastRetry] = [2_000, 60_000]

/**
 * Uses a license of a cloud container: opens a session, and keeps it by itself until it is closed. A short outage does not
 * stop the program: the lease is good until its end, and meanwhile the Depot is asked again and again.
 * @throws RuntimeRefusal if the first lease is not to be had
 */
export async function useCloudLicense(
  account: CloudAccount,
  depot: DepotCall,
  wish: CloudUseWish,
  passing: Passing = realPassing,
): Promise<CloudUse> {
  const { releasedAt, features, ...session } = wish
  const begun = passing.elapsed()
  const first = await openSession(account, depot, passing.now(), session)
  return new CloudUse({ account, depot, wish: session, asking: { releasedAt, features }, passing }, first, begun)
}

interface UseParts {
  readonly account: CloudAccount
  readonly depot: DepotCall
  readonly wish: SessionWish
  readonly asking: Pick<Asking, 'releasedAt' | 'features'>
  readonly passing: Passing
}

/** A license that is in use. */
export class CloudUse {
  readonly #parts: UseParts
  readonly #ending = new AbortController()
  readonly #keeping: Promise<void>
  #session: CloudSession
  /** When the newest lease was asked for, in time that has passed: it cannot have been issued earlier. */
  #begun: number
  /** What the Depot said last, if it was no. */
  #refusal: DepotRefusal | undefined
  #trouble: unknown

  constructor(parts: UseParts, session: CloudSession, begun: number) {
    this.#parts = parts
    this.#session = session
    this.#begun = begun
    this.#keeping = this.#keep()
  }

  /** Whether the program may go on at this moment; asks nobody. */
  verdict(): CloudVerdict {
    const { lease } = this.#session
    if (this.#left(lease.validUntil) > 0) {
      const broken = this.#brokenTerm()
      return broken === undefined ? { verdict: 'valid', session: this.#session } : { verdict: 'invalid', ...broken }
    }
    const refusal = this.#refusal
    if (refusal !== undefined) return { verdict: 'invalid', reason: refusal.fault.code, text: refusal.fault.text }
    const why = this.#trouble instanceof Error ? ` ${this.#trouble.message}` : ''
    const text = `The lease ended at ${lease.validUntil.toISOString()}, and the Depot was not reached since.${why}`
    return { verdict: 'unknown', reason: 'DEPOT_UNREACHABLE' satisfies RefusalCode, text }
  }

  /**
   * Takes units.
   * @throws RuntimeRefusal those of the Depot; after DEPOT_UNREACHABLE ask again with the same requestId
   */
  useUnits(units: number, requestId?: string): Promise<CloudUnits> {
    return useCloudUnits(this.#parts.depot, this.#session.sessionId, units, requestId)
  }

  /** Gives the seat back; if the Depot is away, it is free when the lease ends. */
  async close(): Promise<void> {
    this.#ending.abort()
    await this.#keeping
    await closeSession(this.#parts.depot, this.#session.sessionId).catch(() => undefined)
  }

  /** Milliseconds from now to an instant of the lease, by the time that has passed since it was asked for. */
  #left(instant: Date): number {
    const { issuedAt } = this.#session.lease
    return this.#begun + (instant.getTime() - issuedAt.getTime()) - this.#parts.passing.elapsed()
  }

  #brokenTerm(): TermBroken | undefined {
    const { lease } = this.#session
    const now = new Date(lease.validUntil.getTime() - this.#left(lease.validUntil))
    // How many units are left, the Depot says whenever some are wanted.
    const { unitCounter: _, ...options } = lease.options
    const { licenseId, generation } = lease
    const license = { licenseId, generation, consumed: '0', options, broughtBy: '' }
    return brokenTerm(license, { ...this.#parts.asking, now, runtimeVersion })
  }

  async #keep(): Promise<void> {
    const { signal } = this.#ending
    let retry = firstRetry
    let wait = this.#left(this.#session.lease.nextContactAt)
    while (await this.#waited(wait, signal)) {
      const isKept = await this.#renew()
      wait = isKept ? this.#left(this.#session.lease.nextContactAt) : retry
      retry = isKept ? firstRetry : Math.min(2 * retry, lastRetry)
    }
  }

  /** Waits, unless it is over before. */
  async #waited(wait: number, signal: AbortSignal): Promise<boolean> {
    await this.#parts.passing.wait(Math.max(0, wait), signal).catch(() => undefined)
    return !signal.aborted
  }

  /** Asks for another lease; if the session is over, for another session. */
  async #renew(): Promise<boolean> {
    const { account, depot, wish, passing } = this.#parts
    try {
      const begun = passing.elapsed()
      this.#take(await keepSession(account, depot, this.#session.sessionId), begun)
      return true
    } catch (error) {
      if (!isOver(error)) return this.#note(error)
    }
    try {
      const begun = passing.elapsed()
      this.#take(await openSession(account, depot, passing.now(), wish), begun)
      return true
    } catch (error) {
      return this.#note(error)
    }
  }

  #take(session: CloudSession, begun: number): void {
    this.#session = session
    this.#begun = begun
    this.#refusal = undefined
    this.#trouble = undefined
  }

  #note(error: unknown): false {
    const isAnswer = error instanceof DepotRefusal && !noAnswers.has(error.fault.code)
    this.#refusal = isAnswer ? error : undefined
    this.#trouble = error
    return false
  }
}

/** An error of its own says nothing about a license, nor does a Depot that is asked too often: the next try tells. */
const noAnswers: ReadonlySet<string> = new Set(['INTERNAL', 'RATE_LIMITED'])

function isOver(error: unknown): boolean {
  return error instanceof DepotRefusal && error.fault.code === 'SESSION_UNKNOWN'
}
