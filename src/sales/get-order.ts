import type { GetOrder, GetOrderResponse } from '../contract/sales.ts'
import { identifier } from '../domain/identifier.ts'
import type { Order } from '../entities/order.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { findOrderId, loadOrder, orderSize } from './known-order.ts'
import { licenseStates } from './license-states.ts'
import { lineStates } from './line-states.ts'
import type { SalesParts } from './parts.ts'
import { shownTicket, shownTicketUrl } from './shown-ticket.ts'

/**
 * An order with its first lines and licenses as they are now.
 * @throws Fault `ORDER_UNKNOWN`
 */
export async function getOrder({ orderNumber }: GetOrder, call: Call, parts: SalesParts): Promise<GetOrderResponse> {
  return call.store.read(async (tx) => {
    const id = await findOrderId(tx, call.caller.orderScope, identifier(orderNumber))
    if (id === undefined) throw orderUnknown(orderNumber)
    const { order, ticket: row } = await loadOrder(tx, id)
    const size = await orderSize(tx, order)
    const ticket = parts.vault.open(row)
    return {
      result: {
        orderNumber: order.orderNumber,
        customer: customerOf(order),
        ticketId: shownTicket(call.caller, ticket),
        ticketUrl: shownTicketUrl(call.caller, parts, ticket),
        containerSerial: order.containerSerial ?? undefined,
        inseparable: row.inseparable ? 'yes' : 'no',
        comment: order.comment ?? undefined,
        createdAt: order.createdAt,
        changedAt: order.updatedAt,
        lineCount: size.lines,
        lineStates: { lineState: await lineStates(tx, order) },
        licenseCount: size.licenses,
        licenseStates: { licenseState: await licenseStates(tx, call, parts, { orderId: order.id }) },
      },
    }
  })
}

function customerOf({ customerId, customerName, customerEmail, customerFields }: Order) {
  return {
    customerId,
    name: customerName ?? undefined,
    email: customerEmail ?? undefined,
    customerFields: { customerField: customerFields },
  }
}

export function orderUnknown(orderNumber: string, field = 'orderNumber'): Fault {
  return new Fault('ORDER_UNKNOWN', `there is no order ${orderNumber} in the order scope of this client`, {
    field,
  })
}
