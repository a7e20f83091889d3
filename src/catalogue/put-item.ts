import { checkItem, refuseProblems } from '../domain/item-check.ts'
import { isPackage, type PackageDefinition } from '../domain/item-package.ts'
import type { FieldOf } from '../domain/item-problem.ts'
import type { ItemDefinition, ItemDraft } from '../domain/item.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import { contentHash } from '../intake/content-hash.ts'
import type { Tx } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { Author } from './author.ts'
import type { Catalogue } from './catalogue.ts'
import { sealContents, withHashes } from './contents.ts'
import { itemDifferences, type Difference } from './differences.ts'
import { requireFirmCode } from './firm-scope.ts'
import { ownNumber } from './own-number.ts'
import { storeVersion, type StoredVersion } from './store-version.ts'
import { unknownNames } from './unknown-names.ts'

/** What the writing functions of the catalogue work with. */
export interface CatalogueParts {
  readonly catalogue: Catalogue
  readonly sealer: Sealer
}

/** An item to be put, as one caller gives it. */
export interface ItemWish {
  readonly draft: ItemDraft
  readonly comment?: string | undefined
  /** How a place of the draft is called where it came from. */
  readonly fieldOf: FieldOf
  /** Items by number that are put together with it, and may still be unknown when this one is put. */
  readonly beside?: ReadonlyMap<string, ItemDraft> | undefined
}

export interface PutItem extends StoredVersion {
  readonly itemNumber: string
  readonly warnings: readonly string[]
  readonly differences: readonly Difference[]
}

/**
 * Creates an item or gives it a new version; the one function behind `PutItem` and `opendepot items apply`. The same
 * content again changes nothing, except that a retired item is sold again.
 * @throws Fault `ITEM_INVALID`, `FIRM_CODE_UNKNOWN`, `FORBIDDEN`
 */
export async function putItem(
  tx: Tx,
  author: Author,
  { draft, comment, fieldOf, beside }: ItemWish,
  parts: CatalogueParts,
): Promise<PutItem> {
  const { itemNumber } = draft
  requireFirmCode(author.caller, draft.firmCode, fieldOf(['firmCode']))
  const warnings = checkItem(draft, fieldOf)
  const item = await tx.findOneBy(Item, { itemNumber })
  const known = item && (await ownNumber(tx, author.caller, item, parts.catalogue, fieldOf(['itemNumber']))).definition
  const before = known ? requireItem(known, fieldOf) : undefined
  await requireRegistered(tx, draft.firmCode, fieldOf)
  refuseProblems(await unknownNames(tx, draft, parts.catalogue, beside), fieldOf)
  const definition = sealContents(draft, before, parts.sealer, fieldOf)
  const differences = itemDifferences(before, definition)
  const content = versionContent(definition)
  const stored = await storeVersion(tx, author, item, { itemNumber, content, differences, comment, word: 'Item' })
  return { itemNumber, ...stored, warnings, differences }
}

function requireItem(known: ItemDefinition | PackageDefinition, fieldOf: FieldOf): ItemDefinition {
  if (!isPackage(known)) return known
  const text = `${known.itemNumber} is a package; one number is never both.`
  const field = fieldOf(['itemNumber'])
  throw new Fault('ITEM_INVALID', text, { field, details: { [field]: text } })
}

async function requireRegistered(tx: Tx, firmCode: number, fieldOf: FieldOf): Promise<void> {
  if (await tx.existsBy(FirmCode, { firmCode })) return
  const field = fieldOf(['firmCode'])
  const text = `Firm code ${firmCode} is not registered; use PutFirmCode or "opendepot firm create".`
  throw new Fault('FIRM_CODE_UNKNOWN', text, { field })
}

function versionContent(definition: ItemDefinition) {
  const { name, firmCode, productCode } = definition
  return { name, firmCode, productCode, definition, contentHash: contentHash(withHashes(definition)) }
}
