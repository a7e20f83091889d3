import type { GetTicket, GetTicketResponse } from '../contract/sales.ts'
import { readTicket } from '../domain/ticket.ts'
import type { Call } from '../operation.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import { licenseStates } from './license-states.ts'
import type { SalesParts } from './parts.ts'
import { shownTicket, shownTicketUrl } from './shown-ticket.ts'
import { summaryOf } from './ticket-summary.ts'

/**
 * A ticket with its first licenses as they are now.
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`
 */
export async function getTicket(input: GetTicket, call: Call, parts: SalesParts): Promise<GetTicketResponse> {
  const ticket = readTicket(input.ticketId, 'ticketId')
  return call.store.read(async (tx) => {
    const row = await findTicket(tx, parts.vault, ticket)
    if (row === undefined || !(await isOfScope(tx, row, call.caller))) throw ticketUnknown('ticketId')
    const { state, changedAt, licenseCount } = await summaryOf(tx, row)
    return {
      result: {
        ticketId: shownTicket(call.caller, ticket),
        ticketUrl: shownTicketUrl(call.caller, parts, ticket),
        customerId: row.customerId,
        inseparable: row.inseparable ? 'yes' : 'no',
        state,
        createdAt: row.createdAt,
        changedAt,
        licenseCount,
        licenseStates: { licenseState: await licenseStates(tx, call, parts, { ticketId: row.id }) },
      },
    }
  })
}
