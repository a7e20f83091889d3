import type { FaultCode } from '../faults.ts'
import type { LicenseState } from './license.ts'
import type { Period } from './period.ts'
import { whenDone } from './vendor-action.ts'

/**
 * How a license is kept alive: `erpRun` by the back office, which extends it to the next payment plus grace; `checkpoint`
 * by itself at each contact of its container, until it is cancelled; `fromActivation` not at all, it runs one period.
 */
export interface Subscription extends Period {
  readonly model: 'erpRun' | 'checkpoint' | 'fromActivation'
  /** Days that the license outlives its period. */
  readonly graceDays: number
}

/** A license as the cancelling of its subscription looks at it. */
export interface SubscribedLicense {
  readonly state: LicenseState
  readonly renewalCancelledAt: Date | null
  readonly item: { readonly itemNumber: string; readonly subscription?: Pick<Subscription, 'model'> | undefined }
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

function nothing(text: string) {
  return { refusal: { code: 'NOTHING_TO_DO', text } } as const
}
