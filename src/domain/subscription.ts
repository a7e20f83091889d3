import type { FaultCode } from '../faults.ts'
import type { Moment } from './civil-time.ts'
import { type End, type EndTerms, firstEnd, keptEnd, type KeptEnd, laterBy, paidEnd } from './expiration.ts'
import type { ItemDefinition } from './item.ts'
import type { LicenseState } from './license.ts'
import { addPeriod } from './period.ts'
import { whenDone } from './vendor-action.ts'

/** A license as the cancelling of its subscription looks at it. */
export interface SubscribedLicense {
  readonly state: LicenseState
  readonly renewalCancelledAt: Date | null
  readonly item: Pick<ItemDefinition<unknown>, 'itemNumber' | 'subscription'>
}

/** Whether the automatic renewal of a license can be stopped; it then runs to the end of its present period. */
export function judgeSubscriptionEnd(
  license: SubscribedLicense,
): { readonly plan: 'stop' } | { readonly refusal: { readonly code: FaultCode; readonly text: string } } {
  const { state, renewalCancelledAt, item } = license
  if (item.subscription?.model !== 'checkpoint') {
    return nothing(`Item ${item.itemNumber} does not renew itself; there is nothing to cancel.`)
  }
  if (renewalCancelledAt !== null) return nothing('The subscription is cancelled already.')
  if (whenDone(state) !== 'never') return { plan: 'stop' }
  const text = `The license is ${state} and is not renewed any more.`
  return { refusal: { code: 'LICENSE_STATE', text } }
}

/** A license as a contact of its container looks at it. */
export type RenewableLicense = KeptEnd & {
  readonly renewalCancelledAt: Date | null
  readonly item: EndTerms
}

/**
 * The end that a license which renews itself gets at a contact now; undefined where it keeps the one it has. It goes on by
 * whole periods until one is left, so that a container which comes at least once a period never runs out, and no more than
 * two are ever given in advance. A license that has run out, its grace too, begins anew.
 * @throws RangeError beyond the year 9999
 */
export function renewedEnd(license: RenewableLicense, moment: Moment): End | undefined {
  const { item, renewalCancelledAt } = license
  const { now, timeZone } = moment
  if (item.subscription?.model !== 'checkpoint' || renewalCancelledAt !== null) return undefined
  const { period, graceDays } = item.subscription
  const present = keptEnd(license, graceDays, timeZone)
  if (present === undefined) return undefined
  if (present.at <= now) return firstEnd(item, moment)
  const onePeriodLeft = addPeriod(now, period, timeZone)
  let end = present
  while (paidEnd(end, graceDays, timeZone).at < onePeriodLeft) end = laterBy(end, period, timeZone, graceDays)
  return end === present ? undefined : end
}

function nothing(text: string) {
  return { refusal: { code: 'NOTHING_TO_DO', text } } as const
}
