import { In } from 'typeorm'
import { judgeUnits, type LowerUnits } from '../domain/consumption.ts'
import { Consumption } from '../entities/consumption.ts'
import { License } from '../entities/license.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/**
 * Keeps the most units of each license that a container ever showed as used, be it among those that it holds or those that
 * were taken out (docs/formats.md §11). Gives the licenses of which it shows fewer, once until it has caught up.
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
  if (again.length > 0) await tx.delete(Consumption, { containerId, licenseId: In(again) })
  const next = [...changed].filter(([licenseId]) => known.has(licenseId))
  await insertRows(
    tx,
    Consumption,
    next.map(([licenseId, { consumed, lowerSince }]) => {
      return { containerId, licenseId, consumed: String(consumed), lowerSince, updatedAt: now }
    }),
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
