import type { TermBroken } from './license-terms.ts'
import type { ListedLicense } from './list-licenses.ts'
import { RuntimeRefusal, type RefusalCode } from './refusal.ts'

export type Reason = TermBroken['reason'] | RefusalCode | 'NOT_GENUINE' | 'CLOCK_BEHIND' | 'BASE_MISSING' | 'BLOCKED'

/** A license is not valid, or it cannot be told now. */
export interface Refused {
  readonly verdict: 'invalid' | 'unknown'
  readonly reason: Reason
  /** For the person in front of the machine: why, and what to do. */
  readonly text: string
}

/** The answer: valid, not valid, or not to be told now (then ask again; nothing says that the license is gone). */
export type Verdict = { readonly verdict: 'valid'; readonly serial: string; readonly license: ListedLicense } | Refused

/** These say for good that there is no license here; everything else may pass, so it never makes a license invalid. */
const lasting: readonly RefusalCode[] = ['OTHER_MACHINE', 'CONTAINER_DAMAGED', 'UNITS_USED_UP', 'IN_USE']

/** What an error says about a license: only what is known for good is invalid. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof RuntimeRefusal) {
    const { code, message, advice } = error
    return { verdict: lasting.includes(code) ? 'invalid' : 'unknown', reason: code, text: `${message} ${advice}` }
  }
  const text = error instanceof Error ? error.message : String(error)
  return { verdict: 'unknown', reason: 'CONTAINER_BUSY', text: `The container cannot be read now: ${text}` }
}

/** One valid license is enough; after that, what is not known may still turn out well. */
export function best<V extends { readonly verdict: Verdict['verdict'] }>(verdicts: readonly V[]): V | undefined {
  const order = ['valid', 'unknown', 'invalid'] as const
  return order.map((word) => verdicts.find(({ verdict }) => verdict === word)).find((found) => found !== undefined)
}
