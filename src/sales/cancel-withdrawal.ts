import type { CancelWithdrawal, CancelWithdrawalResponse } from '../contract/sales.ts'
import type { LicenseState } from '../domain/license.ts'
import { judgeCancellation } from '../domain/withdrawal.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { openActions } from '../vendor-actions/actions.ts'
import { cancelWithdrawals } from '../vendor-actions/withdraw.ts'

/**
 * Takes withdrawals back that wait for their container: each license is again what it was, or what it became meanwhile.
 * What the container has been given already, or what was withdrawn at once, stays withdrawn.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function cancelWithdrawal(
  { withdrawalCancel }: CancelWithdrawal,
  call: Call,
): Promise<CancelWithdrawalResponse> {
  const licenseIds = withdrawalCancel.licenseIds.licenseId
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds,
      field: 'withdrawalCancel/licenseIds',
      content: withdrawalCancel,
      judge: async (_, licenses) => {
        const actions = await openActions(tx, { licenseIds: licenses.map(({ id }) => id) })
        // A license is taken out of its container by one action at most; what gives it new terms is another matter.
        const takings = actions.filter(({ kind }) => kind !== 'extend')
        const byLicense = new Map(takings.map((action) => [action.licenseId, action]))
        return ({ id, state }) => judgeCancellation(state as LicenseState, byLicense.get(id))
      },
      act: (_, planned) => cancelWithdrawals(tx, call, planned, withdrawalCancel),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
