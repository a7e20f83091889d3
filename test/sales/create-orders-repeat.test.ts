import type { CreateOrders, EntryResult } from '../../src/contract/sales.ts'
import { Fault } from '../../src/faults.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { batch, entry } from './batches.ts'
import { rowCounts } from './orders.ts'
import { openShop, refusal, type Shop } from './shop.ts'

describeEachDatabase('CreateOrders, repeated:', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const take = async (request: CreateOrders, options = {}) =>
    (await shop.call('CreateOrders', request, options)).result.entryResults.entryResult

  test('the same batch again is replayed, with the tickets of the first', async () => {
    const request = batch(entry('1'), entry(undefined, undefined, {}, 'r1'), entry('2', undefined, {}, 'r2'))
    const first = await take(request)
    const counts = await rowCounts(shop.store)
    const again = await take(request)
    expect(again).toEqual(first.map((result) => ({ ...result, outcome: 'replayed' })))
    expect(await rowCounts(shop.store)).toEqual(counts)
  })

  test('the requestId of an entry is that of a call of CreateOrder', async () => {
    const { order } = entry(undefined)
    const [first] = await take(batch({ order, entryRequestId: 'R-1' }))
    const { result } = await shop.call('CreateOrder', { requestId: 'R-1', order })
    expect(result).toMatchObject({ outcome: 'replayed', orderNumber: first?.orderNumber, ticketId: first?.ticketId })
    const [conflict] = await take(batch({ order: entry('7').order, entryRequestId: 'R-1' }))
    expect(conflict).toMatchObject({ ok: false, code: 'REQUEST_CONFLICT' })
  })

  test('two entries of one requestId are one order, or a conflict', async () => {
    const same = entry(undefined, undefined, {}, 'r1')
    const results = await take(batch(same, same, entry('other', undefined, {}, 'r1')))
    expect(results.map(({ ok, outcome, code }) => (ok ? outcome : code))).toEqual([
      'created',
      'replayed',
      'REQUEST_CONFLICT',
    ])
    expect(results[1]?.orderNumber).toBe(results[0]?.orderNumber)
  })

  test('the requestId of the batch stands for all its entries', async () => {
    const request = { ...batch(entry(undefined), entry(undefined), entry('1')), requestId: 'B1' }
    const first = await take(request)
    const again = await take(request)
    expect(again).toEqual(first.map((result) => ({ ...result, outcome: 'replayed' })))
    expect(new Set(first.map(({ orderNumber }) => orderNumber)).size).toBe(3)
    expect(await take({ ...batch(entry(undefined)), requestId: 'B2' })).toMatchObject([
      { ok: true, outcome: 'created' },
    ])
    expect(await take(batch(entry('9')), { messageId: 'urn:uuid:B3' })).toMatchObject([{ outcome: 'created' }])
  })

  test('REQUEST_CONFLICT: the requestId of the batch with other entries', async () => {
    await take({ ...batch(entry('1'), entry('2')), requestId: 'B1' })
    const other = { ...batch(entry('2'), entry('1')), requestId: 'B1' }
    expect(await refusal(shop.call('CreateOrders', other))).toMatchObject({
      code: 'REQUEST_CONFLICT',
      field: 'requestId',
    })
  })

  test('UNAVAILABLE: the database goes in the middle; the same batch again takes what is left', async () => {
    const request = batch(...Array.from({ length: 120 }, (_, index) => entry(String(index))))
    let commits = 0
    const failing: Shop['store']['transact'] = async (work, options) => {
      if (commits === 2) throw new Fault('UNAVAILABLE', 'the database is busy or away; try again')
      commits += 1
      return shop.store.transact(work, options)
    }
    const stranded = Object.assign(Object.create(shop.store) as Shop['store'], { transact: failing })
    expect(await refusal(shop.callOn(stranded)('CreateOrders', request))).toMatchObject({ code: 'UNAVAILABLE' })
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 100 })
    const results = await take(request)
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...Array.from({ length: 100 }, () => 'replayed'),
      ...Array.from({ length: 20 }, () => 'created'),
    ])
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 120, tickets: 120, licenses: 120 })
  })

  test('equal batches at once take every order once', async () => {
    const entries = Array.from({ length: 60 }, (_, index) => entry(String(index), undefined, {}, `r${index}`))
    const all = await Promise.all([
      take(batch(...entries)),
      take(batch(...entries.toReversed())),
      take({ ...batch(...entries), requestId: 'B1' }),
    ])
    expect(all.flat().every(({ ok }) => ok)).toBe(true)
    const tickets = (results: EntryResult[]) =>
      new Map(results.map(({ orderNumber, ticketId }) => [orderNumber, ticketId]))
    expect(tickets(all[1])).toEqual(new Map([...tickets(all[0])].toReversed()))
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 60, tickets: 60, licenses: 60 })
  })
})
