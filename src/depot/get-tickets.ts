import type { GetTickets, GetTicketsResponse, TicketView } from '../contract/depot.ts'
import { shownEnd } from '../domain/expiration.ts'
import { readTickets, writeTicket, type Ticket } from '../domain/ticket.ts'
import type { Ticket as TicketRow } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import type { DepotParts } from './parts.ts'
import { firstLicenses, type ShownLicense } from './shown-licenses.ts'

const mostTickets = 20

/**
 * What the bearer of tickets may know of them. Several may be joined by semicolons in each field.
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `LIMIT_EXCEEDED`
 */
export async function getTickets(
  { ticketIds }: GetTickets,
  call: Call,
  parts: DepotParts,
): Promise<GetTicketsResponse> {
  const tickets = [
    ...new Set(ticketIds.ticketId.flatMap((text, index) => readTickets(text, `ticketIds/ticketId[${index + 1}]`))),
  ]
  if (tickets.length > mostTickets) {
    const text = `${tickets.length} tickets are more than one call may ask for.`
    throw new Fault('LIMIT_EXCEEDED', text, { field: 'ticketIds', details: { most: String(mostTickets) } })
  }
  return call.store.read(async (tx) => {
    const rows = await findTickets(tx, parts.vault, tickets)
    const known = rows.flatMap((row, index) => {
      const ticket = tickets[index]
      if (row === undefined || ticket === undefined) throw ticketUnknown(`ticketIds/ticketId[${index + 1}]`)
      return [{ row, ticket }]
    })
    const shown = await firstLicenses(
      tx,
      parts.catalogue,
      known.map(({ row }) => row.id),
    )
    return { result: { ticketViews: { ticketView: known.map((one) => viewOf(one, shown.get(one.row.id))) } } }
  })
}

function viewOf(
  { row, ticket }: { row: TicketRow; ticket: Ticket },
  shown: { readonly count: number; readonly licenses: readonly ShownLicense[] } = { count: 0, licenses: [] },
): TicketView {
  return {
    ticketId: writeTicket(ticket),
    inseparable: row.inseparable ? 'yes' : 'no',
    licenseCount: shown.count,
    ticketLicenses: { ticketLicense: shown.licenses.map(licenseOf) },
  }
}

function licenseOf({ item, ...license }: ShownLicense) {
  return {
    licenseId: license.id,
    itemNumber: item.itemNumber,
    name: item.name,
    state: license.state,
    firmCode: license.firmCode,
    containerKinds: { containerKind: [...item.containerKinds] },
    containerSerial: license.containerSerial,
    expirationTime: shownEnd(license.expiresAt),
    nextActions: { nextAction: nextActions[license.state] ?? [] },
  }
}

/** The operations of this interface that are of use for a license in its present state. */
const nextActions: Readonly<Record<string, string[]>> = {
  NotCollected: ['ActivateLicenses'],
  Collected: ['ContinueTransfer', 'ConfirmUpdate'],
}
