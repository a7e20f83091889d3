import { type HeldState, type LicenseChange, type LicenseState, stateAfter } from '../domain/license.ts'
import { License } from '../entities/license.ts'
import type { VendorAction } from '../entities/vendor-action.ts'
import { type Change, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Done, Planned } from './act-on-licenses.ts'
import { appendActions, markActions } from './actions.ts'
import { history, type Why } from './why.ts'

/**
 * Withdraws licenses: `now` those that nobody has, `atContact` those that a container is to give up at its next contact.
 * Judge them first by `judgeWithdrawal`. Records the events of the licenses.
 */
export async function withdraw(
  tx: Tx,
  call: Call,
  planned: readonly Planned<'now' | 'atContact'>[],
  why: Why,
): Promise<Done[]> {
  const now = planned.filter(({ plan }) => plan === 'now').map(({ license }) => license)
  const later = planned.filter(({ plan }) => plan === 'atContact').map(({ license }) => license)
  const changes = [
    ...(await changeState(tx, call, now, 'LicenseWithdrawn', 'Withdrawn', why)),
    ...(await changeState(tx, call, later, 'LicenseWithdrawalOrdered', 'WithdrawPending', why)),
  ]
  await appendActions(
    tx,
    call,
    later.map(({ id, containerId, state }) => ({
      kind: 'withdraw',
      containerId: containerOf(id, containerId),
      licenseId: id,
      heldState: state as HeldState,
      facts: {},
      reason: why.reason,
    })),
  )
  await record(tx, call, changes)
  const withdrawn = new Set(now.map(({ id }) => id))
  return planned.map(({ license: { id } }) =>
    withdrawn.has(id)
      ? { licenseId: id, state: 'Withdrawn', pending: false }
      : { licenseId: id, state: 'WithdrawPending', pending: true },
  )
}

/** Takes withdrawals back that no container has been given yet: each license is what it was before, or has become since. */
export async function cancelWithdrawals(
  tx: Tx,
  call: Call,
  planned: readonly Planned<VendorAction>[],
  why: Why,
): Promise<Done[]> {
  await markActions(
    tx,
    call,
    planned.map(({ plan }) => plan),
    'cancelled',
  )
  const changes: Change[] = []
  for (const held of ['Collected', 'Confirmed', 'Returning'] as const) {
    const licenses = planned.filter(({ plan }) => plan.heldState === held).map(({ license }) => license)
    changes.push(...(await changeState(tx, call, licenses, 'LicenseWithdrawalCancelled', held, why)))
  }
  await record(tx, call, changes)
  return planned.map(({ license: { id }, plan }) => ({ licenseId: id, state: String(plan.heldState), pending: false }))
}

async function changeState(
  tx: Tx,
  call: Call,
  licenses: readonly License[],
  change: LicenseChange,
  state: LicenseState,
  why: Why,
): Promise<Change[]> {
  const held = change === 'LicenseWithdrawalCancelled' ? (state as HeldState) : undefined
  for (const license of licenses) stateAfter(license.state as LicenseState, change, held)
  await changeRows(tx, License, licenses, { state, updatedAt: call.now })
  return licenses.map(({ id, version, state: before }) => ({
    kind: 'license',
    id,
    version: version + 1,
    change,
    before: { state: before },
    ...history(why, { state }),
  }))
}

function containerOf(licenseId: string, containerId: string | null): string {
  if (containerId === null) throw new Error(`license ${licenseId} is with a user and in no container`)
  return containerId
}
