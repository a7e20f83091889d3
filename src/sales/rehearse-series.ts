import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { BatchEntry } from './batch-entry.ts'
import type { IntakeResult } from './intake.ts'
import type { SalesParts } from './parts.ts'
import { takeOrder } from './take-order.ts'

/** The entries of a batch that name one order several times, and those that stand alone. */
export function seriesOf(entries: readonly BatchEntry[]): { series: BatchEntry[][]; single: BatchEntry[] } {
  const byOrder = new Map<string, BatchEntry[]>()
  for (const entry of entries) {
    const { orderNumber } = entry.wish
    if (orderNumber !== undefined) byOrder.set(orderNumber, [...(byOrder.get(orderNumber) ?? []), entry])
  }
  const series = [...byOrder.values()].filter(({ length }) => length > 1)
  const repeated = new Set(series.flat())
  return { series, single: entries.filter((entry) => !repeated.has(entry)) }
}

/**
 * What would become of the entries of one order, each after those before it: a check stores none of them, so that in
 * transactions of their own none would see the others. A refused one leaves nothing behind for the next.
 */
export async function rehearseSeries(
  call: Call,
  parts: SalesParts,
  series: readonly BatchEntry[],
): Promise<Map<BatchEntry, IntakeResult | Fault>> {
  return call.store.transact(
    async (tx) => {
      const results = new Map<BatchEntry, IntakeResult | Fault>()
      let isNewTicket = false
      for (const entry of series) {
        const result = await attempt(tx, parts, entry)
        const isTaken = !(result instanceof Fault)
        isNewTicket ||= isTaken && result.ticket === undefined
        // The ticket of an order that is not there will never open anything.
        results.set(entry, isTaken && isNewTicket ? { ...result, ticket: undefined } : result)
      }
      return results
    },
    { keep: false },
  )
}

/** @throws Fault `UNAVAILABLE` */
async function attempt(tx: Tx, parts: SalesParts, { call, wish, content }: BatchEntry): Promise<IntakeResult | Fault> {
  await tx.query('SAVEPOINT one_entry')
  try {
    return await takeOrder({ tx, call, parts, wish, content })
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'UNAVAILABLE') throw error
    await tx.query('ROLLBACK TO SAVEPOINT one_entry')
    return error
  }
}
