import { License } from '../../src/entities/license.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { insertContainer } from './containers.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

const later = new Date('2026-05-06T10:11:12.131Z')

describeEachDatabase('GetOrder', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open(), { ticketUrl: 'https://buy.example/{ticketId}' })
  })

  test('gives the order with its lines and licenses', async () => {
    const customerFields = { customerField: [{ name: 'region', value: 'EMEA' }] }
    const customer = { customerId: 'C1', name: 'Muster', email: 'a@muster.example', customerFields }
    const parameters = { parameter: [{ name: 'licensee', value: 'Erika' }] }
    const lines = [
      { lineNumber: '10', itemNumber: 'NETWORK', quantity: 5, containerSerial: '3-7' },
      { lineNumber: '9', itemNumber: 'NAMED', parameters },
    ]
    const order = { customer, containerSerial: '130-1', inseparable: 'yes', comment: 'phone' } as const
    const created = (await shop.call('CreateOrder', createOrder(lines, order))).result
    const [ofTen, ofNine] = created.licenses.license
    const serial = await collect(ofNine?.licenseId ?? '')
    const { result } = await shop.call('GetOrder', { orderNumber: '4711 ' })
    const common = { ticketId: created.ticketId, orderNumber: '4711', itemVersion: 1, expirationTime: undefined }
    expect(result).toEqual({
      orderNumber: '4711',
      customer,
      ticketId: created.ticketId,
      ticketUrl: `https://buy.example/${String(created.ticketId)}`,
      containerSerial: '130-1',
      inseparable: 'yes',
      comment: 'phone',
      createdAt: start,
      changedAt: start,
      lineCount: 2,
      lineStates: {
        lineState: [
          {
            lineNumber: '9',
            itemNumber: 'NAMED',
            quantity: 1,
            containerSerial: '130-1',
            parameters,
            licenseCount: 1,
            collectedCount: 1,
          },
          {
            lineNumber: '10',
            itemNumber: 'NETWORK',
            quantity: 5,
            containerSerial: '3-7',
            parameters: { parameter: [] },
            licenseCount: 1,
            collectedCount: 0,
          },
        ],
      },
      licenseCount: 2,
      licenseStates: {
        licenseState: [
          {
            ...common,
            lineNumber: '9',
            itemNumber: 'NAMED',
            licenseId: ofNine?.licenseId,
            state: 'Collected',
            generation: 1,
            licenseQuantity: 1,
            containerSerial: serial,
            dedicatedSerial: '130-1',
            changedAt: later,
          },
          {
            ...common,
            lineNumber: '10',
            itemNumber: 'NETWORK',
            licenseId: ofTen?.licenseId,
            state: 'NotCollected',
            generation: 0,
            licenseQuantity: 5,
            containerSerial: undefined,
            dedicatedSerial: '3-7',
            changedAt: start,
          },
        ],
      },
    })
  })

  test('lists the first 100 lines and licenses, and counts all', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => ({ lineNumber: String(index + 1), quantity: 2 }))
    await shop.call('CreateOrder', createOrder(lines))
    const { result } = await shop.call('GetOrder', { orderNumber: '4711' })
    expect(result).toMatchObject({ lineCount: 120, licenseCount: 240 })
    const numbers = Array.from({ length: 100 }, (_, index) => String(index + 1))
    expect(result.lineStates.lineState.map(({ lineNumber }) => lineNumber)).toEqual(numbers)
    const licensed = result.licenseStates.licenseState.map(({ lineNumber }) => lineNumber)
    expect(licensed).toEqual(numbers.slice(0, 50).flatMap((number) => [number, number]))
  })

  test('what is not set is absent', async () => {
    await shop.call('CreateOrder', createOrder())
    const { result } = await shop.call('GetOrder', { orderNumber: '4711' })
    expect(result).toMatchObject({
      customer: { customerId: 'C1', name: undefined, email: undefined, customerFields: { customerField: [] } },
      containerSerial: undefined,
      inseparable: 'no',
      comment: undefined,
    })
  })

  test('a client that may only read sees the orders of its order scope', async () => {
    await shop.call('CreateOrder', createOrder())
    const support = { ...erp, name: 'support', roles: new Set(['support'] as const) }
    const { result } = await shop.call('GetOrder', { orderNumber: '4711' }, { caller: support })
    expect(result.orderNumber).toBe('4711')
  })

  test('ORDER_UNKNOWN: the same for no order and for that of another order scope', async () => {
    await shop.call('CreateOrder', createOrder())
    const none = await refusal(shop.call('GetOrder', { orderNumber: '4712' }))
    expect(none).toMatchObject({ code: 'ORDER_UNKNOWN', field: 'orderNumber' })
    const caller = { ...erp, orderScope: 'shop' }
    expect(await refusal(shop.call('GetOrder', { orderNumber: '4711' }, { caller }))).toMatchObject({
      code: 'ORDER_UNKNOWN',
    })
  })

  /** As an activation leaves a license behind; gives the serial of its container. */
  async function collect(licenseId: string): Promise<string> {
    const serial = '130-12345'
    const containerId = await insertContainer(shop.store, serial)
    const change = { state: 'Collected', generation: 1, containerId, updatedAt: later }
    await shop.store.transact((tx) => tx.update(License, { id: licenseId }, change))
    return serial
  }
})
