import type { FaultCode } from '../faults.ts'
import type { Moment } from './civil-time.ts'
import { extend, type ExtendableLicense, type Extension, type LicenseTerms } from './extension.ts'
import type { ItemDefinition, MoveRule } from './item.ts'
import { judgeMove, type MoveRecord, type MoveVerdict } from './move-rule.ts'

const never: MoveRule = { policy: 'never', waitDays: 0, maximumCount: 0, periodDays: 0 }

/** What the renewal module of the vendor says; without one it is `byRule`. */
export type RenewalWord =
  /** It is renewed, until then or by one period, whatever the rule of the item says. */
  | { readonly decision: 'renew'; readonly until?: Date | undefined }
  /** The rule of the item decides. */
  | { readonly decision: 'byRule' }
  | { readonly decision: 'offer'; readonly offers: readonly RenewalOffer[] }
  | { readonly decision: 'refuse'; readonly text: string; readonly waitUntil?: Date | undefined }

/** Something that the vendor offers in place of a renewal. */
export interface RenewalOffer {
  readonly name: string
  /** In words for the user. */
  readonly text: string
  /** Web address. */
  readonly address?: string | undefined
}

/** A license as its renewal looks at it. */
export type RenewableByUser = ExtendableLicense & { readonly item: { readonly renewalRule?: MoveRule | undefined } }

/** Whether users may renew licenses of an item by its rule, at least at some time. */
export function mayBeRenewed({
  renewalRule = never,
  subscription,
  options,
}: Pick<ItemDefinition<unknown>, 'renewalRule' | 'subscription' | 'options'>): boolean {
  if (renewalRule.policy === 'never') return false
  return subscription === undefined ? options.expirationPeriod !== undefined : subscription.model === 'erpRun'
}

/** The new terms, or why there are none, and from when on there could be. */
export type RenewalVerdict =
  | { readonly plan: Partial<LicenseTerms> }
  | { readonly refusal: { readonly code: FaultCode; readonly text: string }; readonly possibleAt?: Date | undefined }

/**
 * What a renewal by its user does to a license that is with him. It runs for one period more, from its end, or from now
 * where that has passed: as if its vendor had extended it.
 * @param word what the vendor says, who makes no offers
 */
export function judgeRenewal(
  license: RenewableByUser,
  word: Exclude<RenewalWord, { readonly decision: 'offer' }>,
  record: MoveRecord,
  moment: Moment,
): RenewalVerdict {
  const verdict = permissionOf(license, word, record, moment)
  if (!verdict.allowed && verdict.refusal.code === 'RENEWAL_NOT_ALLOWED') return verdict
  const extension = extensionBy(license, word)
  if (extension === undefined) return nothing(`Item ${license.item.itemNumber} has no period to be renewed by.`)
  const extended = extend(license, extension, moment)
  if ('refusal' in extended) return extended
  if (Object.keys(extended.plan).length === 0) return nothing('The license has this end already.')
  return verdict.allowed ? extended : verdict
}

function permissionOf(
  { item }: RenewableByUser,
  word: Exclude<RenewalWord, { readonly decision: 'offer' }>,
  record: MoveRecord,
  { now }: Moment,
): MoveVerdict {
  if (word.decision === 'renew') return { allowed: true }
  if (word.decision === 'byRule') return judgeMove('renewal', item.renewalRule ?? never, record, now)
  const { text, waitUntil } = word
  if (waitUntil === undefined) return { allowed: false, refusal: { code: 'RENEWAL_NOT_ALLOWED', text } }
  return { allowed: false, refusal: { code: 'WAIT', text }, possibleAt: waitUntil }
}

function extensionBy({ item }: RenewableByUser, word: RenewalWord): Extension | undefined {
  if (word.decision === 'renew' && word.until !== undefined) return { setEnd: word.until }
  const addPeriod = item.subscription?.period ?? item.options.expirationPeriod
  return addPeriod && { addPeriod }
}

function nothing(text: string): RenewalVerdict {
  return { refusal: { code: 'NOTHING_TO_DO', text } }
}
