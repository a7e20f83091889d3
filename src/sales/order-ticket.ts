import { newTicket, type Ticket } from '../domain/ticket.ts'
import { Ticket as TicketRow } from '../entities/ticket.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import type { Intake } from './intake.ts'

/** A ticket with the row that it is stored in. */
export interface TicketWithRow {
  readonly ticket: Ticket
  readonly row: TicketRow
}

/** A new ticket for the order; not stored yet. */
export function makeTicket({ call, parts, wish }: Intake): TicketWithRow {
  const { customerId, inseparable = false } = wish.content
  const id = call.newId()
  const ticket = newTicket(call.random)
  const times = { createdAt: call.now, updatedAt: call.now }
  return { ticket, row: { id, ...parts.vault.seal(ticket, id), customerId, inseparable, version: 1, ...times } }
}

/**
 * The ticket that the order names.
 * @throws Fault `TICKET_UNKNOWN` when there is none, when it is another customer's, or of another order scope
 */
export async function existingTicket({ tx, call, parts, wish }: Intake, ticket: Ticket): Promise<TicketWithRow> {
  const row = await findTicket(tx, parts.vault, ticket)
  if (row?.customerId !== wish.content.customerId || !(await isOfScope(tx, row, call.caller))) {
    throw ticketUnknown('order/ticketId')
  }
  return { ticket, row }
}

/** The event of a new ticket. */
export function ticketCreated({ id, version, customerId, inseparable }: TicketRow): Change {
  return { kind: 'ticket', id, version, change: 'TicketCreated', after: { customerId, inseparable } }
}

/** Marks that licenses were added to a ticket, so that whoever read it before runs again; gives its event. */
export async function extendTicket(tx: Tx, call: Call, row: TicketRow, orderId: string): Promise<Change> {
  const version = await changeRow(tx, TicketRow, row, { updatedAt: call.now })
  return { kind: 'ticket', id: row.id, version, change: 'TicketExtended', after: { orderId } }
}
