import { In } from 'typeorm'
import { judgeUnits, type LowerUnits } from '../domain/consumption.ts'
import { Consumption } from '../entities/consumption.ts'
import { License } from '../entities/license.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { passUnitsOn } from '../vendor-actions/inherit-units.ts'
import { storeUnits } from '../vendor-actions/store-units.ts'

/**
 * Keeps the most units of each license that a container ever showed as used, be it among those that it holds or those that
 * were taken out (docs/formats.md §11), also for those that took their places. Gives the licenses of which it shows fewer, once until it has caught up.
 */
export async function keepUnits(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  containerId: string,
  context: Pick<ReceivedContext, 'licenses' | 'removed' | 'firmCode'>,
): Promise<readonly LowerUnits[]> {
  const shown = shownUnits(context)
  if (shown.size === 0) return []
  const rows = await tx.findBy(Consumption, { containerId })
  const kept = new Map(rows.map((row) => [row.licenseId, { ...row, consumed: BigInt(row.consumed) }]))
  const { changed, lower } = judgeUnits(kept, shown, now)
  const [again, first] = [
    [...changed.keys()].filter((id) => kept.has(id)),
    [...changed.keys()].filter((id) => !kept.has(id)),
  ]
  const known = new Set([...again, ...(await licensesOf(tx, context.firmCode, first))])
  const next = [...changed].flatMap(([licenseId, { consumed, lowerSince }]) =>
    known.has(licenseId) ? [{ containerId, licenseId, consumed: String(consumed), lowerSince, updatedAt: now }] : [],
  )
  await storeUnits(tx, containerId, again, next)
  // A license whose place is taken at the same time has its row changed, which this meets by the foreign keys of these rows.
  await passUnitsOn(
    tx,
    { now },
    containerId,
    next.map(({ licenseId }) => licenseId),
  )
  return lower
}

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function shownUnits({ licenses, removed }: Pick<ReceivedContext, 'licenses' | 'removed'>): Map<string, bigint> {
  const shown = new Map<string, bigint>()
  for (const { licenseId, consumed } of [...licenses, ...removed]) {
    const before = shown.get(licenseId)
    if (idForm.test(licenseId) && (before === undefined || consumed > before)) shown.set(licenseId, consumed)
  }
  return shown
}

/** A container may say anything of licenses that are none of this firm code; it is not kept. */
async function licensesOf(tx: Tx, firmCode: number, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.find(License, { select: { id: true }, where: { id: In([...ids]), firmCode } })
  return rows.map(({ id }) => id)
}
