import { bytesOfId } from '../entities/columns.ts'
import { Consumption } from '../entities/consumption.ts'
import type { Call } from '../operation.ts'
import { assignmentsOf } from '../store/assignments.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'

/** Units of one license. */
export interface UnitWish {
  readonly containerId: string
  readonly licenseId: string
  /** Those that are wanted now. */
  readonly units: bigint
  /** All that were ever granted. */
  readonly granted: bigint
  /** Used so far, in whichever container. */
  readonly consumed: bigint
}

/**
 * Numbers of 64 bits are kept as text, since not every driver has them; the database counts with them all the same. "SIGNED
 * INTEGER" is a number of 64 bits for each of them.
 */
const take = `
  UPDATE consumptions SET
    consumed = CAST(CAST(consumed AS SIGNED INTEGER) + CAST(? AS SIGNED INTEGER) AS CHAR(19)),
    updated_at = ?
  WHERE container_id = ? AND license_id = ? AND CAST(consumed AS SIGNED INTEGER) <= CAST(? AS SIGNED INTEGER)`

/**
 * Takes units by one conditional statement, so that each is taken once however many ask at the same time. Gives all that
 * were used then, or undefined if there are not as many left; then none is taken.
 */
export async function takeUnits(tx: Tx, { now }: Pick<Call, 'now'>, wish: UnitWish): Promise<bigint | undefined> {
  const { containerId, licenseId, units, granted } = wish
  await beginWith(tx, now, wish)
  if (units > granted) return undefined
  const metadata = tx.dataSource.getMetadata(Consumption)
  const { values: time } = assignmentsOf(metadata, { updatedAt: now }, ['updatedAt'])
  const ids = [bytesOfId(containerId), bytesOfId(licenseId)]
  const values = [String(units), ...time, ...ids, String(granted - units)]
  const result = await tx.queryRunner?.query(take, values, true)
  if (result?.affected !== 1) return undefined
  return BigInt((await tx.findOneByOrFail(Consumption, { containerId, licenseId })).consumed)
}

/** What was used in other containers is used here as well. */
async function beginWith(tx: Tx, updatedAt: Date, { containerId, licenseId, consumed }: UnitWish): Promise<void> {
  const key = { containerId, licenseId }
  const known = await tx.findOneBy(Consumption, key)
  if (known === null) {
    await insertRows(tx, Consumption, [{ ...key, consumed: String(consumed), lowerSince: null, updatedAt }])
  } else if (BigInt(known.consumed) < consumed) {
    const asKnown = { ...key, consumed: known.consumed }
    const { affected } = await tx.update(Consumption, asKnown, { consumed: String(consumed), updatedAt })
    if (affected !== 1) throw new RowChanged('units were used meanwhile')
  }
}
