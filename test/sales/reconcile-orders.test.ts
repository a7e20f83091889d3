import type { ExportLine } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine } from '../../src/entities/order-line.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop } from './shop.ts'

type Lines = readonly (Partial<ExportLine> & { readonly lineNumber: string })[]

describeEachDatabase('ReconcileOrders', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const order = (orderNumber: string, lines: Parameters<typeof createOrder>[0], caller = erp) =>
    shop.call('CreateOrder', createOrder(lines, { orderNumber }), { caller })
  const compare = async (orders: Readonly<Record<string, Lines>>, caller = erp) => {
    const orderExport = Object.entries(orders).map(([orderNumber, lines]) => ({
      orderNumber,
      exportLines: { exportLine: lines.map((line) => ({ itemNumber: 'PLAIN', quantity: 1, ...line })) },
    }))
    return (await shop.call('ReconcileOrders', { orderExports: { orderExport } }, { caller })).result
  }
  /** Sets the state of so many licenses of a line. */
  const setState = (lineNumber: string, count: number, change: Partial<License>) =>
    shop.store.transact(async (tx) => {
      const { id } = await tx.findOneByOrFail(OrderLine, { lineNumber })
      const licenses = await tx.find(License, { where: { orderLineId: id, state: 'NotCollected' }, take: count })
      for (const license of licenses) await tx.update(License, { id: license.id }, change)
    })
  const nothing = { missingLine: [], extraLine: [], differentLine: [] }

  test('gives only the differences', async () => {
    await order('1', [
      { lineNumber: '10', quantity: 3 },
      { lineNumber: '20' },
      { lineNumber: '30', itemNumber: 'SECOND' },
    ])
    await order('2', [{ lineNumber: '10', itemNumber: 'NETWORK', quantity: 25 }])
    await order('3', [{ lineNumber: '10' }])
    const result = await compare({
      '1': [{ lineNumber: '10 ', quantity: 3 }, { lineNumber: '30' }, { lineNumber: '40' }],
      '2 ': [{ lineNumber: '10', itemNumber: 'NETWORK', quantity: 24 }],
      '4': [{ lineNumber: '10', quantity: 2 }],
    })
    const plain = { itemNumber: 'PLAIN', quantity: 1 }
    expect(result).toEqual({
      comparedCount: 5,
      equalCount: 1,
      missingLines: {
        missingLine: [
          { orderNumber: '1', lineNumber: '40', ...plain },
          { orderNumber: '4', lineNumber: '10', ...plain, quantity: 2 },
        ],
      },
      extraLines: { extraLine: [{ orderNumber: '1', lineNumber: '20', ...plain }] },
      differentLines: {
        differentLine: [
          {
            orderNumber: '1',
            lineNumber: '30',
            itemNumber: 'SECOND',
            quantity: 1,
            exportItemNumber: 'PLAIN',
            exportQuantity: 1,
          },
          {
            orderNumber: '2',
            lineNumber: '10',
            itemNumber: 'NETWORK',
            quantity: 25,
            exportItemNumber: 'NETWORK',
            exportQuantity: 24,
          },
        ],
      },
    })
  })

  test('what was withdrawn, or is about to be, was not sold', async () => {
    await order('1', [{ lineNumber: '10', quantity: 3 }, { lineNumber: '20' }])
    await setState('10', 1, { state: 'Withdrawn' })
    await setState('20', 1, { state: 'WithdrawPending' })
    expect(await compare({ '1': [{ lineNumber: '10', quantity: 2 }] })).toMatchObject({
      equalCount: 1,
      ...lists(nothing),
    })
    const { missingLines, differentLines } = await compare({
      '1': [{ lineNumber: '10', quantity: 3 }, { lineNumber: '20' }],
    })
    expect(missingLines.missingLine).toMatchObject([{ lineNumber: '20' }])
    expect(differentLines.differentLine).toMatchObject([{ lineNumber: '10', quantity: 2, exportQuantity: 3 }])
  })

  test('a piece in several parts is one piece, and a license that was replaced is none', async () => {
    await order('1', [{ lineNumber: '10', quantity: 4 }])
    await shop.store.transact(async (tx) => {
      const [one, two, three] = await tx.find(License)
      const id = one?.id ?? ''
      for (const part of [one, two]) await tx.update(License, { id: part?.id ?? '' }, { pieceId: id })
      await tx.update(License, { id: three?.id ?? '' }, { state: 'Replaced', replacedById: id })
    })
    expect(await compare({ '1': [{ lineNumber: '10', quantity: 2 }] })).toMatchObject({ equalCount: 1 })
  })

  test('what was collected or returned makes no difference', async () => {
    await order('1', [{ lineNumber: '10', quantity: 3 }])
    await setState('10', 1, { state: 'Confirmed' })
    await setState('10', 1, { state: 'Returning' })
    expect(await compare({ '1': [{ lineNumber: '10', quantity: 3 }] })).toMatchObject({
      equalCount: 1,
      ...lists(nothing),
    })
  })

  test('compares within the order scope of the client', async () => {
    const webshop = { ...erp, name: 'webshop', orderScope: 'webshop' }
    await order('1', [{ lineNumber: '10' }])
    await order('1', [{ lineNumber: '20' }], webshop)
    expect(await compare({ '1': [{ lineNumber: '10' }] })).toMatchObject({ equalCount: 1, ...lists(nothing) })
    expect(await compare({ '1': [{ lineNumber: '20' }] }, webshop)).toMatchObject({ equalCount: 1, ...lists(nothing) })
    const help = { ...erp, name: 'help', roles: new Set(['support'] as const) }
    expect(await compare({ '1': [{ lineNumber: '10' }] }, help)).toMatchObject({ equalCount: 1 })
  })

  test('compares hundreds of orders', async () => {
    const numbers = Array.from({ length: 230 }, (_, index) => String(index))
    const entries = numbers.map((orderNumber) => ({
      order: createOrder([{ lineNumber: '10' }], { orderNumber }).order,
    }))
    await shop.call('CreateOrders', { orderEntries: { orderEntry: entries } })
    const orders = Object.fromEntries(numbers.map((number) => [number, number === '200' ? [] : [{ lineNumber: '10' }]]))
    const { equalCount, extraLines } = await compare(orders)
    expect(equalCount).toBe(229)
    expect(extraLines.extraLine).toMatchObject([{ orderNumber: '200' }])
  })

  test('INVALID_REQUEST: an order or a line twice', async () => {
    const twice = {
      orderExport: [
        { orderNumber: '1', exportLines: { exportLine: [] } },
        { orderNumber: '1 ', exportLines: { exportLine: [] } },
      ],
    }
    expect(await refusal(shop.call('ReconcileOrders', { orderExports: twice }))).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'orderExports/orderExport[2]/orderNumber',
    })
    expect(
      await refusal(compare({ '1': [{ lineNumber: '10' }, { lineNumber: '20' }, { lineNumber: '10 ' }] })),
    ).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'orderExports/orderExport[1]/exportLines/exportLine[3]/lineNumber',
    })
  })

  test('LIMIT_EXCEEDED: more than 5,000 lines', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ lineNumber: String(index) }))
    const orders = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((number) => [number, lines(900)]))
    const details = { limit: 'linesOfBatch', allowed: '5000' }
    expect(await refusal(compare(orders))).toMatchObject({ code: 'LIMIT_EXCEEDED', field: 'orderExports', details })
  })
})

function lists({ missingLine, extraLine, differentLine }: Record<string, unknown[]>) {
  return { missingLines: { missingLine }, extraLines: { extraLine }, differentLines: { differentLine } }
}
