import { maskTicket, type Ticket, writeTicket } from '../domain/ticket.ts'
import type { Caller } from '../operation.ts'
import type { SalesParts } from './parts.ts'
import { ticketUrl } from './ticket-url.ts'

type Reader = Pick<Caller, 'roles'>

/**
 * A ticket as an answer shows it to a caller. Who has a ticket has its licenses, so it is shown whole only to those who
 * sell (design §2.3); a support desk, which only reads and decides, sees the last group.
 */
export function shownTicket(caller: Reader, ticket: Ticket): string {
  return seesTickets(caller) ? writeTicket(ticket) : maskTicket(ticket)
}

/** The page at which it is redeemed; the address holds the ticket. */
export function shownTicketUrl(caller: Reader, parts: SalesParts, ticket: Ticket): string | undefined {
  return seesTickets(caller) ? ticketUrl(parts, writeTicket(ticket)) : undefined
}

function seesTickets({ roles }: Reader): boolean {
  return roles.has('sales') || roles.has('admin')
}
