import { Item } from '../../src/entities/item.ts'
import { changeRows } from '../../src/store/change-rows.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { RowChanged } from '../../src/store/rerun.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { now } from './rows.ts'

const idOf = (number: number) => `018f3c5e-0000-7000-8000-${String(number).padStart(12, '0')}`
const item = (number: number, version: number): Item => ({
  id: idOf(number),
  itemNumber: String(number),
  currentVersionId: idOf(0),
  versionNumber: 1,
  retiredAt: null,
  version,
  createdAt: now,
  updatedAt: now,
})
const versions = async (store: Store) => {
  const rows = await store.read((tx) => tx.find(Item, { order: { id: 'ASC' } }))
  return rows.map(({ version, retiredAt }) => [version, retiredAt])
}

describeEachDatabase('changeRows', (databases) => {
  test('changes rows of several versions, each to its next', async () => {
    const store = await databases.open()
    const items = [item(1, 1), item(2, 7), item(3, 1), item(4, 1)]
    await store.transact((tx) => insertRows(tx, Item, items))
    await store.transact((tx) => changeRows(tx, Item, items.slice(0, 3), { retiredAt: now }))
    await store.transact((tx) => changeRows(tx, Item, [], { retiredAt: now }))
    const changed = [
      [2, now],
      [8, now],
      [2, now],
      [1, null],
    ]
    expect(await versions(store)).toEqual(changed)
  })

  test('changes more rows than one statement holds', async () => {
    const store = await databases.open()
    const items = Array.from({ length: 10_001 }, (_, index) => item(index, 1))
    await store.transact((tx) => insertRows(tx, Item, items))
    await store.transact((tx) => changeRows(tx, Item, items, { versionNumber: 2 }))
    expect(await store.read((tx) => tx.countBy(Item, { version: 2, versionNumber: 2 }))).toBe(10_001)
  })

  test('refuses when one of them was changed since, and stores nothing', async () => {
    const store = await databases.open({ patience: 20 })
    const items = [item(1, 1), item(2, 2)]
    await store.transact((tx) => insertRows(tx, Item, items))
    const stale = [item(1, 1), item(2, 1)]
    const work = store.transact((tx) => changeRows(tx, Item, stale, { retiredAt: now }))
    await expect(work).rejects.toMatchObject({ code: 'UNAVAILABLE', facts: { cause: expect.any(RowChanged) } })
    expect(await versions(store)).toEqual([
      [1, null],
      [2, null],
    ])
  })
})
