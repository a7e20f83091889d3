import { In } from 'typeorm'
import { Consumption } from '../entities/consumption.ts'
import type { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

interface Heir {
  readonly old: License
  readonly successor: License
}

/**
 * Lets successors that keep the units of their old licenses keep, too, how many of them were used, as far as that is known.
 * Otherwise the counter would be as new after every exchange.
 */
export async function inheritUnits(tx: Tx, { now }: Pick<Call, 'now'>, exchanges: readonly Heir[]): Promise<void> {
  const heirs = new Map(
    exchanges.flatMap(({ old, successor }) => (old.itemId === successor.itemId ? [[old.id, successor.id]] : [])),
  )
  if (heirs.size === 0) return
  const rows = await tx.findBy(Consumption, { licenseId: In([...heirs.keys()]) })
  await insertRows(
    tx,
    Consumption,
    rows.flatMap((row) => {
      const licenseId = heirs.get(row.licenseId)
      return licenseId === undefined ? [] : [{ ...row, licenseId, lowerSince: null, updatedAt: now }]
    }),
  )
}
