import { Item } from '../../src/entities/item.ts'
import { changeRow } from '../../src/store/change-row.ts'
import { readClockSetting, writeClockSetting } from '../../src/store/clock-setting.ts'
import { holdRow } from '../../src/store/hold-row.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { RowChanged } from '../../src/store/rerun.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { now } from './rows.ts'

const id = '018f3c5e-0000-7000-8000-000000000001'
const later = new Date(now.getTime() + 1000)
const item: Item = {
  id,
  itemNumber: '1',
  currentVersionId: id,
  versionNumber: 1,
  retiredAt: null,
  version: 4,
  createdAt: now,
  updatedAt: now,
}

describeEachDatabase('a row that was read', (databases) => {
  test('is held without a new version', async () => {
    const store = await databases.open()
    await store.transact((tx) => insertRows(tx, Item, [item]))
    await store.transact((tx) => holdRow(tx, Item, item, { now: later }))
    const [held] = await store.read((tx) => tx.find(Item))
    expect(held).toMatchObject({ version: 4, updatedAt: later })
  })

  test('cannot be held once somebody has changed it', async () => {
    const store = await databases.open()
    await store.transact((tx) => insertRows(tx, Item, [item]))
    const seen: unknown[] = []
    await store.transact(async (tx) => {
      await changeRow(tx, Item, item, { retiredAt: now })
      seen.push(await holdRow(tx, Item, item, { now: later }).catch((error: unknown) => error))
    })
    expect(seen).toEqual([expect.any(RowChanged)])
  })

  test('is not overwritten where it is the clock of a test installation', async () => {
    const store = await databases.open()
    const first = { offset: 1, version: 1 }
    await store.transact((tx) => writeClockSetting(tx, undefined, first))
    await store.transact((tx) => writeClockSetting(tx, first, { offset: 2, version: 2 }))
    expect(await store.read(readClockSetting)).toEqual({ offset: 2, version: 2 })
    const stale = store.transact((tx) =>
      writeClockSetting(tx, first, { offset: 3, version: 2 }).catch((error: unknown) => error),
    )
    expect(await stale).toBeInstanceOf(RowChanged)
  })
})
