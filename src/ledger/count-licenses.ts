import { In } from 'typeorm'
import { addCounts, countsOf, monthOf, noCounts, type MonthCounts } from '../domain/item-statistics.ts'
import type { LicenseState } from '../domain/license.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import { ItemMonth } from '../entities/item-month.ts'
import { insertRows } from '../store/insert-rows.ts'
import { setValues } from '../store/set-values.ts'
import type { Store, Tx } from '../store/store.ts'
import { movePosition, readPosition } from './reader.ts'
import { readEvents, type StoredEvent } from './stored-event.ts'

/** The reader of the ledger who counts. */
export const counterName = 'statistics'

/**
 * Counts the next events of the ledger into the months of their items, and gives how many there were. Reading happens
 * before the transaction, which only writes; an event is counted once, whoever counts.
 * @throws Overtaken when another node has counted them; nothing was written then
 */
export async function countLicenses(store: Store, batchSize: number): Promise<number> {
  const { from, events, items } = await store.read(async (tx) => {
    const position = await readPosition(tx, counterName)
    const query = { where: 'sequence > ?', values: [position], orderBy: 'sequence', limit: batchSize }
    const next = await readEvents(tx, query)
    return { from: position, events: next, items: await itemsOf(tx, next.filter(isOfLicense)) }
  })
  const to = events.at(-1)?.sequence
  if (to === undefined || to === null) return 0
  const added = countersOf(events.filter(isOfLicense), items)
  await store.transact(
    async (tx) => {
      await movePosition(tx, counterName, from, to)
      await addTo(tx, added)
    },
    { background: true },
  )
  return events.length
}

function isOfLicense({ kind }: StoredEvent): boolean {
  return kind === 'license'
}

/** Item of a license, and of the one whose place it took. */
interface ItemsOfLicense {
  readonly itemId: string
  readonly replacedItemId: string | undefined
}

async function itemsOf(tx: Tx, events: readonly StoredEvent[]): Promise<Map<string, ItemsOfLicense>> {
  const ids = [...new Set(events.map(({ id }) => id))]
  if (ids.length === 0) return new Map()
  const statement = `SELECT l.id, l.item_id, r.item_id AS replaced_item_id
    FROM licenses l LEFT JOIN licenses r ON r.id = l.replaces_id WHERE l.id IN (${ids.map(() => '?').join(', ')})`
  const rows: { id: Buffer; item_id: Buffer; replaced_item_id: Buffer | null }[] = await tx.query(
    statement,
    ids.map(bytesOfId),
  )
  return new Map(
    rows.map((row) => [
      idOfBytes(row.id),
      {
        itemId: idOfBytes(row.item_id),
        replacedItemId: row.replaced_item_id === null ? undefined : idOfBytes(row.replaced_item_id),
      },
    ]),
  )
}

function countersOf(events: readonly StoredEvent[], items: ReadonlyMap<string, ItemsOfLicense>): ItemMonth[] {
  const counters = new Map<string, ItemMonth>()
  for (const event of events) {
    const item = items.get(event.id)
    if (item === undefined) continue
    const { itemId } = item
    const month = monthOf(event.at)
    const key = `${itemId} ${month}`
    const soFar = counters.get(key) ?? { itemId, month, ...noCounts }
    counters.set(key, { itemId, month, ...addCounts(soFar, countsOfEvent(event, item)) })
  }
  return [...counters.values()]
}

function countsOfEvent(
  { change, before, after }: StoredEvent,
  { itemId, replacedItemId }: ItemsOfLicense,
): MonthCounts {
  const [was, is] = [factsOf(before), factsOf(after)]
  const wasSoldBefore = itemId === replacedItemId || is.splitFromId !== undefined
  return countsOf({ change, stateBefore: was.state, stateAfter: is.state, wasSoldBefore })
}

function factsOf(text: string | null): { readonly state?: LicenseState; readonly splitFromId?: string } {
  return text === null ? {} : (JSON.parse(text) as object)
}

/** Nobody else does the same at this time, since whoever does moves the reader first. */
async function addTo(tx: Tx, added: readonly ItemMonth[]): Promise<void> {
  if (added.length === 0) return
  const known = await tx.findBy(ItemMonth, {
    itemId: In([...new Set(added.map(({ itemId }) => itemId))]),
    month: In([...new Set(added.map(({ month }) => month))]),
  })
  const byKey = new Map(known.map((row) => [`${row.itemId} ${row.month}`, row]))
  const sums = added.map((row) => ({ row, before: byKey.get(`${row.itemId} ${row.month}`) }))
  const changed = sums.flatMap(({ row, before }) =>
    before === undefined ? [] : [{ ...row, ...addCounts(before, row) }],
  )
  await setValues(tx, ItemMonth, changed, ['sold', 'activated', 'returned', 'activeChange', 'liveChange'], always)
  await insertRows(
    tx,
    ItemMonth,
    sums.flatMap(({ row, before }) => (before === undefined ? [row] : [])),
  )
}

const always = { text: '1 = 1', values: [] }
