import type { CancelWithdrawal, CancelWithdrawalResponse } from '../contract/sales.ts'
import type { LicenseState } from '../domain/license.ts'
import { judgeCancellation } from '../domain/withdrawal.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { openActions } from '../vendor-actions/actions.ts'
import { cancelWithdrawals } from '../vendor-actions/withdraw.ts'
import { keepOrders, withRoomOnLines } from './room-on-lines.ts'

/**
 * Takes withdrawals back that wait for their container: each license is again what it was, or what it became meanwhile.
 * What the container has been given already, or what was withdrawn at once, stays withdrawn; so does what ReplaceOrder has
 * left out or sold anew, as the order would otherwise have more than it says.
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
        const leaving = licenses.filter(
          ({ state, replacedById }) => state === 'WithdrawPending' && replacedById === null,
        )
        const back = await withRoomOnLines(tx, leaving)
        return ({ id, state }) => judgeCancellation(state as LicenseState, byLicense.get(id), back.has(id))
      },
      act: async (_, planned) => {
        await keepOrders(
          tx,
          call,
          planned.map(({ license }) => license),
          withdrawalCancel,
        )
        return cancelWithdrawals(tx, call, planned, withdrawalCancel)
      },
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
