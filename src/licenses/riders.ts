import { In } from 'typeorm'
import { License } from '../entities/license.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'
import { putLicense } from './put-license.ts'
import type { StoredPut } from './step-actions.ts'
import type { ItemLicense } from './ticket-licenses.ts'

/** A license takes the place of another in a container. */
export interface TakenPlace {
  readonly oldId: string
  readonly successorId: string
  /** The item of the successor. */
  readonly itemNumber: string
}

/**
 * The modules that ride on a license whose place is taken, and can ride on the one that takes it. The others stay where they
 * are, worth nothing until a base of theirs comes again.
 */
export function ridersOnward(held: Iterable<ItemLicense>, { oldId, itemNumber }: TakenPlace): ItemLicense[] {
  return [...held].filter(
    ({ item, baseId, state }) =>
      baseId === oldId &&
      item.moduleBases?.includes(itemNumber) === true &&
      (state === 'Collected' || state === 'Confirmed'),
  )
}

/**
 * What the step that exchanges their bases does for them: each is put again as it is, riding on the successor.
 * @param ordered the values of the parameters that were given with the order of a license
 */
export function putOnward(
  riders: readonly ItemLicense[],
  { successorId }: TakenPlace,
  ordered: (license: ItemLicense) => Readonly<Record<string, string>>,
): StoredPut[] {
  return riders.map((rider) => {
    const { generation, expiresAt, expirationDay, activationParameters } = rider
    const parameters = { ...ordered(rider), ...activationParameters }
    return putLicense(rider, { generation, end: { expiresAt, expirationDay }, parameters, ridesOn: successorId })
  })
}

/**
 * Remembers that modules ride on another license from now on, and gives the events. The rows are read again: the context
 * that brought this about may have been the receipt of the modules as well.
 */
export async function rebase(
  tx: Tx,
  call: Call,
  riders: readonly Pick<ItemLicense, 'id' | 'containerId' | 'baseId'>[],
  { successorId }: TakenPlace,
): Promise<Change[]> {
  if (riders.length === 0) return []
  const state = In(['Collected', 'Confirmed'])
  const rows = await tx.findBy(License, { id: In(riders.map(({ id }) => id)), state })
  const same = rows.filter((row) =>
    riders.some(
      ({ id, containerId, baseId }) => id === row.id && containerId === row.containerId && baseId === row.baseId,
    ),
  )
  if (same.length < riders.length) throw new RowChanged('a module has left its base since it was read')
  await changeRows(tx, License, rows, { baseId: successorId, updatedAt: call.now })
  return rows.map(({ id, version, baseId }) => ({
    kind: 'license',
    id,
    version: version + 1,
    change: 'LicenseRebased',
    before: { baseId },
    after: { baseId: successorId },
  }))
}
