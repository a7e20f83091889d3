import type { Refusal } from './activation-rules.ts'
import type { Holding } from './holding.ts'
import type { ItemDefinition } from './item.ts'

/** A license as trials look at it. */
export interface TrialLicense {
  readonly id: string
  /** The license whose place it took. */
  readonly replacesId?: string | null | undefined
  readonly item: Pick<ItemDefinition, 'itemNumber' | 'trialCount'>
}

/**
 * Of licenses that have had a trial, the one with which this one shares it: itself, as it comes back to the container, or
 * the one whose place it took.
 */
export function sharedTrial({ id, replacesId }: TrialLicense, had: ReadonlySet<string>): string | undefined {
  return [id, replacesId].find((each) => typeof each === 'string' && had.has(each)) ?? undefined
}

/** A container gets only so many licenses of a trial in its life, whether it holds them still or not. */
export function trialRefusal(license: TrialLicense, holding: Holding): Refusal | undefined {
  const { itemNumber, trialCount } = license.item
  if (trialCount === undefined) return undefined
  const trials = holding.trialsOf(itemNumber)
  if (sharedTrial(license, trials) !== undefined || trials.size < trialCount) return undefined
  const times = trialCount === 1 ? 'once' : `${trialCount} times`
  const text = `Item ${itemNumber} is a trial; this container has had it ${times} already.`
  return { code: 'QUOTA_EXCEEDED', text, remedy: 'Buy the item that it is a trial of, or try it in another container.' }
}
