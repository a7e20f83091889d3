import { In } from 'typeorm'
import { stateAfter } from '../domain/license.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { VendorAction } from '../entities/vendor-action.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { openActions } from '../vendor-actions/actions.ts'

/**
 * Takes the receipt of licenses that were put into a container: those that still wait for it here are Confirmed. One that
 * the vendor has meanwhile decided to take out stays WithdrawPending; its action remembers what it is again if that is
 * taken back. One that was issued anew since, and is on its way back, waits for its new copy.
 * @param copies the generation that arrived, by license
 */
export async function confirmLicenses(
  tx: Tx,
  call: Call,
  container: Container,
  copies: ReadonlyMap<string, number>,
): Promise<Change[]> {
  if (copies.size === 0) return []
  const state = In(['Collected', 'WithdrawPending'])
  const rows = await tx.findBy(License, { id: In([...copies.keys()]), state, containerId: container.id })
  const licenses = rows.filter(({ id, generation }) => copies.get(id) === generation)
  const collected = licenses.filter((license) => license.state === 'Collected')
  const leaving = licenses.filter((license) => license.state === 'WithdrawPending')
  return [
    ...(await confirm(tx, call, collected, stateAfter('Collected', 'LicenseConfirmed'))),
    ...(await confirm(tx, call, await holdConfirmed(tx, call, leaving), 'WithdrawPending')),
  ]
}

async function confirm(tx: Tx, call: Call, licenses: readonly License[], state: string): Promise<Change[]> {
  await changeRows(tx, License, licenses, { state, updatedAt: call.now })
  return licenses.map(({ id, version, state: before }) => ({
    kind: 'license',
    id,
    version: version + 1,
    change: 'LicenseConfirmed',
    before: { state: before },
    after: { state },
  }))
}

/** Gives those of the licenses whose receipt is news. */
async function holdConfirmed(tx: Tx, call: Call, licenses: readonly License[]): Promise<License[]> {
  if (licenses.length === 0) return []
  const actions = await openActions(tx, { licenseIds: licenses.map(({ id }) => id) })
  const waiting = actions.filter(({ heldState }) => heldState === 'Collected')
  await changeRows(tx, VendorAction, waiting, { heldState: 'Confirmed', updatedAt: call.now })
  const ids = new Set(waiting.map(({ licenseId }) => licenseId))
  return licenses.filter(({ id }) => ids.has(id))
}
