import { In } from 'typeorm'
import { Consumption } from '../entities/consumption.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/**
 * Writes the used units of licenses in a container.
 * @param known licenses that have a row already
 */
export async function storeUnits(
  tx: Tx,
  containerId: string,
  known: readonly string[],
  rows: readonly Consumption[],
): Promise<void> {
  if (known.length > 0) await tx.delete(Consumption, { containerId, licenseId: In([...known]) })
  await insertRows(tx, Consumption, rows)
}
