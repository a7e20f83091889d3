import type { CreateOrders } from '../../src/contract/sales.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { listening } from '../support/statements.ts'
import { batch, brief, entry } from './batches.ts'
import { createOrder, rowCounts } from './orders.ts'
import { erp, openShop, refusal, type Shop } from './shop.ts'

describeEachDatabase('CreateOrders', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const take = async (request: CreateOrders, options = {}) =>
    (await shop.call('CreateOrders', request, options)).result.entryResults.entryResult

  test('takes each order as CreateOrder would, and says so in the order they were sent', async () => {
    await shop.call('CreateOrder', createOrder([{ lineNumber: '10' }], { orderNumber: '3' }))
    const results = await take(
      batch(
        entry('2', [{ lineNumber: '10', quantity: 2 }]),
        entry('1'),
        entry('3', [{ lineNumber: '10' }]),
        entry('3', [{ lineNumber: '20' }]),
      ),
    )
    expect(results.map(brief)).toEqual(['2 created 2', '1 created 1', '3 replayed 1', '3 extended 1'])
    for (const { orderNumber = '', ticketId } of results) {
      expect((await shop.call('GetOrder', { orderNumber })).result.ticketId).toBe(ticketId)
    }
    expect(new Set(results.map(({ ticketId }) => ticketId)).size).toBe(3)
    const { result } = await shop.call('GetOrder', { orderNumber: '3' })
    expect(result).toMatchObject({ lineCount: 2, licenseCount: 2 })
  })

  test('leaves the same rows and events behind as single calls do', async () => {
    const orders = [entry('1', [{ lineNumber: '10', quantity: 3 }]), entry('2', undefined, {}, 'r2'), entry('3')]
    await take(batch(...orders))
    const together = await eventsOf(shop)
    const counts = await rowCounts(shop.store)
    const other = await openShop(await databases.open())
    for (const { order, entryRequestId } of orders) {
      await other.call('CreateOrder', { order, ...(entryRequestId !== undefined && { requestId: entryRequestId }) })
    }
    expect(together).toEqual(await eventsOf(other))
    expect(counts).toEqual(await rowCounts(other.store))
  })

  test('refuses a bad order alone, with the fault that CreateOrder would have given', async () => {
    await shop.call('CreateOrder', createOrder([{ lineNumber: '10' }], { orderNumber: 'known' }))
    const bad = [
      entry('no item', [{ lineNumber: '10' }, { lineNumber: '20', itemNumber: 'NONE' }]),
      entry('twice', [{ lineNumber: '10' }, { lineNumber: '10' }]),
      entry('known', [{ lineNumber: '10', quantity: 2 }]),
      entry('parameter', [{ lineNumber: '10', itemNumber: 'NAMED' }]),
      entry('too many', [{ lineNumber: '10', quantity: 5001 }]),
      entry('ticket', undefined, { ticketId: 'ABCDE' }),
      entry('no such ticket', undefined, { ticketId: '00000-00000-00000-00000-00000' }),
      entry(undefined),
    ]
    const results = await take(batch(entry('good 1'), ...bad, entry('good 2')))
    expect(results.filter(({ ok }) => ok).map(brief)).toEqual(['good 1 created 1', 'good 2 created 1'])
    const refused = results.slice(1, -1)
    for (const [index, { order }] of bad.entries()) {
      const { code, field, message } = await refusal(shop.call('CreateOrder', { order }))
      const ofEntry = field === 'requestId' ? 'entryRequestId' : field
      expect(refused[index]).toMatchObject({ ok: false, licenseCount: 0, code, field: ofEntry, retry: 'never' })
      if (field !== 'requestId') expect(refused[index]?.text).toBe(message)
    }
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 3, lines: 3 })
  })

  test('a bad order is the only one that a group loses', async () => {
    const orders = Array.from({ length: 120 }, (_, index) =>
      entry(String(index), [{ lineNumber: '10', itemNumber: index % 40 === 7 ? 'NONE' : 'PLAIN' }]),
    )
    const results = await take(batch(...orders))
    expect(results.filter(({ ok }) => !ok).map(brief)).toEqual([
      '7 ITEM_UNKNOWN 0',
      '47 ITEM_UNKNOWN 0',
      '87 ITEM_UNKNOWN 0',
    ])
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 117, tickets: 117, licenses: 117 })
  })

  test('entries that name one order are taken one after the other', async () => {
    const [first] = await take(batch(entry('0')))
    const { ticketId } = first ?? {}
    const results = await take(
      batch(
        entry('1', [{ lineNumber: '10' }], { ticketId }),
        entry('1', [{ lineNumber: '20' }]),
        entry('2', [{ lineNumber: '10' }]),
        entry('2', [{ lineNumber: '10', quantity: 5 }]),
        entry('2', [{ lineNumber: '20', itemNumber: 'NONE' }]),
      ),
    )
    expect(results.map(brief)).toEqual([
      '1 created 1',
      '1 extended 1',
      '2 created 1',
      '2 ORDER_CONFLICT 0',
      '2 ITEM_UNKNOWN 0',
    ])
    expect(results.slice(0, 2).map((result) => result.ticketId)).toEqual([ticketId, ticketId])
  })

  test('LIMIT_EXCEEDED: more than 5,000 lines', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ lineNumber: String(index) }))
    const entries = Array.from({ length: 5 }, (_, index) => entry(String(index), lines(index === 0 ? 1001 : 1000)))
    expect(await refusal(shop.call('CreateOrders', batch(...entries)))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: 'orderEntries',
      details: { limit: 'linesOfBatch', allowed: '5000' },
    })
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 0 })
  })

  test('a check says what would become of each, and stores nothing', async () => {
    const before = await rowCounts(shop.store)
    const request = batch(entry('1'), entry('2', [{ lineNumber: '10', itemNumber: 'NONE' }]), entry('3'))
    const results = await take({ ...request, runMode: 'check', requestId: 'B1' })
    expect(results.map(brief)).toEqual(['1 created 1', '2 ITEM_UNKNOWN 0', '3 created 1'])
    expect(results.map(({ ticketId }) => ticketId)).toEqual([undefined, undefined, undefined])
    expect(await rowCounts(shop.store)).toEqual(before)
  })

  test('a check sees the entries of one order after each other, as they would be taken', async () => {
    const more = [{ lineNumber: '20' }]
    const request = batch(
      entry('new'),
      entry('alone'),
      entry('new', more),
      entry('new', [{ lineNumber: '30', itemNumber: 'NONE' }]),
      entry('new ', more, {}, 'again'),
      entry('new', [{ lineNumber: '20', quantity: 2 }]),
    )
    const checked = await take({ ...request, runMode: 'check' })
    expect(checked.map(brief)).toEqual([
      'new created 1',
      'alone created 1',
      'new extended 1',
      'new ITEM_UNKNOWN 0',
      'new replayed 1',
      'new ORDER_CONFLICT 0',
    ])
    expect(checked.map(({ ticketId }) => ticketId)).toEqual(checked.map(() => undefined))
    expect((await take(request)).map(brief)).toEqual(checked.map(brief))
    const known = await take({ ...batch(entry('new', [{ lineNumber: '40' }]), entry('new', more)), runMode: 'check' })
    expect(known.map(brief)).toEqual(['new extended 1', 'new replayed 1'])
    expect(known.every(({ ticketId }) => ticketId !== undefined)).toBe(true)
  })

  test('an error of ours is that of its order alone, and is told to the log', async () => {
    const vault = shop.parts.vault
    const seal = vault.seal.bind(vault)
    let sealed = 0
    Object.assign(vault, {
      seal: (...given: Parameters<typeof seal>) => {
        sealed += 1
        // The second order cannot be sealed: together, and again when it is alone.
        if (sealed === 2 || sealed === 4) throw new Error('no key')
        return seal(...given)
      },
    })
    const results = await take(batch(entry('1'), entry('2'), entry('3')))
    expect(results.map(brief)).toEqual(['1 created 1', '2 INTERNAL 0', '3 created 1'])
    expect(results[1]?.text).toMatch(/^internal error, trace id [0-9a-f]{32}$/)
    expect(shop.errors).toEqual([expect.objectContaining({ message: 'no key' })])
  })

  test('FORBIDDEN: a client that may only read', async () => {
    const caller = { ...erp, roles: new Set(['support'] as const) }
    expect(await refusal(shop.call('CreateOrders', batch(entry('1')), { caller }))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describeEachDatabase(
  'CreateOrders with fifty new orders',
  (databases) => {
    test('takes a handful of statements', async () => {
      const statements: string[] = []
      const shop = await openShop(listening(await databases.open(), statements))
      await shop.call('CreateOrder', createOrder([{ lineNumber: '10' }], { orderNumber: 'warm up' }))
      statements.length = 0
      await shop.call('CreateOrders', batch(...Array.from({ length: 50 }, (_, index) => entry(String(index)))))
      expect(statements).toHaveLength(7)
    })
  },
  ['sqlite in memory', 'mariadb'],
)

/** Every event without the ids, which are new each time. */
async function eventsOf({ store }: Shop): Promise<unknown[]> {
  const events = await store.read((tx) => tx.find(LedgerEvent), { singleStatement: true })
  return events
    .filter(({ aggregateKind }) => ['order', 'ticket', 'license'].includes(aggregateKind))
    .map(({ aggregateKind, version, operation, requestId, change, at }) =>
      [aggregateKind, version, operation, requestId, change, at.toISOString()].join(' '),
    )
    .sort()
}
