import { In, IsNull, Not } from 'typeorm'
import { shareUnits } from '../domain/consumption.ts'
import { Consumption } from '../entities/consumption.ts'
import { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { storeUnits } from './store-units.ts'

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

/**
 * Raises the used units of licenses of the same item that took the places of others, also of one that is to be put only later,
 * when a container shows that the old ones were used further after the decision. What was put may have been told of fewer by
 * then; that the container shows fewer is no older state.
 * @param licenseIds the old ones
 */
export async function passUnitsOn(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  containerId: string,
  licenseIds: readonly string[],
): Promise<void> {
  if (licenseIds.length === 0) return
  const replaced = await tx.findBy(License, { id: In([...licenseIds]), replacedById: Not(IsNull()) })
  if (replaced.length === 0) return
  const ticketId = In([...new Set(replaced.map((license) => license.ticketId))])
  const taking = await tx.find(License, { where: { ticketId, replacesId: Not(IsNull()) }, order: { id: 'ASC' } })
  const ids = [...replaced, ...taking].map(({ id }) => id)
  const rows = await tx.findBy(Consumption, { containerId, licenseId: In(ids) })
  const before = new Map(rows.map(({ licenseId, consumed }) => [licenseId, BigInt(consumed)]))
  const raised = raisedUnits(replaced, taking, before)
  const next = [...raised].map(([licenseId, units]) => {
    return { containerId, licenseId, consumed: String(units), lowerSince: now, updatedAt: now }
  })
  const known = [...raised.keys()].filter((id) => before.has(id))
  await storeUnits(tx, containerId, known, next)
}

/** By license: more units than are known of it, from one to the next whose place was taken. */
function raisedUnits(
  replaced: readonly License[],
  taking: readonly License[],
  known: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const raised = new Map<string, bigint>()
  const usedOf = (id: string) => raised.get(id) ?? known.get(id) ?? 0n
  const queue = [...replaced]
  for (let old = queue.shift(); old !== undefined; old = queue.shift()) {
    const { id, itemId } = old
    const heirs = taking.filter((license) => license.replacesId === id && license.itemId === itemId)
    for (const [heirId, units] of shareUnits(usedOf(id), heirs)) {
      if (units > usedOf(heirId)) raised.set(heirId, units)
    }
    queue.push(...heirs)
  }
  return raised
}
