import { In } from 'typeorm'
import type { Ticket } from '../domain/ticket.ts'
import { Order } from '../entities/order.ts'
import { Ticket as TicketRow } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { TicketVault } from '../tickets/vault.ts'

/** The row of a ticket, whichever live key it was stored under. */
export async function findTicket(tx: Tx, vault: TicketVault, ticket: Ticket): Promise<TicketRow | undefined> {
  const lookups = vault.lookups(ticket).map(({ hash }) => hash)
  return (await tx.findOneBy(TicketRow, { lookup: In(lookups) })) ?? undefined
}

/** Whether a client sees the ticket: one that holds an order of its order scope. */
export async function isOfScope(
  tx: Tx,
  { id }: TicketRow,
  { orderScope }: Pick<Caller, 'orderScope'>,
): Promise<boolean> {
  return tx.existsBy(Order, { ticketId: id, orderScope })
}

/** Whether the row is that of the ticket. */
export function isTicket(vault: TicketVault, row: TicketRow, ticket: Ticket): boolean {
  return vault.lookups(ticket).some(({ hash }) => hash.equals(row.lookup))
}

/** One answer for tickets that do not exist and for those of somebody else, so that nobody can tell them apart. */
export function ticketUnknown(field: string): Fault {
  return new Fault('TICKET_UNKNOWN', 'there is no such ticket for this order scope and customer', { field })
}
