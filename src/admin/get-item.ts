import { ownNumber } from '../catalogue/own-number.ts'
import type { GetItem, GetItemResponse } from '../contract/admin.ts'
import { identifier } from '../domain/identifier.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { isPackage } from '../domain/item-package.ts'
import { itemOf } from './item-conversion.ts'
import { packageOf } from './package-conversion.ts'
import type { AdminParts } from './parts.ts'

/**
 * The item or package as it is sold now, or was sold last.
 * @throws Fault `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export async function getItem(input: GetItem, call: Call, { catalogue }: AdminParts): Promise<GetItemResponse> {
  const itemNumber = identifier(input.itemNumber)
  const field = 'itemNumber'
  return call.store.read(async (tx) => {
    const item = await tx.findOneBy(Item, { itemNumber })
    if (item === null) throw new Fault('ITEM_UNKNOWN', `There is no item ${itemNumber}.`, { field })
    const { definition, versionNumber } = await ownNumber(tx, call.caller, item, catalogue, field)
    const shown = isPackage(definition) ? { itemPackage: packageOf(definition) } : { item: itemOf(definition) }
    return {
      result: {
        ...shown,
        versionNumber,
        createdAt: item.createdAt,
        changedAt: item.updatedAt,
        retiredAt: item.retiredAt ?? undefined,
      },
    }
  })
}
