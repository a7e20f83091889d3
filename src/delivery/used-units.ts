import { In } from 'typeorm'
import { Consumption } from '../entities/consumption.ts'
import type { StoredAction } from '../licenses/step-actions.ts'
import type { Tx } from '../store/store.ts'

/** Units of licenses that were used so far, in whichever container; asked only for puts of licenses that count units. */
export async function usedUnits(tx: Tx, actions: readonly StoredAction[]): Promise<Map<string, bigint>> {
  const counting = actions.flatMap((action) =>
    'put' in action && action.put.options.unitCounter !== undefined ? [action.put.licenseId] : [],
  )
  const used = new Map<string, bigint>()
  if (counting.length === 0) return used
  for (const { licenseId, consumed } of await tx.findBy(Consumption, { licenseId: In([...new Set(counting)]) })) {
    const units = BigInt(consumed)
    if (units > (used.get(licenseId) ?? 0n)) used.set(licenseId, units)
  }
  return used
}
