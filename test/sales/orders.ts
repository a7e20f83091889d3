import type { CreateOrder, Order, OrderLine } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { OrderLine as LineRow } from '../../src/entities/order-line.ts'
import { Order as OrderRow } from '../../src/entities/order.ts'
import { RequestKey } from '../../src/entities/request-key.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import type { Store } from '../../src/store/store.ts'

type Lines = readonly (Partial<OrderLine> & { readonly lineNumber: string })[]

/** A request of CreateOrder; states only what matters: order 4711 of customer C1, one piece of PLAIN a line. */
export function createOrder(
  lines: Lines = [{ lineNumber: '10' }],
  order: Partial<Order> = {},
  call: Omit<CreateOrder, 'order'> = {},
): CreateOrder {
  const orderLine = lines.map((line) => ({ itemNumber: 'PLAIN', quantity: 1, ...line }))
  return {
    ...call,
    order: { orderNumber: '4711', customer: { customerId: 'C1' }, ...order, orderLines: { orderLine } },
  }
}

/** How many rows of each kind an order brings about; a refused or repeated one must not change them. */
export async function rowCounts(store: Store): Promise<Record<string, number>> {
  return store.read(async (tx) => ({
    orders: await tx.count(OrderRow),
    lines: await tx.count(LineRow),
    tickets: await tx.count(Ticket),
    licenses: await tx.count(License),
    requests: await tx.count(RequestKey),
    events: await tx.countBy(LedgerEvent, [
      { aggregateKind: 'order' },
      { aggregateKind: 'ticket' },
      { aggregateKind: 'license' },
    ]),
  }))
}

/** The events of orders, tickets and licenses: kind, version and what happened. */
export async function changes(store: Store): Promise<string[]> {
  const events = await store.read((tx) => tx.find(LedgerEvent), { singleStatement: true })
  const kinds = ['order', 'ticket', 'license']
  return events
    .filter((event) => kinds.includes(event.aggregateKind))
    .map((event) => `${event.change} ${event.version}`)
    .sort()
}
