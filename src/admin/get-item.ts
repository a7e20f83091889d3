import { requireFirmCode } from '../catalogue/firm-scope.ts'
import type { GetItem, GetItemResponse } from '../contract/admin.ts'
import { identifier } from '../domain/identifier.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { itemOf } from './item-conversion.ts'
import type { AdminParts } from './parts.ts'

/**
 * The item as it is sold now, or was sold last.
 * @throws Fault `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export async function getItem(input: GetItem, call: Call, { catalogue }: AdminParts): Promise<GetItemResponse> {
  const itemNumber = identifier(input.itemNumber)
  const field = 'itemNumber'
  return call.store.read(async (tx) => {
    const item = await tx.findOneBy(Item, { itemNumber })
    if (item === null) throw new Fault('ITEM_UNKNOWN', `There is no item ${itemNumber}.`, { field })
    const sold = (await catalogue.versions(tx, [item.currentVersionId])).get(item.currentVersionId)
    if (sold === undefined) throw new Error(`item ${itemNumber} has no version`)
    requireFirmCode(call.caller, sold.definition.firmCode, field)
    return {
      result: {
        item: itemOf(sold.definition),
        versionNumber: sold.versionNumber,
        createdAt: item.createdAt,
        changedAt: item.updatedAt,
        retiredAt: item.retiredAt ?? undefined,
      },
    }
  })
}
