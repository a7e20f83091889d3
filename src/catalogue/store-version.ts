import { ItemVersion } from '../entities/item-version.ts'
import { Item } from '../entities/item.ts'
import { record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Author } from './author.ts'
import { sideOf, type Difference } from './differences.ts'

/** What a number of the catalogue is to stand for from now on. */
export interface NewVersion {
  readonly itemNumber: string
  /** All that is stored of the version beside its place. */
  readonly content: Pick<ItemVersion, 'name' | 'firmCode' | 'productCode' | 'definition' | 'contentHash'>
  /** Against the version that is sold now. */
  readonly differences: readonly Difference[]
  readonly comment: string | undefined
  /** How its events begin. */
  readonly word: 'Item' | 'Package'
}

/** What became of a number of the catalogue. */
export interface StoredVersion {
  readonly versionNumber: number
  readonly outcome: 'created' | 'changed' | 'unchanged'
}

/**
 * Lets a number stand for a new version, with its event; a number that nobody knows is created, one that is retired is
 * sold again. Without a difference nothing is written but that.
 */
export async function storeVersion(
  tx: Tx,
  author: Author,
  item: Item | null,
  version: NewVersion,
): Promise<StoredVersion> {
  if (item === null) return { versionNumber: await create(tx, author, version), outcome: 'created' }
  if (version.differences.length === 0 && item.retiredAt === null) {
    return { versionNumber: item.versionNumber, outcome: 'unchanged' }
  }
  return { versionNumber: await change(tx, author, item, version), outcome: 'changed' }
}

async function create(tx: Tx, author: Author, { itemNumber, content, differences, ...event }: NewVersion) {
  const { now } = author
  const [id, currentVersionId] = [author.newId(), author.newId()]
  const stamps = { createdAt: now, updatedAt: now }
  await insertRows(tx, Item, [
    { id, itemNumber, currentVersionId, versionNumber: 1, retiredAt: null, version: 1, ...stamps },
  ])
  await insertRows(tx, ItemVersion, [
    { ...content, id: currentVersionId, itemId: id, versionNumber: 1, createdAt: now },
  ])
  const after = { versionNumber: 1, ...sideOf(differences, 'after') }
  const { comment } = event
  await record(tx, author, [{ kind: 'item', id, version: 1, change: `${event.word}Created`, after, comment }])
  return 1
}

async function change(tx: Tx, author: Author, item: Item, { content, differences, comment, word }: NewVersion) {
  const { id, version, retiredAt } = item
  const versionNumber = differences.length === 0 ? item.versionNumber : item.versionNumber + 1
  const currentVersionId = differences.length === 0 ? item.currentVersionId : author.newId()
  const changes = { currentVersionId, versionNumber, retiredAt: null, updatedAt: author.now }
  const newVersion = await changeRow(tx, Item, { id, version }, changes)
  if (differences.length > 0) {
    await insertRows(tx, ItemVersion, [
      { ...content, id: currentVersionId, itemId: id, versionNumber, createdAt: author.now },
    ])
  }
  const resumed = (value: string | null) => (retiredAt === null ? {} : { retiredAt: value })
  const before = {
    versionNumber: item.versionNumber,
    ...resumed(retiredAt?.toISOString() ?? null),
    ...sideOf(differences, 'before'),
  }
  const after = { versionNumber, ...resumed(null), ...sideOf(differences, 'after') }
  const what = `${word}${retiredAt === null ? 'Changed' : 'Resumed'}`
  await record(tx, author, [{ kind: 'item', id, version: newVersion, change: what, before, after, comment }])
  return versionNumber
}
