import type { Offer, SoldItem } from '../catalogue/catalogue.ts'
import { requireFirmCode } from '../catalogue/firm-scope.ts'
import { partsOfPackage, type PackagePart } from '../domain/item-package.ts'
import { licensesOfLine } from '../domain/order-limits.ts'
import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'
import type { LineWish } from './order-wish.ts'

/** What a line names by its item number: an item, or a package of several. */
export interface Article {
  /** The version of the item or the package. */
  readonly itemVersionId: string
  /** Undefined: it is an item. */
  readonly packageId: string | undefined
  /** Why it is not sold any more; undefined when it is. */
  readonly retired: string | undefined
  /** Of a package, in the order in which it lists them; of an item, itself. */
  readonly contents: readonly Content[]
}

interface Content {
  readonly item: SoldItem
  /** Pieces of the item in one piece of the article. */
  readonly quantity: number
}

type ItemWish = Pick<LineWish, 'field' | 'itemNumber'>

/**
 * What a line asks for, whether it is still sold or not.
 * @throws Fault `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export function knownArticle({ items, packages }: Offer, { itemNumber, field }: ItemWish, caller: Caller): Article {
  const path = `${field}/itemNumber`
  const item = items.get(itemNumber)
  if (item !== undefined) {
    requireFirmCode(caller, item.definition.firmCode, path)
    const retired = item.retired ? `item ${itemNumber} is no longer sold` : undefined
    return { itemVersionId: item.itemVersionId, packageId: undefined, retired, contents: [{ item, quantity: 1 }] }
  }
  const found = packages.get(itemNumber)
  if (found === undefined) throw new Fault('ITEM_UNKNOWN', `there is no item ${itemNumber}`, { field: path })
  const { itemId, itemVersionId, definition } = found
  const contents = definition.packageItems.flatMap((each) => {
    const content = items.get(each.itemNumber)
    return content === undefined ? [] : [{ item: content, quantity: each.quantity }]
  })
  for (const { item: content } of contents) requireFirmCode(caller, content.definition.firmCode, path)
  const gone = contents.find((content) => content.item.retired)?.item.definition.itemNumber
  const retired = found.retired
    ? `package ${itemNumber} is no longer sold`
    : gone && `item ${gone} of package ${itemNumber} is no longer sold`
  return { itemVersionId, packageId: itemId, retired, contents }
}

/**
 * What a line asks for, to be sold now.
 * @throws Fault `ITEM_UNKNOWN`, `ITEM_RETIRED`, `FORBIDDEN`
 */
export function sellableArticle(offer: Offer, wish: ItemWish, caller: Caller): Article {
  const article = knownArticle(offer, wish, caller)
  if (article.retired === undefined) return article
  throw new Fault('ITEM_RETIRED', article.retired, { field: `${wish.field}/itemNumber` })
}

/**
 * The licenses that one piece of a package makes; undefined for an item, whose pieces may share a license.
 * @param field path of the quantity in the request
 * @throws Fault `LIMIT_EXCEEDED`
 */
export function partsOfArticle({ packageId, contents }: Article, field: string): PackagePart<SoldItem>[] | undefined {
  if (packageId === undefined) return undefined
  return partsOfPackage(contents, (item, quantity) => licensesOfLine(item.definition, quantity, field))
}

/**
 * How many licenses a line makes.
 * @throws Fault `LIMIT_EXCEEDED` when a single license could not hold so many times its options
 */
export function licenseCount({ quantity, field }: Pick<LineWish, 'quantity' | 'field'>, article: Article): number {
  const path = `${field}/quantity`
  const parts = partsOfArticle(article, path)
  if (parts !== undefined) return quantity * parts.length
  return article.contents.reduce((sum, { item }) => sum + licensesOfLine(item.definition, quantity, path).count, 0)
}
