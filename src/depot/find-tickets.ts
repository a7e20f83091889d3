import { In } from 'typeorm'
import type { Ticket } from '../domain/ticket.ts'
import { Ticket as TicketRow } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import type { Tx } from '../store/store.ts'
import type { TicketVault } from '../tickets/vault.ts'

/** The rows of tickets, in the order asked for, undefined where there is none; by one statement. */
export async function findTickets(
  tx: Tx,
  vault: TicketVault,
  tickets: readonly Ticket[],
): Promise<(TicketRow | undefined)[]> {
  const lookups = tickets.map((ticket) => vault.lookups(ticket).map(({ hash }) => hash))
  const rows = await tx.findBy(TicketRow, { lookup: In(lookups.flat()) })
  return lookups.map((hashes) => rows.find(({ lookup }) => hashes.some((hash) => hash.equals(lookup))))
}

/** One answer for every ticket that cannot be used, so that a guess teaches nothing. */
export function ticketUnknown(field: string): Fault {
  return new Fault('TICKET_UNKNOWN', 'There is no such ticket.', { field, isMiss: true })
}
