import type { CreateOrder, CreateOrderResponse } from '../contract/sales.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { orderResult } from './order-result.ts'
import { readOrder, requestContent } from './order-wish.ts'
import type { SalesParts } from './parts.ts'
import { takeOrder } from './take-order.ts'
import { withName } from './with-name.ts'

/**
 * Takes an order exactly once (design §2.2). The business key is (order scope, orderNumber, lineNumber); a requestId is
 * one more key, for the call as a whole. Both are unique in the store: of many equal calls at once one gets its keys in,
 * the others meet them and run again as a whole. Each run therefore looks first for what is known, and then goes one of
 * three ways. For a client that cannot number its lines a known order number means more of the same order; of such a one
 * only the requestId tells a retry.
 *
 * @throws Fault `INVALID_REQUEST`, `FORBIDDEN`, `LIMIT_EXCEEDED`, `ITEM_UNKNOWN`, `ITEM_RETIRED`, `PARAMETER_INVALID`,
 * `ORDER_CONFLICT`, `REQUEST_CONFLICT`, `REQUEST_ID_REQUIRED`, `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `CONTAINER_KIND`
 */
export async function createOrder({ order }: CreateOrder, call: Call, parts: SalesParts): Promise<CreateOrderResponse> {
  const wish = readOrder(order, call.caller)
  if (wish.orderNumber === undefined && call.requestId === undefined) throw requestIdRequired()
  const content = requestContent(wish)
  const named = withName(call)
  return call.answer(async (tx) =>
    orderResult(call, parts, wish, await takeOrder({ tx, call: named, parts, wish, content })),
  )
}

function requestIdRequired(): Fault {
  const text = 'an order without orderNumber needs a requestId: nothing else tells a retry from a second order'
  return new Fault('REQUEST_ID_REQUIRED', text, { field: 'requestId' })
}
