import type { Order } from '../entities/order.ts'
import type { OrderFacts } from './order-wish.ts'

type Facts = Pick<Order, 'customerName' | 'customerEmail' | 'customerFields' | 'comment'>

/** What of name, mail, data and comment a call changes (design §2.2). What it does not mention stays as it is. */
export function changedFacts(known: Facts, sent: OrderFacts): Partial<Facts> {
  const said = Object.entries(sent).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said.filter(([name, value]) => !same(known[name as keyof Facts], value)))
}

/** The facts of a new order. */
export function firstFacts(sent: OrderFacts): Facts {
  return {
    customerName: sent.customerName ?? null,
    customerEmail: sent.customerEmail ?? null,
    customerFields: sent.customerFields ?? [],
    comment: sent.comment ?? null,
  }
}

function same(known: Facts[keyof Facts], sent: unknown): boolean {
  return JSON.stringify(known) === JSON.stringify(sent)
}
