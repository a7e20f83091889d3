import type { Refusal } from '../domain/activation-rules.ts'
import type { Fault } from '../faults.ts'

/**
 * How a transaction ends that may have to store something although the caller is refused: a context is a receipt even
 * when the wish that came with it cannot be granted. Where the fault only sums up why each license was refused, the refusals
 * tell it one by one.
 */
export type Outcome<T> =
  { readonly done: T } | { readonly fault: Fault; readonly refusals?: ReadonlyMap<string, Refusal> }

/** The result, or the fault thrown now that the transaction is committed. */
export function settled<T>(outcome: Outcome<T>): T {
  if ('fault' in outcome) throw outcome.fault
  return outcome.done
}
