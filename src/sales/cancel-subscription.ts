import type { CancelSubscription, CancelSubscriptionResponse } from '../contract/sales.ts'
import type { LicenseState } from '../domain/license.ts'
import { judgeSubscriptionEnd } from '../domain/subscription.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { stopRenewal } from '../vendor-actions/stop-renewal.ts'
import type { SalesParts } from './parts.ts'

/**
 * Stops the automatic renewal of checkpoint licenses; each runs to the end of its present period.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function cancelSubscription(
  { subscriptionCancel }: CancelSubscription,
  call: Call,
  { catalogue }: SalesParts,
): Promise<CancelSubscriptionResponse> {
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds: subscriptionCancel.licenseIds.licenseId,
      field: 'subscriptionCancel/licenseIds',
      content: subscriptionCancel,
      judge: async (_, licenses) => {
        const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
        const versions = await catalogue.versions(tx, versionIds)
        return ({ itemVersionId, state, renewalCancelledAt }) => {
          const item = versions.get(itemVersionId)?.definition
          if (item === undefined) throw new Error(`item version ${itemVersionId} is missing`)
          return judgeSubscriptionEnd({ state: state as LicenseState, renewalCancelledAt, item })
        }
      },
      act: (_, planned) => stopRenewal(tx, call, planned, subscriptionCancel),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
