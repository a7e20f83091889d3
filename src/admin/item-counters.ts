import { In } from 'typeorm'
import { isLive } from '../domain/item-statistics.ts'
import { licenseStates } from '../domain/license.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import { ItemMonth } from '../entities/item-month.ts'
import { ItemVersion } from '../entities/item-version.ts'
import { Item } from '../entities/item.ts'
import { License } from '../entities/license.ts'
import type { Tx } from '../store/store.ts'
import { beginningWith } from './beginning-with.ts'

/** Which items of those that have counters. */
interface CountedItems {
  /** How the number begins. */
  readonly start: string
  /** The last item number of the page before; empty for the first page. */
  readonly after: string
  readonly firmCodes: ReadonlySet<number> | 'all'
  readonly limit: number
}

/** The items of which licenses were counted, by item number. */
export async function readCountedItems(
  tx: Tx,
  { start, after, firmCodes, limit }: CountedItems,
): Promise<Pick<Item, 'id' | 'itemNumber'>[]> {
  const query = tx
    .createQueryBuilder(Item, 'item')
    .select(['item.id', 'item.itemNumber'])
    .where('item.itemNumber > :after', { after })
    .andWhere('EXISTS (SELECT 1 FROM item_months counted WHERE counted.item_id = item.id)')
    .orderBy('item.itemNumber')
    .limit(limit)
  if (start !== '') query.andWhere(...beginningWith(start))
  if (firmCodes !== 'all') {
    query
      .innerJoin(ItemVersion, 'sold', 'sold.id = item.currentVersionId')
      .andWhere('sold.firmCode IN (:...firmCodes)', { firmCodes: [...firmCodes] })
  }
  return query.getMany()
}

/** All counters of these items. */
export async function readCounters(tx: Tx, itemIds: readonly string[]): Promise<Map<string, ItemMonth[]>> {
  const rows = itemIds.length === 0 ? [] : await tx.findBy(ItemMonth, { itemId: In(itemIds) })
  const byItem = new Map(itemIds.map((id): [string, ItemMonth[]] => [id, []]))
  for (const row of rows) byItem.get(row.itemId)?.push(row)
  return byItem
}

/**
 * How many live licenses of these items end in a span. The index of ends begins with the order scope, of which there are
 * few, so it is asked scope by scope.
 */
export async function readExpiring(
  tx: Tx,
  itemIds: readonly string[],
  span: { readonly from: Date; readonly until: Date },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  if (itemIds.length === 0) return counts
  for (const orderScope of await readOrderScopes(tx)) {
    const rows = await tx
      .createQueryBuilder(License, 'license')
      .select('license.itemId', 'itemId')
      .addSelect('COUNT(*)', 'count')
      .where('license.orderScope = :orderScope', { orderScope })
      .andWhere('license.expiresAt >= :from AND license.expiresAt < :until', span)
      .andWhere('license.state IN (:...states)', { states: licenseStates.filter(isLive) })
      .andWhere('license.itemId IN (:...items)', { items: itemIds.map(bytesOfId) })
      .groupBy('license.itemId')
      .getRawMany<{ itemId: Buffer; count: number | string }>()
    for (const { itemId, count } of rows) {
      const id = idOfBytes(itemId)
      counts.set(id, (counts.get(id) ?? 0) + Number(count))
    }
  }
  return counts
}

/** Every order scope that has licenses, by one step in the index for each. */
async function readOrderScopes(tx: Tx): Promise<string[]> {
  const scopes: string[] = []
  for (;;) {
    const [row]: { next: string | null }[] = await tx.query(
      'SELECT MIN(order_scope) AS next FROM licenses WHERE order_scope > ?',
      [scopes.at(-1) ?? ''],
    )
    if (row === undefined || row.next === null) return scopes
    scopes.push(row.next)
  }
}
