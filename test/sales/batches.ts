import type { CreateOrders, EntryResult, OrderEntry } from '../../src/contract/sales.ts'
import { createOrder } from './orders.ts'

type Lines = Parameters<typeof createOrder>[0]

/** An order of a batch: one piece of PLAIN, if nothing else is said. */
export function entry(orderNumber: string | undefined, lines?: Lines, more = {}, entryRequestId?: string): OrderEntry {
  const { order } = createOrder(lines, { orderNumber, ...more })
  return { order, ...(entryRequestId !== undefined && { entryRequestId }) }
}

export function batch(...orderEntry: OrderEntry[]): CreateOrders {
  return { orderEntries: { orderEntry } }
}

/** What became of an entry, in one line. */
export function brief({ orderNumber, ok, outcome, licenseCount, code }: EntryResult): string {
  return `${orderNumber ?? ''} ${ok ? (outcome ?? '') : (code ?? '')} ${licenseCount}`
}
