import type { Refusal } from './activation-rules.ts'
import type { Holding } from './holding.ts'
import type { ItemDefinition } from './item.ts'

/**
 * A container gets only so many licenses of a trial in its life, whether it holds them still or not. A license that comes
 * back to it is no new trial.
 */
export function trialRefusal(
  license: { readonly id: string; readonly item: Pick<ItemDefinition, 'itemNumber' | 'trialCount'> },
  holding: Holding,
): Refusal | undefined {
  const { itemNumber, trialCount } = license.item
  if (trialCount === undefined) return undefined
  const trials = holding.trialsOf(itemNumber)
  if (trials.has(license.id) || trials.size < trialCount) return undefined
  const times = trialCount === 1 ? 'once' : `${trialCount} times`
  const text = `Item ${itemNumber} is a trial; this container has had it ${times} already.`
  return { code: 'QUOTA_EXCEEDED', text, remedy: 'Buy the item that it is a trial of, or try it in another container.' }
}
