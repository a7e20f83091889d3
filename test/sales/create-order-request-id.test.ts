import { RequestKey } from '../../src/entities/request-key.ts'
import { Order } from '../../src/entities/order.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder, rowCounts } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

describeEachDatabase('The requestId of CreateOrder', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const unnumbered = (requestId: string | undefined, lines?: Parameters<typeof createOrder>[0]) =>
    createOrder(lines, { orderNumber: undefined }, { requestId })
  const keys = () => shop.store.read((tx) => tx.find(RequestKey))

  test('stands for an order without number, which gets one that is recognised as made here', async () => {
    const { result } = await shop.call('CreateOrder', unnumbered('R1'))
    expect(result).toMatchObject({
      outcome: 'created',
      orderNumber: expect.stringMatching(/^OD-\w{5}-\w{5}$/) as unknown,
    })
    const again = await shop.call('CreateOrder', unnumbered('R1'))
    expect(again.result).toEqual({ ...result, outcome: 'replayed' })
    const other = await shop.call('CreateOrder', unnumbered('R2'))
    expect(other.result.outcome).toBe('created')
    expect(other.result.orderNumber).not.toBe(result.orderNumber)
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 2, tickets: 2, licenses: 2, requests: 2 })
  })

  test('an order that got its number here can be extended under it', async () => {
    const { orderNumber, ticketId } = (await shop.call('CreateOrder', unnumbered('R1'))).result
    const { result } = await shop.call('CreateOrder', createOrder([{ lineNumber: '20' }], { orderNumber }))
    expect(result).toMatchObject({ outcome: 'extended', orderNumber, ticketId })
  })

  test('REQUEST_CONFLICT: the same id with other content', async () => {
    await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))
    const before = await rowCounts(shop.store)
    for (const request of [
      createOrder([{ lineNumber: '10', quantity: 2 }], {}, { requestId: 'R1' }),
      createOrder([{ lineNumber: '10' }, { lineNumber: '20' }], {}, { requestId: 'R1' }),
      createOrder(undefined, { orderNumber: '4712' }, { requestId: 'R1' }),
      createOrder(undefined, { customer: { customerId: 'C2' } }, { requestId: 'R1' }),
      createOrder(undefined, { inseparable: 'yes' }, { requestId: 'R1' }),
      unnumbered('R1'),
    ]) {
      expect(await refusal(shop.call('CreateOrder', request))).toMatchObject({
        code: 'REQUEST_CONFLICT',
        field: 'requestId',
      })
    }
    expect(await rowCounts(shop.store)).toEqual(before)
  })

  test('name, mail, data, comment and the order of the lines are not its content', async () => {
    const request = (name: string, ...numbers: string[]) =>
      createOrder(
        numbers.map((lineNumber) => ({ lineNumber })),
        { customer: { customerId: 'C1', name }, comment: name },
        { requestId: 'R1' },
      )
    await shop.call('CreateOrder', request('old', '10', '20'))
    const { result } = await shop.call('CreateOrder', request('new', '20', '10'))
    expect(result.outcome).toBe('replayed')
    expect(result.licenses.license.map(({ lineNumber }) => lineNumber)).toEqual(['20', '10'])
    // A call that was delayed must not undo a newer one.
    expect(await shop.store.read((tx) => tx.find(Order))).toMatchObject([{ customerName: 'old', version: 1 }])
  })

  test('is the same in all its spellings, and from the message id of the envelope', async () => {
    const id = '0190F3A4-7c11-7d2e-9a01-5f2c8e6b7a10'
    const spellings = [`urn:uuid:${id}`, `{${id}}`, id.toLowerCase(), id.replaceAll('-', '').toUpperCase()]
    const first = await shop.call('CreateOrder', unnumbered(id))
    for (const requestId of spellings) {
      const { result } = await shop.call('CreateOrder', unnumbered(requestId))
      expect(result).toEqual({ ...first.result, outcome: 'replayed' })
    }
    const { result } = await shop.call('CreateOrder', unnumbered(undefined), { messageId: `urn:uuid:${id}` })
    expect(result.orderNumber).toBe(first.result.orderNumber)
  })

  test('belongs to the client and the operation', async () => {
    await shop.call('CreateOrder', unnumbered('R1'))
    const other = await shop.call('CreateOrder', unnumbered('R1'), { caller: { ...erp, name: 'erp-2' } })
    expect(other.result.outcome).toBe('created')
    expect((await keys()).map(({ scope, operation }) => `${scope} ${operation}`).sort()).toEqual([
      'client:erp CreateOrder',
      'client:erp-2 CreateOrder',
    ])
  })

  test('is remembered for 90 days, and for ever where nothing else tells a retry', async () => {
    await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))
    await shop.call('CreateOrder', unnumbered('R2'))
    const kept = new Map((await keys()).map(({ requestId, keepUntil }) => [requestId, keepUntil]))
    expect(kept.get('R1')).toEqual(new Date(start.getTime() + 90 * 86_400_000))
    expect(kept.get('R2')).toBeNull()
  })

  test('keeps a reference and no ticket', async () => {
    const { ticketId } = (await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))).result
    const [order] = await shop.store.read((tx) => tx.find(Order))
    const [key] = await keys()
    expect(key).toMatchObject({ reference: order?.id, hashVersion: 1 })
    expect(JSON.stringify(key)).not.toContain(String(ticketId).slice(0, 5))
  })

  test('by an older rule of hashing, it is answered by its reference', async () => {
    await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))
    const old = { hashVersion: 0, contentHash: Buffer.alloc(32) }
    const { affected } = await shop.store.transact((tx) => tx.update(RequestKey, { requestId: 'R1' }, old))
    expect(affected).toBe(1)
    const { result } = await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))
    expect(result.outcome).toBe('replayed')
  })

  test('of a retry without one, or with another one, changes nothing: the business key decides', async () => {
    const first = await shop.call('CreateOrder', createOrder(undefined, {}, { requestId: 'R1' }))
    for (const requestId of [undefined, 'R2']) {
      const { result } = await shop.call('CreateOrder', createOrder(undefined, {}, { requestId }))
      expect(result).toEqual({ ...first.result, outcome: 'replayed' })
    }
    expect(await rowCounts(shop.store)).toMatchObject({ orders: 1, licenses: 1, requests: 2 })
    const changed = createOrder([{ lineNumber: '10', quantity: 2 }], {}, { requestId: 'R2' })
    expect(await refusal(shop.call('CreateOrder', changed))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })
})
