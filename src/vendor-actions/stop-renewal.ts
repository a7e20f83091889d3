import { License } from '../entities/license.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Done, Planned } from './act-on-licenses.ts'
import { history, type Why } from './why.ts'

/**
 * Lets licenses renew themselves no more. Their containers need not be told: they ask for the next period, and do not get
 * it. Records the events of the licenses.
 */
export async function stopRenewal(tx: Tx, call: Call, planned: readonly Planned<'stop'>[], why: Why): Promise<Done[]> {
  const licenses = planned.map(({ license }) => license)
  await changeRows(tx, License, licenses, { renewalCancelledAt: call.now, updatedAt: call.now })
  const after = { renewalCancelledAt: call.now.toISOString() }
  const change = 'LicenseSubscriptionCancelled'
  await record(
    tx,
    call,
    licenses.map(({ id, version }) => ({
      kind: 'license',
      id,
      version: version + 1,
      change,
      before: { renewalCancelledAt: null },
      ...history(why, after),
    })),
  )
  return licenses.map(({ id, state }) => ({ licenseId: id, state, pending: false }))
}
