import type { Difference } from './compare.ts'
import type { ObservedCall } from './options.ts'

/** What the worker is given: the call, and a number by which its verdict is known. */
export interface Job extends Pick<ObservedCall, 'operation' | 'request' | 'answer' | 'charset'> {
  readonly id: number
}

/** What came of one call. */
export interface Verdict {
  readonly outcome: 'same' | 'different' | 'failed'
  /** `answer`, or `fault` with its code and words. */
  readonly here?: string
  readonly there?: string
  /** Milliseconds that the other side took. */
  readonly milliseconds?: number
  readonly differences?: readonly Difference[]
  /** Differences beyond those that are listed. */
  readonly more?: number
  /** Fields of the request with ids of ours of which nobody knows what they are called there; they were sent as they are. */
  readonly unpaired?: readonly string[]
  /** Why there is nothing to compare. */
  readonly reason?: string
}

/** From the worker. */
export type Message = { readonly id: number; readonly verdict: Verdict } | { readonly unusable: string }
