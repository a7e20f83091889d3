import { In } from 'typeorm'
import { FirmCode } from '../../src/entities/firm-code.ts'
import { bytesOfId, idOfBytes } from '../../src/entities/columns.ts'
import { Item } from '../../src/entities/item.ts'
import { ItemVersion } from '../../src/entities/item-version.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { Setting } from '../../src/entities/setting.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { findRow } from '../../src/store/find-row.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { firmCode, now } from './rows.ts'

const ids = ['018f3c5e-0000-7000-8000-0000000000ff', 'ffffffff-ffff-7fff-bfff-ffffffffffff'] as const
const hash = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index))

const item: Item = {
  id: ids[0],
  itemNumber: '000010-Äß "日本" 😀',
  currentVersionId: ids[1],
  versionNumber: 1,
  retiredAt: null,
  version: 1,
  createdAt: now,
  updatedAt: new Date('9999-12-31T23:59:59.999Z'),
}
const itemVersion: ItemVersion = {
  id: ids[1],
  itemId: ids[0],
  versionNumber: 1,
  name: 'x'.repeat(256),
  firmCode: 10,
  productCode: 4_294_967_295,
  definition: { text: 'a\'b"c\\d\n😀', none: null, list: [1.5, true, {}], long: 'y'.repeat(100_000) },
  contentHash: hash,
  createdAt: new Date('1970-01-01T00:00:00.001Z'),
}
const ticket: Ticket = {
  id: ids[0],
  lookupKey: 1,
  lookup: hash,
  cipherKey: 2,
  ciphertext: Buffer.from([0, 1, 2, 0]),
  lastGroup: 'ABCDE',
  customerId: 'C-1',
  inseparable: true,
  version: 1,
  createdAt: now,
  updatedAt: now,
}
const event = (version: number, rest: Partial<LedgerEvent> = {}): LedgerEvent => ({
  aggregateKind: 'ticket',
  aggregateId: ids[0],
  version,
  at: now,
  actor: 'erp',
  operation: 'CreateOrder',
  requestId: null,
  change: 'TicketIssued',
  before: null,
  after: { state: 'new' },
  comment: null,
  sequence: null,
  hash: null,
  ...rest,
})

describeEachDatabase('rows', (databases) => {
  test('come back as they went in: text, ids, times, JSON, hashes, big numbers, flags, nothing', async () => {
    const store = await databases.open()
    const events = [
      event(1),
      event(2, { before: [], after: 'x', sequence: Number.MAX_SAFE_INTEGER, hash, comment: '' }),
    ]
    await store.transact(async (tx) => {
      await insertRows(tx, FirmCode, [firmCode(10), firmCode(2_147_483_647)])
      await insertRows(tx, Item, [item])
      await insertRows(tx, ItemVersion, [itemVersion])
      await insertRows(tx, Ticket, [ticket])
      await insertRows(tx, LedgerEvent, events)
    })
    await store.read(async (tx) => {
      expect(await tx.findOneBy(FirmCode, { firmCode: 2_147_483_647 })).toEqual(firmCode(2_147_483_647))
      expect(await tx.findOneBy(Item, { itemNumber: item.itemNumber })).toEqual(item)
      expect(await tx.findBy(ItemVersion, { id: In([ids[1], ids[0]]) })).toEqual([itemVersion])
      expect(await tx.findOneBy(Ticket, { lookup: hash })).toEqual(ticket)
      expect(await tx.find(LedgerEvent, { where: { aggregateId: ids[0] }, order: { version: 'ASC' } })).toEqual(events)
    })
  })

  test('are found by their keys as TypeORM finds them', async () => {
    const store = await databases.open()
    await store.transact(async (tx) => {
      await insertRows(tx, FirmCode, [firmCode(10)])
      await insertRows(tx, Item, [item])
      await insertRows(tx, ItemVersion, [itemVersion])
      await insertRows(tx, Ticket, [ticket])
      await insertRows(tx, LedgerEvent, [event(1), event(2, { sequence: 7, hash })])
    })
    await store.read(async (tx) => {
      expect(await findRow(tx, Item, { itemNumber: item.itemNumber })).toStrictEqual(await tx.findOneBy(Item, {}))
      expect(await findRow(tx, ItemVersion, { id: ids[1] })).toStrictEqual(await tx.findOneBy(ItemVersion, {}))
      expect(await findRow(tx, Ticket, { lookup: hash })).toStrictEqual(await tx.findOneBy(Ticket, {}))
      const { aggregateKind, aggregateId } = event(2)
      const second = await findRow(tx, LedgerEvent, { aggregateKind, aggregateId, version: 2 })
      expect(second).toStrictEqual(await tx.findOneBy(LedgerEvent, { version: 2 }))
      expect(await findRow(tx, Item, { itemNumber: 'another' })).toBeUndefined()
      await expect(findRow(tx, Item, { itemNumbr: 'x' } as Partial<Item>)).rejects.toThrow(
        'Item has no property itemNumbr',
      )
    })
  })

  test('are as many as an order may bring, in few statements', async () => {
    const store = await databases.open()
    const rows = Array.from({ length: 6000 }, (_, index) => event(index + 1))
    await store.transact((tx) => insertRows(tx, LedgerEvent, rows))
    await store.transact((tx) => insertRows(tx, LedgerEvent, []))
    expect(await store.read((tx) => tx.count(LedgerEvent))).toBe(6000)
  })

  test('are compared byte by byte', async () => {
    const store = await databases.open()
    const numbers = ['abc', 'ABC', 'äbc', 'a\u0308bc', '0010', '10']
    const rows = numbers.map((name) => ({ name, value: name }))
    await store.transact((tx) => insertRows(tx, Setting, rows))
    for (const name of numbers) {
      expect(await store.read((tx) => tx.findBy(Setting, { name }))).toEqual([{ name, value: name }])
    }
  })

  test('must be complete', async () => {
    const store = await databases.open()
    const work = store.transact((tx) => insertRows(tx, Setting, [{ name: 'a' } as Setting]))
    await expect(work).rejects.toThrow(new TypeError('Setting.value has no value'))
  })

  test('must point to rows that exist', async () => {
    const store = await databases.open()
    const work = store.transact((tx) => insertRows(tx, ItemVersion, [itemVersion]))
    await expect(work).rejects.toThrow(/foreign key constraint/i)
  })

  test('refuse what is no id', async () => {
    const store = await databases.open()
    const work = store.transact((tx) => insertRows(tx, Item, [{ ...item, id: ids[0].toUpperCase() }]))
    await expect(work).rejects.toThrow(/not an id: "018F/)
  })
})

describeEachDatabase(
  'text that is too long',
  (databases) => {
    test('is refused, never cut', async () => {
      const store = await databases.open()
      const work = store.transact((tx) => insertRows(tx, FirmCode, [firmCode(1, 'x'.repeat(2000))]))
      await expect(work).rejects.toThrow(/too long/)
    })
  },
  ['mariadb'],
)

test('an id is the same text after its bytes', () => {
  for (const id of ids) expect(idOfBytes(bytesOfId(id))).toBe(id)
})
