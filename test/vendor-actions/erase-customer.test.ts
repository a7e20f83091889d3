import { randomUUID } from 'node:crypto'
import { Order } from '../../src/entities/order.ts'
import { Transfer } from '../../src/entities/transfer.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { caller, depotDatabases, firm, refusal, useDepot } from '../depot/depot-shop.ts'

const fields = { customerField: [{ name: 'department', value: 'Turing' }] }

describe.each(depotDatabases)('EraseCustomer (%s)', (kind) => {
  const depot = useDepot(kind)
  const erase = (customerId: string, more: { requestId?: string; runMode?: 'check' } = {}) =>
    depot().sales('EraseCustomer', { ...more, erasure: { customerId, reason: 'asked for it' } })
  const customer = () => {
    const customerId = randomUUID()
    return { customerId, name: 'Ada Lovelace', email: 'ada@example.com', customerFields: fields }
  }
  const ordersOf = (customerId: string) => depot().store.read((tx) => tx.findBy(Order, { customerId }))
  /** Everything that the tables hold about people, as one text. */
  const everything = () =>
    depot().store.read(async (tx) =>
      JSON.stringify([await tx.find(Order), await tx.find(Transfer), await tx.find(LedgerEvent)]),
    )

  test('nothing in any table names the people of the customer any more', async () => {
    const ada = { ...customer(), name: `Ada ${randomUUID()}`, email: `${randomUUID()}@example.com` }
    const collector = { userId: randomUUID(), name: `Collector ${randomUUID()}` }
    const ticketId = await depot().order(['PLAIN'], { customer: ada })
    await depot().order(['PLAIN'], { customer: ada })
    const container = depot().container()
    await container.import(firm, (await depot().activate(container, { ticketId, collector })).updateFile)
    expect(await everything()).toContain(collector.name)
    expect((await erase(ada.customerId)).result).toEqual({ customerId: ada.customerId, orderCount: 2 })
    const left = await everything()
    for (const name of [ada.name, ada.email, collector.name, collector.userId]) expect(left).not.toContain(name)
    expect(left).toContain(ada.customerId)
    for (const order of await ordersOf(ada.customerId)) {
      expect(order).toMatchObject({ customerName: null, customerEmail: null, customerFields: [] })
      expect(await depot().changes(order)).toEqual(['OrderCreated 1', 'CustomerErased 2'])
    }
    await depot().confirm(container)
  })

  test('only in the order scope of the client', async () => {
    const ada = customer()
    await depot().order(['PLAIN'], { customer: ada })
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    const erasure = { customerId: ada.customerId, reason: 'asked for it' }
    expect(await refusal(depot().sales('EraseCustomer', { erasure }, { as }))).toMatchObject({
      code: 'CUSTOMER_UNKNOWN',
    })
    expect(await ordersOf(ada.customerId)).toMatchObject([{ customerName: 'Ada Lovelace' }])
  })

  test('the same requestId has the same answer, and a second request finds nothing left', async () => {
    const { customerId, ...ada } = customer()
    await depot().order(['PLAIN'], { customer: { customerId, ...ada } })
    await depot().order(['PLAIN'], { customer: { customerId } })
    const requestId = `erase ${customerId}`
    expect((await erase(customerId, { runMode: 'check' })).result.orderCount).toBe(1)
    expect((await erase(customerId, { requestId })).result.orderCount).toBe(1)
    expect((await erase(customerId, { requestId })).result.orderCount).toBe(1)
    expect((await erase(customerId)).result.orderCount).toBe(0)
    expect(await refusal(erase('somebody else', { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('CUSTOMER_UNKNOWN: nobody of this id', async () => {
    expect(await refusal(erase('nobody'))).toMatchObject({ code: 'CUSTOMER_UNKNOWN', field: 'erasure/customerId' })
  })
})
