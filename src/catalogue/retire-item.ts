import { isPackage } from '../domain/item-package.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import type { Author } from './author.ts'
import type { Catalogue } from './catalogue.ts'
import { ownNumber } from './own-number.ts'

/** An item or package that is to be sold no longer. */
export interface RetirementWish {
  readonly itemNumber: string
  readonly comment?: string | undefined
  /** Path of the item number in the request. */
  readonly field: string
}

/**
 * Stops selling an item or a package; what was sold is not touched. The one function behind `RetireItem` and `items apply`.
 * @throws Fault `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export async function retireItem(
  tx: Tx,
  author: Author,
  { itemNumber, comment, field }: RetirementWish,
  catalogue: Catalogue,
): Promise<'retired' | 'unchanged'> {
  const item = await tx.findOneBy(Item, { itemNumber })
  if (item === null) throw new Fault('ITEM_UNKNOWN', `There is no item ${itemNumber}.`, { field })
  const { definition } = await ownNumber(tx, author.caller, item, catalogue, field)
  if (item.retiredAt !== null) return 'unchanged'
  const { id, version } = item
  const newVersion = await changeRow(tx, Item, { id, version }, { retiredAt: author.now, updatedAt: author.now })
  const word = isPackage(definition) ? 'PackageRetired' : 'ItemRetired'
  const change = { kind: 'item', id, version: newVersion, change: word, comment } as const
  await record(tx, author, [{ ...change, before: { retiredAt: null }, after: { retiredAt: author.now.toISOString() } }])
  return 'retired'
}
