import { IsNull } from 'typeorm'
import { ItemVersion } from '../../entities/item-version.ts'
import { Item } from '../../entities/item.ts'
import type { Tx } from '../../store/store.ts'

/** An item or a package that is sold at present. */
export interface OnSale {
  readonly itemNumber: string
  readonly itemVersionId: string
  readonly firmCode: number
}

/** All items and packages that are sold at present, by number. */
export async function itemsOnSale(tx: Tx): Promise<OnSale[]> {
  const items = await tx.find(Item, {
    select: { id: true, itemNumber: true, currentVersionId: true },
    where: { retiredAt: IsNull() },
    order: { itemNumber: 'ASC' },
  })
  const versions = await tx.find(ItemVersion, { select: { id: true, firmCode: true } })
  const firmCodes = new Map(versions.map((version) => [version.id, version.firmCode]))
  return items.map(({ itemNumber, currentVersionId }) => {
    return { itemNumber, itemVersionId: currentVersionId, firmCode: firmCodes.get(currentVersionId) ?? 0 }
  })
}
