import type { CreateOrder } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine } from '../../src/entities/order-line.ts'
import type { PointName } from '../../src/store/points.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { batch, brief, entry } from './batches.ts'
import { createOrder, rowCounts } from './orders.ts'
import { erp, openShop, refusal, type Shop } from './shop.ts'

/** A legacy ERP: the same order number again means more of the same order. */
const legacy = { ...erp, name: 'legacy', orderRepeat: 'extend' } as const

let shop: Shop

async function take(request: CreateOrder, options = {}) {
  return (await shop.call('CreateOrder', request, { caller: legacy, ...options })).result
}

function numbers({ licenses }: { licenses: { license: { lineNumber: string }[] } }): string[] {
  return licenses.license.map(({ lineNumber }) => lineNumber)
}

// What the databases have a say in.
describeEachDatabase(
  'CreateOrder of a client with orderRepeat=extend',
  (databases) => {
    beforeEach(async () => {
      shop = await openShop(await databases.open())
    })

    test('the same order again extends its ticket by lines with the next free numbers', async () => {
      const request = createOrder([{ lineNumber: '10', quantity: 2 }, { lineNumber: '20' }])
      const first = await take(request)
      const second = await take(request)
      expect(first).toMatchObject({ outcome: 'created', licenseCount: 3 })
      expect(second).toMatchObject({ outcome: 'extended', ticketId: first.ticketId, licenseCount: 3 })
      expect(numbers(first)).toEqual(['10', '10', '20'])
      expect(numbers(second)).toEqual(['21', '21', '22'])
      expect(await rowCounts(shop.store)).toMatchObject({ orders: 1, tickets: 1, lines: 4, licenses: 6 })
      const licenses = await shop.store.read((tx) => tx.find(License))
      expect(new Set(licenses.map(({ ticketId }) => ticketId)).size).toBe(1)
    })

    test('a requestId makes a repetition a replay, which shows the lines of that very call', async () => {
      const request = createOrder([{ lineNumber: '20' }, { lineNumber: '10', itemNumber: 'SECOND' }])
      await take(request)
      const second = await take({ ...request, requestId: 'R2' })
      const before = await rowCounts(shop.store)
      const again = await take({ ...request, requestId: 'R2' })
      expect(again).toEqual({ ...second, outcome: 'replayed' })
      expect(numbers(again)).toEqual(['21', '22'])
      expect(again.licenses.license.map(({ itemNumber }) => itemNumber)).toEqual(['PLAIN', 'SECOND'])
      expect(await rowCounts(shop.store)).toEqual(before)
    })

    test('calls at once: each adds its lines, no two share a number', async () => {
      const results = await Promise.all(Array.from({ length: 8 }, () => take(createOrder([{ lineNumber: '1' }]))))
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['created', ...Array<string>(7).fill('extended')])
      const lines = await shop.store.read((tx) => tx.find(OrderLine))
      expect(lines.map(({ lineNumber }) => Number(lineNumber)).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(await rowCounts(shop.store)).toMatchObject({ orders: 1, tickets: 1, licenses: 8 })
    })

    test('calls at once with one requestId: one adds, the others replay', async () => {
      await take(createOrder())
      const request = createOrder(undefined, {}, { requestId: 'R1' })
      const results = await Promise.all(Array.from({ length: 6 }, () => take(request)))
      expect(results.map(({ outcome }) => outcome).sort()).toEqual(['extended', ...Array<string>(5).fill('replayed')])
      expect(new Set(results.map((result) => JSON.stringify(result.licenses))).size).toBe(1)
      expect(await rowCounts(shop.store)).toMatchObject({ lines: 2, licenses: 2 })
    })

    test('CreateOrders: entries of one order extend each other; those with a requestId are replayed', async () => {
      const request = batch(entry('1', undefined, {}, 'r1'), entry('1', undefined, {}, 'r2'), entry('2'))
      const send = async () => {
        const { result } = await shop.call('CreateOrders', request, { caller: legacy })
        return result.entryResults.entryResult.map(brief)
      }
      expect(await send()).toEqual(['1 created 1', '1 extended 1', '2 created 1'])
      expect(await send()).toEqual(['1 replayed 1', '1 replayed 1', '2 extended 1'])
      expect(await rowCounts(shop.store)).toMatchObject({ orders: 2, lines: 4 })
    })
  },
  ['sqlite in memory', 'mariadb'],
)

