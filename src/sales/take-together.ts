import { In } from 'typeorm'
import { Order } from '../entities/order.ts'
import { Fault } from '../faults.ts'
import { requestIdsDone } from '../intake/request-key.ts'
import type { Tx } from '../store/store.ts'
import type { BatchEntry } from './batch-entry.ts'
import type { IntakeResult } from './intake.ts'
import type { SalesParts } from './parts.ts'
import { type OrderPlan, planOrder, resultOf, storeOrders } from './start-order.ts'

/**
 * Takes those orders of a batch that are new and go to a new ticket, all by the same few statements: each is judged for
 * itself, and those that are refused are left out before anything is written. What came of each is in the map; an order
 * that is missing there, because something of it is known, is to be taken by itself.
 */
export async function takeTogether(
  tx: Tx,
  parts: SalesParts,
  entries: readonly BatchEntry[],
): Promise<Map<BatchEntry, IntakeResult | Fault>> {
  const fresh = await freshOf(tx, entries)
  const numbers = fresh.flatMap(({ wish }) => wish.lines.map(({ itemNumber }) => itemNumber))
  const offer = await parts.catalogue.offer(tx, numbers)

  const results = new Map<BatchEntry, IntakeResult | Fault>()
  const plans: OrderPlan[] = []
  for (const entry of fresh) {
    const { call, wish, content } = entry
    try {
      const plan = await planOrder({ tx, call, parts, wish, content, offer })
      plans.push(plan)
      results.set(entry, resultOf(plan))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      results.set(entry, error)
    }
  }
  await storeOrders(tx, plans)
  return results
}

/** Those of which neither order nor requestId is known, here or by an earlier entry. */
async function freshOf(tx: Tx, entries: readonly BatchEntry[]): Promise<BatchEntry[]> {
  const calls = entries.map(({ call }) => call)
  const ids = new Set<string | undefined>(await requestIdsDone(tx, calls))
  const numbers = new Set<string | undefined>(await orderNumbersKnown(tx, entries))
  return entries.filter(({ call: { requestId }, wish: { orderNumber, ticket } }) => {
    const isFresh = ticket === undefined && !numbers.has(orderNumber) && !ids.has(requestId)
    // What an earlier entry names is known to the later ones, also when that one is taken by itself.
    if (orderNumber !== undefined) numbers.add(orderNumber)
    if (requestId !== undefined) ids.add(requestId)
    return isFresh
  })
}

async function orderNumbersKnown(tx: Tx, entries: readonly BatchEntry[]): Promise<string[]> {
  const numbers = entries.flatMap(({ wish }) => wish.orderNumber ?? [])
  const [first] = entries
  if (first === undefined || numbers.length === 0) return []
  const { orderScope } = first.call.caller
  const known = await tx.find(Order, { select: { orderNumber: true }, where: { orderScope, orderNumber: In(numbers) } })
  return known.map(({ orderNumber }) => orderNumber)
}
