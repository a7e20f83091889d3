import { createHash } from 'node:crypto'
import type { OrderEntry } from '../contract/sales.ts'
import { normaliseRequestId } from '../domain/request-id.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { type OrderWish, readOrder, requestContent } from './order-wish.ts'
import { withName } from './with-name.ts'

/** One order of a batch: what a call of CreateOrder of its own would be. */
export interface BatchEntry {
  /** As it was sent. */
  readonly orderNumber: string | undefined
  readonly call: Call
  readonly wish: OrderWish
  readonly content: unknown
}

/** An entry that cannot be read. */
export interface UnreadableEntry {
  readonly orderNumber: string | undefined
  readonly fault: Fault
}

/**
 * Reads an entry. Its requestId counts like one of CreateOrder: an id that was used there is known here and the other way
 * round. An entry without one is named by the requestId of the batch and its place there, if the batch has one.
 */
export function readEntry(
  { entryRequestId, order }: OrderEntry,
  index: number,
  batch: Call,
): BatchEntry | UnreadableEntry {
  const { orderNumber } = order
  const requestId = normaliseRequestId(entryRequestId) ?? idWithin(batch.requestId, index)
  try {
    const wish = readOrder(order, batch.caller)
    if (wish.orderNumber === undefined && requestId === undefined) throw requestIdRequired()
    return { orderNumber, call: callFor(batch, requestId), wish, content: requestContent(wish) }
  } catch (error) {
    if (error instanceof Fault) return { orderNumber, fault: error }
    throw error
  }
}

/** The call that an entry stands for. It has no answer of its own: that is a row of the batch's. */
function callFor(batch: Call, requestId: string | undefined): Call {
  return withName({ ...batch, operation: 'CreateOrder', requestId })
}

function idWithin(requestId: string | undefined, index: number): string | undefined {
  return (
    requestId &&
    createHash('sha256')
      .update(`entry ${index + 1} of ${requestId}`)
      .digest('hex')
  )
}

function requestIdRequired(): Fault {
  const text = 'an order without orderNumber needs an entryRequestId: nothing else tells a retry from a second order'
  return new Fault('REQUEST_ID_REQUIRED', text, { field: 'entryRequestId' })
}