describeEachDatabase(
  'CreateOrder of a client with orderRepeat=extend',
  (databases) => {
    beforeEach(async () => {
      shop = await openShop(await databases.open())
    })

    test('a COMMIT that was done and whose answer was lost is not done again', async () => {
      let losses = 0
      const points = {
        reach: (name: PointName) => {
          if (name !== 'after-commit' || losses === 0) return
          losses--
          throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
        },
      }
      shop = await openShop(await databases.open({ points }))
      await take(createOrder([{ lineNumber: '1' }]))
      losses = 1
      expect(numbers(await take(createOrder([{ lineNumber: '1' }])))).toEqual(['2'])
      losses = 1
      const { result } = await shop.call('CreateOrders', batch(entry('4711')), { caller: legacy })
      expect(result.entryResults.entryResult.map(({ licenseCount }) => licenseCount)).toEqual([1])
      expect(losses).toBe(0)
      expect(await rowCounts(shop.store)).toMatchObject({ orders: 1, lines: 3, licenses: 3 })
    })

    test('other content under a known number is no conflict: it is another line', async () => {
      await take(createOrder([{ lineNumber: '1', quantity: 2 }]))
      const result = await take(createOrder([{ lineNumber: '1', itemNumber: 'SECOND' }]))
      expect(result).toMatchObject({ outcome: 'extended', licenses: { license: [{ itemNumber: 'SECOND' }] } })
      expect(numbers(result)).toEqual(['2'])
    })

    test('all lines may have the same number, in the first call already', async () => {
      const request = createOrder([{ lineNumber: '0' }, { lineNumber: '0', itemNumber: 'SECOND' }, { lineNumber: '0' }])
      expect(numbers(await take(request))).toEqual(['0', '1', '2'])
      expect(numbers(await take(request))).toEqual(['3', '4', '5'])
    })

    test('so does a message id of the envelope, in any spelling', async () => {
      const request = createOrder()
      const id = '0190F3A4-7c11-7d2e-9a01-5f2c8e6b7a10'
      const first = await take(request, { messageId: `urn:uuid:${id}` })
      expect(await take(request, { messageId: id.toLowerCase() })).toEqual({ ...first, outcome: 'replayed' })
      expect(await take(request, { messageId: 'another' })).toMatchObject({ outcome: 'extended' })
    })

    test('REQUEST_CONFLICT: the same requestId for another wish', async () => {
      await take(createOrder([{ lineNumber: '1' }], {}, { requestId: 'R1' }))
      const other = take(createOrder([{ lineNumber: '1', quantity: 2 }], {}, { requestId: 'R1' }))
      expect(await refusal(other)).toMatchObject({ code: 'REQUEST_CONFLICT' })
    })

    test('ORDER_CONFLICT: another customer cannot extend it', async () => {
      await take(createOrder())
      const other = take(createOrder(undefined, { customer: { customerId: 'C2' } }))
      expect(await refusal(other)).toMatchObject({ code: 'ORDER_CONFLICT' })
      expect(await rowCounts(shop.store)).toMatchObject({ lines: 1 })
    })

    test('LIMIT_EXCEEDED: an order grows to a thousand lines and no further', async () => {
      await take(createOrder(Array.from({ length: 999 }, (_, index) => ({ lineNumber: String(index + 1) }))))
      expect(numbers(await take(createOrder()))).toEqual(['1000'])
      expect(await refusal(take(createOrder()))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
    })

    test('an order without number needs a requestId all the same', async () => {
      const unnumbered = createOrder(undefined, { orderNumber: undefined })
      expect(await refusal(take(unnumbered))).toMatchObject({ code: 'REQUEST_ID_REQUIRED' })
      const first = await take({ ...unnumbered, requestId: 'R1' })
      expect(await take({ ...unnumbered, requestId: 'R1' })).toEqual({ ...first, outcome: 'replayed' })
    })

    test('a check tells what would come of it and stores nothing', async () => {
      const first = await take(createOrder())
      const before = await rowCounts(shop.store)
      const check = await take(createOrder(undefined, {}, { runMode: 'check' }))
      expect(check).toMatchObject({ outcome: 'extended', ticketId: first.ticketId, licenseCount: 1 })
      expect(await rowCounts(shop.store)).toEqual(before)
    })

    test('is a matter of the client: another one of the same order scope repeats', async () => {
      await take(createOrder())
      await take(createOrder())
      const { result } = await shop.call('CreateOrder', createOrder())
      expect(result).toMatchObject({ outcome: 'replayed', licenseCount: 1 })
    })
  },
  ['sqlite in memory'],
)
