import { In } from 'typeorm'
import { BlockedGeneration } from '../entities/blocked-generation.ts'
import type { License } from '../entities/license.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** The first generation of a license that is good once its copy of now is blocked. */
export function firstGood({ generation }: Pick<License, 'generation'>): number {
  return generation + 1
}

/** Blocks the copies of licenses that there are now, and with them all older ones. */
export async function blockGenerations(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  licenses: readonly Pick<License, 'id' | 'firmCode' | 'generation'>[],
): Promise<void> {
  if (licenses.length === 0) return
  // Whoever comes here changes the rows of the licenses as well, so that there is only one at a time for each.
  await tx.delete(BlockedGeneration, { licenseId: In(licenses.map(({ id }) => id)) })
  const rows = licenses.map((license) => {
    return { licenseId: license.id, firmCode: license.firmCode, below: firstGood(license), since: now }
  })
  await insertRows(tx, BlockedGeneration, rows)
}
