import type { ItemDraft } from './item.ts'
import type { Period } from './period.ts'

type Advice = (item: ItemDraft) => string | undefined

/** What is allowed and rarely meant, one sentence for each; most are experiences with the legacy system (domain.md §8). */
export function itemAdvice(item: ItemDraft): string[] {
  return advice.map((look) => look(item)).filter((sentence) => sentence !== undefined)
}

const advice: readonly Advice[] = [
  ({ options }) =>
    options.usagePeriod !== undefined
      ? 'usagePeriod: the server cannot see when it began, so such a license can be neither renewed, moved nor reported; prefer expirationPeriod.'
      : undefined,
  ({ options }) =>
    options.usagePeriod !== undefined && (options.expirationTime ?? options.expirationPeriod) !== undefined
      ? 'usagePeriod together with an expiration: the license ends at whichever comes first.'
      : undefined,
  ({ options }) => (options.featureMap === 0 ? 'featureMap: the mask 0 unlocks nothing; leave it out.' : undefined),
  ({ options }) =>
    options.unitCounter?.units === 0 ? 'unitCounter: the license is used up from the start.' : undefined,
  ({ options }) =>
    options.lingerTime !== undefined && options.licenseQuantity === 0
      ? 'lingerTime: means nothing for a license without concurrent users (licenseQuantity 0).'
      : undefined,
  ({ reactivationRule: { policy, maximumCount } }) =>
    policy === 'automatic' && maximumCount === 0
      ? 'reactivationRule: automatic without a limit lets a user collect one copy after the other; set maximumCount.'
      : undefined,
  ({ returnRule, options }) =>
    returnRule.policy !== 'never' && options.usagePeriod !== undefined
      ? 'returnRule: a license with a usagePeriod comes back as new, whatever was used of it.'
      : undefined,
  ({ reactivationRule, restoreRule, options }) =>
    (reactivationRule.policy !== 'never' || restoreRule.policy !== 'never') && options.usagePeriod !== undefined
      ? 'reactivationRule, restoreRule: a license with a usagePeriod is issued anew as new, whatever was used of it.'
      : undefined,
  ({ renewalRule, subscription, options }) => {
    if (renewalRule === undefined) return undefined
    if (subscription?.model === 'checkpoint') return 'renewalRule: means nothing for a subscription that renews itself.'
    if (subscription?.model === 'fromActivation') return 'renewalRule: a new ticket renews this subscription.'
    if ((subscription ?? options.expirationPeriod) !== undefined) return undefined
    return 'renewalRule: means nothing without an expirationPeriod or a subscription, whose period the license is renewed by.'
  },
  ({ subscription }) =>
    subscription !== undefined && subscription.graceDays >= mostDays(subscription.period)
      ? 'subscription: the grace is as long as the period itself.'
      : undefined,
  ({ trialCount, subscription, options }) =>
    trialCount !== undefined && (subscription ?? options.expirationTime ?? options.expirationPeriod) === undefined
      ? 'trialRule: a trial whose end the server does not know; give it an expirationPeriod.'
      : undefined,
  ({ containerKinds, options }) =>
    containerKinds.includes('cloud') && options.licenseTransfer?.transferScheme === 'borrow'
      ? 'licenseTransfer: a license in a cloud container cannot be borrowed.'
      : undefined,
]

/** Days of a period, were all its months and years long ones. */
function mostDays({ periodCount, periodUnit }: Period): number {
  return periodCount * { day: 1, month: 31, year: 366 }[periodUnit]
}
