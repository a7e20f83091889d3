import { checkItem } from '../domain/item-check.ts'
import type { FieldOf } from '../domain/item-problem.ts'
import type { ItemDefinition, ItemDraft } from '../domain/item.ts'
import { FirmCode } from '../entities/firm-code.ts'
import { ItemVersion } from '../entities/item-version.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import { contentHash } from '../intake/content-hash.ts'
import { record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { Author } from './author.ts'
import type { Catalogue } from './catalogue.ts'
import { sealContents, withHashes } from './contents.ts'
import { itemDifferences, sideOf, type Difference } from './differences.ts'
import { requireFirmCode } from './firm-scope.ts'

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
}

export interface PutItem {
  readonly itemNumber: string
  readonly versionNumber: number
  readonly outcome: 'created' | 'changed' | 'unchanged'
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
  { draft, ...wish }: ItemWish,
  parts: CatalogueParts,
): Promise<PutItem> {
  const { fieldOf } = wish
  requireFirmCode(author.caller, draft.firmCode, fieldOf(['firmCode']))
  const warnings = checkItem(draft, fieldOf)
  const item = await tx.findOneBy(Item, { itemNumber: draft.itemNumber })
  const before = item && (await versionOf(tx, item, parts.catalogue))
  if (before) requireFirmCode(author.caller, before.firmCode, fieldOf(['itemNumber']))
  await requireRegistered(tx, draft.firmCode, fieldOf)
  const definition = sealContents(draft, before ?? undefined, parts.sealer, fieldOf)
  const differences = itemDifferences(before ?? undefined, definition)
  const result = (outcome: PutItem['outcome'], versionNumber: number): PutItem => {
    return { itemNumber: draft.itemNumber, versionNumber, outcome, warnings, differences }
  }
  if (item === null) return result('created', await create(tx, author, definition, wish.comment))
  if (differences.length === 0 && item.retiredAt === null) return result('unchanged', item.versionNumber)
  return result('changed', await change(tx, author, item, { definition, differences, comment: wish.comment }))
}

async function versionOf(tx: Tx, item: Item, catalogue: Catalogue): Promise<ItemDefinition | undefined> {
  return (await catalogue.versions(tx, [item.currentVersionId])).get(item.currentVersionId)?.definition
}

async function requireRegistered(tx: Tx, firmCode: number, fieldOf: FieldOf): Promise<void> {
  if (await tx.existsBy(FirmCode, { firmCode })) return
  const field = fieldOf(['firmCode'])
  const text = `Firm code ${firmCode} is not registered; use PutFirmCode or "opendepot firm create".`
  throw new Fault('FIRM_CODE_UNKNOWN', text, { field })
}

async function create(tx: Tx, author: Author, definition: ItemDefinition, comment?: string): Promise<number> {
  const { now } = author
  const { itemNumber } = definition
  const [id, currentVersionId] = [author.newId(), author.newId()]
  const stamps = { createdAt: now, updatedAt: now }
  await insertRows(tx, Item, [
    { id, itemNumber, currentVersionId, versionNumber: 1, retiredAt: null, version: 1, ...stamps },
  ])
  await insertVersion(tx, { id: currentVersionId, itemId: id, versionNumber: 1, createdAt: now }, definition)
  const after = { versionNumber: 1, ...sideOf(itemDifferences(undefined, definition), 'after') }
  await record(tx, author, [{ kind: 'item', id, version: 1, change: 'ItemCreated', after, comment }])
  return 1
}

interface ItemChange {
  readonly definition: ItemDefinition
  readonly differences: readonly Difference[]
  readonly comment: string | undefined
}

async function change(
  tx: Tx,
  author: Author,
  item: Item,
  { definition, differences, comment }: ItemChange,
): Promise<number> {
  const { id, version, retiredAt } = item
  const versionNumber = differences.length === 0 ? item.versionNumber : item.versionNumber + 1
  const currentVersionId = differences.length === 0 ? item.currentVersionId : author.newId()
  const changes = { currentVersionId, versionNumber, retiredAt: null, updatedAt: author.now }
  const newVersion = await changeRow(tx, Item, { id, version }, changes)
  if (differences.length > 0) {
    await insertVersion(tx, { id: currentVersionId, itemId: id, versionNumber, createdAt: author.now }, definition)
  }
  const resumed = (value: string | null) => (retiredAt === null ? {} : { retiredAt: value })
  const before = {
    versionNumber: item.versionNumber,
    ...resumed(retiredAt?.toISOString() ?? null),
    ...sideOf(differences, 'before'),
  }
  const after = { versionNumber, ...resumed(null), ...sideOf(differences, 'after') }
  const word = retiredAt === null ? 'ItemChanged' : 'ItemResumed'
  await record(tx, author, [{ kind: 'item', id, version: newVersion, change: word, before, after, comment }])
  return versionNumber
}

type VersionPlace = Pick<ItemVersion, 'id' | 'itemId' | 'versionNumber' | 'createdAt'>

async function insertVersion(tx: Tx, place: VersionPlace, definition: ItemDefinition): Promise<void> {
  const { name, firmCode, productCode } = definition
  const hash = contentHash(withHashes(definition))
  await insertRows(tx, ItemVersion, [{ ...place, name, firmCode, productCode, definition, contentHash: hash }])
}
