import type { ItemFilter, ItemRow, ListItems, ListItemsResponse } from '../contract/admin.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { isPackage } from '../domain/item-package.ts'
import { ItemVersion } from '../entities/item-version.ts'
import { Item } from '../entities/item.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import type { Tx } from '../store/store.ts'
import { beginningWith } from './beginning-with.ts'
import type { AdminParts } from './parts.ts'

/** What a page begins after and is made of. */
interface PageQuery {
  readonly filter: ItemFilter
  readonly firmCodes: ReadonlySet<number> | 'all'
  /** The last item number of the page before; empty for the first page. */
  readonly after: string
  readonly limit: number
}

/**
 * The items and packages by item number, page by page. Pages go by the number and not by a count, so an item that is put or retired
 * between two pages makes no other one appear twice or not at all. Items of firm codes that the client is not given are
 * not there.
 * @throws Fault `CURSOR_INVALID`
 */
export async function listItems(
  input: ListItems,
  call: Call,
  { cursors, catalogue }: AdminParts,
): Promise<ListItemsResponse> {
  const { itemFilter: filter, pageSize, cursor } = input
  const identity = { list: 'ListItems', filter }
  const after = cursor === undefined ? '' : cursors.read(identity, cursor)
  const query = { filter, firmCodes: call.caller.firmCodes, after, limit: rowsToRead(pageSize) }
  const found = await call.store.read((tx) => read(tx, query, catalogue))
  const { rows, more } = fillPage(found, { pageSize, element: 'itemRow' })
  const last = rows.at(-1)
  const nextCursor = more && last ? cursors.write(identity, last.itemNumber) : undefined
  return { result: { itemRows: { itemRow: rows }, nextCursor } }
}

async function read(tx: Tx, { filter, firmCodes, after, limit }: PageQuery, catalogue: Catalogue): Promise<ItemRow[]> {
  const query = tx
    .createQueryBuilder(Item, 'item')
    .innerJoinAndMapOne('item.sold', ItemVersion, 'sold', 'sold.id = item.currentVersionId')
    .select([...itemColumns, ...versionColumns])
    .where('item.itemNumber > :after', { after })
    .orderBy('item.itemNumber')
    .limit(limit)
  const { firmCode, retired } = filter
  const start = filter.itemNumberStart?.normalize('NFC')
  if (start) query.andWhere(...beginningWith(start))
  if (firmCode !== undefined) query.andWhere('sold.firmCode = :firmCode', { firmCode })
  if (firmCodes !== 'all') query.andWhere('sold.firmCode IN (:...firmCodes)', { firmCodes: [...firmCodes] })
  if (retired !== 'yes') query.andWhere('item.retiredAt IS NULL')
  const rows = (await query.getMany()) as SoldRow[]
  const ids = rows.map(({ sold }) => sold.id)
  const definitions = await catalogue.definitions(tx, ids)
  return rows.map((row) => rowOf(row, definitions.get(row.sold.id)?.definition ?? {}))
}

const itemColumns = ['item.id', 'item.itemNumber', 'item.versionNumber', 'item.updatedAt', 'item.retiredAt']
const versionColumns = ['sold.id', 'sold.name', 'sold.firmCode', 'sold.productCode']

type SoldRow = Item & { readonly sold: ItemVersion }

function rowOf({ sold, ...item }: SoldRow, definition: object): ItemRow {
  return {
    itemNumber: item.itemNumber,
    itemKind: isPackage(definition) ? 'package' : 'item',
    name: sold.name,
    firmCode: sold.firmCode,
    productCode: BigInt(sold.productCode),
    versionNumber: item.versionNumber,
    changedAt: item.updatedAt,
    retiredAt: item.retiredAt ?? undefined,
  }
}
