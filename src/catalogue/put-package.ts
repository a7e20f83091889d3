import { refuseProblems } from '../domain/item-check.ts'
import { isPackage, packageProblems, type PackageDefinition } from '../domain/item-package.ts'
import type { FieldOf, ItemProblem } from '../domain/item-problem.ts'
import { mostPieces } from '../domain/item.ts'
import { orderLimits } from '../domain/order-limits.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import { contentHash } from '../intake/content-hash.ts'
import type { Tx } from '../store/store.ts'
import type { Author } from './author.ts'
import type { Catalogue, Offer } from './catalogue.ts'
import { differencesOf, type Difference } from './differences.ts'
import { requireFirmCode } from './firm-scope.ts'
import { ownNumber } from './own-number.ts'
import { storeVersion, type StoredVersion } from './store-version.ts'

/** A package to be put, as one caller gives it. */
export interface PackageWish {
  readonly definition: PackageDefinition
  readonly comment?: string | undefined
  /** How a place of the definition is called where it came from. */
  readonly fieldOf: FieldOf
}

export interface PutPackage extends StoredVersion {
  readonly itemNumber: string
  readonly differences: readonly Difference[]
}

/**
 * Creates a package or gives it a new version; the one function behind `PutItemPackage` and `opendepot items apply`. The
 * same content again changes nothing, except that a retired package is sold again.
 * @throws Fault `ITEM_INVALID`, `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export async function putPackage(
  tx: Tx,
  author: Author,
  { definition, comment, fieldOf }: PackageWish,
  catalogue: Catalogue,
): Promise<PutPackage> {
  const { itemNumber, name, packageItems } = definition
  refuseProblems(packageProblems(definition), fieldOf)
  const offer = await catalogue.offer(
    tx,
    packageItems.map((each) => each.itemNumber),
  )
  requireItems(author, definition, offer, fieldOf)
  const item = await tx.findOneBy(Item, { itemNumber })
  const before = item && (await ownNumber(tx, author.caller, item, catalogue, fieldOf(['itemNumber']))).definition
  if (before && !isPackage(before)) refuseProblems([isAnItem(itemNumber)], fieldOf)
  const differences = differencesOf(before ?? undefined, definition)
  // A package is of no firm code and no product code of its own; lists show those of its first item.
  const { firmCode, productCode } = firstItem(definition, offer)
  const content = { name, firmCode, productCode, definition, contentHash: contentHash(definition) }
  const stored = await storeVersion(tx, author, item, { itemNumber, content, differences, comment, word: 'Package' })
  return { itemNumber, ...stored, differences }
}

function isAnItem(itemNumber: string): ItemProblem {
  return { path: ['itemNumber'], text: `${itemNumber} is an item; one number is never both.` }
}

/** Everything in the package has to be an item that is sold, of a firm code that the author is given. */
function requireItems(author: Author, { packageItems }: PackageDefinition, offer: Offer, fieldOf: FieldOf): void {
  const problems: ItemProblem[] = []
  let licenses = 0
  for (const [index, { itemNumber, quantity }] of packageItems.entries()) {
    const path = ['packageItems', index, 'itemNumber']
    const item = offer.items.get(itemNumber)
    if (offer.packages.has(itemNumber)) {
      problems.push({ path, text: `${itemNumber} is a package; a package contains items only.` })
    } else if (item === undefined) {
      throw new Fault('ITEM_UNKNOWN', `There is no item ${itemNumber}.`, { field: fieldOf(path) })
    } else {
      requireFirmCode(author.caller, item.definition.firmCode, fieldOf(path))
      if (item.retired) problems.push({ path, text: `Item ${itemNumber} is no longer sold.` })
      if (quantity > mostPieces(item.definition)) {
        const text = `One license of item ${itemNumber} cannot hold ${quantity} pieces.`
        problems.push({ path: ['packageItems', index, 'quantity'], text })
      }
      licenses += item.definition.licenseCounting === 'perPiece' ? quantity : 1
    }
  }
  const { licensesOfOrder } = orderLimits
  if (licenses > licensesOfOrder) {
    const text = `The package makes ${licenses} licenses; an order has at most ${licensesOfOrder}.`
    problems.push({ path: ['packageItems'], text })
  }
  refuseProblems(problems, fieldOf)
}

function firstItem({ itemNumber, packageItems: [first] }: PackageDefinition, { items }: Offer) {
  const item = first && items.get(first.itemNumber)
  if (item === undefined) throw new Error(`package ${itemNumber} has no first item`)
  return item.definition
}
