import fc from 'fast-check'
import { In } from 'typeorm'
import type { CreateOrder } from '../../src/contract/sales.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine } from '../../src/entities/order-line.ts'
import { Order } from '../../src/entities/order.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import type { Store } from '../../src/store/store.ts'
import { Fault } from '../../src/faults.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { OrderModel, stateOf } from './order-model.ts'
import { createOrder } from './orders.ts'
import { erp, openShop } from './shop.ts'

/** Few numbers, so that calls meet: retries, parts, additions, and now and then other content. */
const request: fc.Arbitrary<CreateOrder> = fc
  .record({
    orderNumber: fc.constantFrom('A', 'A', 'B', undefined),
    requestId: fc.option(fc.constantFrom('r1', 'r2', 'r3', 'r4'), { nil: undefined }),
    customerId: fc.oneof({ weight: 9, arbitrary: fc.constant('C1') }, { weight: 1, arbitrary: fc.constant('C2') }),
    name: fc.constantFrom(undefined, undefined, '', 'Muster', 'Muster GmbH'),
    lines: fc.subarray(['10', '20', '30', '40'], { minLength: 1 }),
    otherQuantity: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    check: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })
  .map(({ orderNumber, requestId, customerId, name, lines, otherQuantity, check }) => {
    const quantityOf = (lineNumber: string) => Number(lineNumber) / 10 + (otherQuantity ? 1 : 0)
    return createOrder(
      lines.map((lineNumber) => ({ lineNumber, quantity: quantityOf(lineNumber) })),
      { orderNumber, customer: { customerId, name } },
      { requestId, runMode: check ? 'check' : undefined },
    )
  })

const runsOn = { 'sqlite in memory': 150, 'sqlite file': 0, mariadb: 25 }

describeEachDatabase(
  'CreateOrder',
  (databases) => {
    test('sells what the model says, whatever calls come in whatever order', async () => {
      const shop = await openShop(await databases.open())
      let run = 0
      const outcomes = new Set<string>()
      const property = fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 12 }), async (requests) => {
        // An order scope of its own is as good as a database of its own.
        const name = `erp ${run++}`
        const caller = { ...erp, name, orderScope: name }
        const model = new OrderModel()
        for (const each of requests) {
          const outcome = await shop.call('CreateOrder', each, { caller }).then(({ result }) => result.outcome, codeOf)
          expect(outcome).toBe(model.take(each))
          outcomes.add(outcome)
        }
        await compare(shop.store, name, model)
      })
      await fc.assert(property, { numRuns: runsOn[databases.kind] })
      const all = ['created', 'extended', 'replayed', 'ORDER_CONFLICT', 'REQUEST_CONFLICT', 'REQUEST_ID_REQUIRED']
      expect([...outcomes].sort()).toEqual(all.sort())
    }, 60_000)
  },
  ['sqlite in memory', 'mariadb'],
)

function codeOf(error: unknown): string {
  if (error instanceof Fault) return error.code
  throw error
}

/** The store against the model, and each row against its events. */
async function compare(store: Store, orderScope: string, model: OrderModel): Promise<void> {
  await store.read(async (tx) => {
    const orders = await tx.findBy(Order, { orderScope })
    const lines = await tx.findBy(OrderLine, { orderId: In(orders.map(({ id }) => id)) })
    const tickets = await tx.findBy(Ticket, { id: In(orders.map(({ ticketId }) => ticketId)) })
    const licenses = await tx.findBy(License, { ticketId: In(tickets.map(({ id }) => id)) })
    const stored = orders.map(({ id, customerId, customerName: name }) => {
      const own = lines.filter(({ orderId }) => orderId === id)
      return stateOf({ customerId, name, lines: new Map(own.map((line) => [line.lineNumber, line.quantity])) })
    })
    expect(stored.sort()).toEqual(model.state)
    expect(tickets).toHaveLength(model.orders.size)
    expect(licenses).toHaveLength(model.licensesSold)
    for (const { id, quantity } of lines) {
      expect(licenses.filter(({ orderLineId }) => orderLineId === id)).toHaveLength(quantity)
    }
    const rows = [...orders, ...tickets, ...licenses]
    const events = await tx.findBy(LedgerEvent, { aggregateId: In(rows.map(({ id }) => id)) })
    expect(events).toHaveLength(rows.reduce((sum, { version }) => sum + version, 0))
  })
}
