import type { GetTicket, GetTicketResponse } from '../contract/sales.ts'
import { readTicket, writeTicket } from '../domain/ticket.ts'
import { Order } from '../entities/order.ts'
import type { Call } from '../operation.ts'
import { findTicket, ticketUnknown } from './find-ticket.ts'
import { licenseStates } from './license-states.ts'
import type { SalesParts } from './parts.ts'
import { summaryOf } from './ticket-summary.ts'
import { ticketUrl } from './ticket-url.ts'

/**
 * A ticket with its first licenses as they are now. A client sees the tickets that hold an order of its order scope.
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`
 */
export async function getTicket(input: GetTicket, call: Call, parts: SalesParts): Promise<GetTicketResponse> {
  const ticket = readTicket(input.ticketId, 'ticketId')
  return call.store.read(async (tx) => {
    const row = await findTicket(tx, parts.vault, ticket)
    const { orderScope } = call.caller
    const isOurs = row !== undefined && (await tx.existsBy(Order, { ticketId: row.id, orderScope }))
    if (!isOurs) throw ticketUnknown('ticketId')
    const { state, changedAt, licenseCount } = await summaryOf(tx, row)
    const ticketId = writeTicket(ticket)
    return {
      result: {
        ticketId,
        ticketUrl: ticketUrl(parts, ticketId),
        customerId: row.customerId,
        inseparable: row.inseparable ? 'yes' : 'no',
        state,
        createdAt: row.createdAt,
        changedAt,
        licenseCount,
        licenseStates: { licenseState: await licenseStates(tx, parts, { ticketId: row.id }) },
      },
    }
  })
}
