import { In, IsNull, Not } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { renewedCopyEnd } from '../domain/idle-release.ts'
import { License } from '../entities/license.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import type { Planned } from './act-on-licenses.ts'
import { appendActions } from './actions.ts'
import type { RenewingContainer } from './renew-subscriptions.ts'

/**
 * The copies in a container that this contact keeps alive, of items which release what is idle. One on its way is renewed
 * when it has arrived, or has died before.
 */
export async function dueCopies(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  catalogue: Catalogue,
  { containerId, firmCode, onTheWay }: RenewingContainer,
): Promise<Planned<Date>[]> {
  const licenses = await tx.find(License, {
    where: { containerId, firmCode, state: In(['Collected', 'Confirmed']), copyEndsAt: Not(IsNull()) },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const versionIds = licenses.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  return licenses.flatMap((license): Planned<Date>[] => {
    const item = versions.get(license.itemVersionId)?.definition
    if (item === undefined) throw new Error(`item version ${license.itemVersionId} is missing`)
    if (onTheWay.has(license.id) && license.copyEndsAt !== null && license.copyEndsAt > now) return []
    const end = renewedCopyEnd({ ...license, item }, now)
    return end === undefined ? [] : [{ license, plan: end }]
  })
}

/** Lets copies live on: in our books now, and in their container by actions, which the update of this very contact takes along. */
export async function renewCopies(tx: Tx, call: Call, due: readonly Planned<Date>[]): Promise<void> {
  for (const { license, plan: copyEndsAt } of due) {
    const { id, containerId, copyEndsAt: before } = license
    if (containerId === null) throw new Error(`license ${id} has a copy and is in no container`)
    const version = await changeRow(tx, License, license, { copyEndsAt, updatedAt: call.now })
    const facts = { copyEndsAt: copyEndsAt.toISOString() }
    const action = { kind: 'extend', containerId, licenseId: id, heldState: null, facts, reason: undefined } as const
    await appendActions(tx, call, [action])
    const was = { copyEndsAt: before?.toISOString() }
    await record(tx, call, [{ kind: 'license', id, version, change: 'LicenseRenewed', before: was, after: facts }])
  }
}
