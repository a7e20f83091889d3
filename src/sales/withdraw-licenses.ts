import type { WithdrawLicenses, WithdrawLicensesResponse } from '../contract/sales.ts'
import type { LicenseState } from '../domain/license.ts'
import { judgeWithdrawal } from '../domain/withdrawal.ts'
import type { Call } from '../operation.ts'
import { actOnLicenses } from '../vendor-actions/act-on-licenses.ts'
import { withdraw } from '../vendor-actions/withdraw.ts'
import { atOnce } from './at-once.ts'
import type { SalesParts } from './parts.ts'

/**
 * Takes licenses back: at once where nobody has them, else at the next contact of their container, which cannot skip it.
 * A license and its activation change the same row, so of a withdrawal and an activation at once the later one sees what
 * the earlier one did.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function withdrawLicenses(
  { withdrawal }: WithdrawLicenses,
  call: Call,
  { serveHere }: Pick<SalesParts, 'serveHere'>,
): Promise<WithdrawLicensesResponse> {
  const licenseIds = withdrawal.licenseIds.licenseId
  return call.answer(async (tx) => {
    const actionOutcome = await actOnLicenses(tx, call, {
      licenseIds,
      field: 'withdrawal/licenseIds',
      content: withdrawal,
      judge: () => Promise.resolve(({ state }) => judgeWithdrawal(state as LicenseState)),
      act: async (_, planned) => atOnce(tx, call, serveHere, await withdraw(tx, call, planned, withdrawal)),
    })
    return { result: { actionOutcomes: { actionOutcome } } }
  })
}
