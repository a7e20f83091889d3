import { In } from 'typeorm'
import type { FindTickets, FindTicketsResponse } from '../contract/sales.ts'
import { type Place, readPlace, writePlace } from '../domain/place.ts'
import { Ticket } from '../entities/ticket.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import type { Tx } from '../store/store.ts'
import { listIdentity } from './list-identity.ts'
import type { SalesParts } from './parts.ts'
import { shownTicket } from './shown-ticket.ts'
import { findTicketPlaces, readTicketQuery, type TicketSearch } from './ticket-search.ts'
import { summarise, type TicketSummary } from './ticket-summary.ts'

/** As long as every ticket, so that a page can be measured before any is opened. */
const someTicket = 'ABCDE-FGHJK-MNPQR-STVWX-YZ234'

/**
 * The tickets that hold an order of the client's order scope and that a query describes, newest first. Pages go by the
 * instant at which a ticket was made, and its id, as those of FindLicenses do. The state of a ticket and the time of its
 * last change follow from its licenses and are worked out for each page, so that no change of a license has to touch its
 * ticket. A search that finds hardly anything ends its page early, with a cursor.
 * @throws Fault `CURSOR_INVALID`, `TICKET_MALFORMED`, `INVALID_REQUEST`
 */
export async function findTickets(input: FindTickets, call: Call, parts: SalesParts): Promise<FindTicketsResponse> {
  const { ticketQuery, pageSize, cursor } = input
  const { orderScope } = call.caller
  const identity = listIdentity('FindTickets', orderScope, ticketQuery)
  const after = cursor === undefined ? undefined : readPlace(parts.cursors.read(identity, cursor))
  const { found, goesOnAfter } = await call.store.read(async (tx): Promise<Finding> => {
    const search = await readTicketQuery(tx, ticketQuery, orderScope, parts)
    if (search === undefined) return { found: [], goesOnAfter: undefined }
    return searchOn(tx, search, { after, wanted: rowsToRead(pageSize) })
  })

  const { rows, more } = fillPage(found.map(rowOf), { pageSize, element: 'ticketRow' })
  const shown = found.slice(0, rows.length)
  const next = more ? shown.at(-1)?.ticket : goesOnAfter
  const nextCursor = next && parts.cursors.write(identity, writePlace(next))
  const ticketRow = shown.map((each) => {
    return { ...rowOf(each), ticketId: shownTicket(call.caller, parts.vault.open(each.ticket)) }
  })
  return { result: { ticketRows: { ticketRow }, nextCursor } }
}

interface FoundTicket {
  readonly ticket: Ticket
  readonly summary: TicketSummary
}

interface Finding {
  readonly found: FoundTicket[]
  /** Where the search stopped before it knew whether there are more; undefined: at the end, or with enough. */
  readonly goesOnAfter: Place | undefined
}

/** Tickets looked at by one statement where many are passed over, and at most for one page. */
const lookedAtTogether = 500
const lookedAtForPage = 10_000

/** Looks at one ticket after the other until enough are found. */
export async function searchOn(
  tx: Tx,
  search: TicketSearch,
  { after, wanted, most = lookedAtForPage }: { after: Place | undefined; wanted: number; most?: number },
): Promise<Finding> {
  const found: FoundTicket[] = []
  let last = after
  let lookedAt = 0
  // The first look is enough where none is passed over.
  for (let limit = wanted; lookedAt < most; limit = Math.min(lookedAtTogether, most - lookedAt)) {
    const places = await findTicketPlaces(tx, search, { after: last, limit })
    found.push(...(await load(tx, places)).filter(({ summary }) => fits(search, summary)))
    last = places.at(-1)
    lookedAt += places.length
    if (places.length < limit || found.length >= wanted) return { found, goesOnAfter: undefined }
  }
  return { found, goesOnAfter: last }
}

function fits({ state, changedSince }: TicketSearch, summary: TicketSummary): boolean {
  if (state !== undefined && summary.state !== state) return false
  return changedSince === undefined || summary.changedAt >= changedSince
}

async function load(tx: Tx, places: readonly Place[]): Promise<FoundTicket[]> {
  if (places.length === 0) return []
  const tickets = await tx.findBy(Ticket, { id: In(places.map(({ id }) => id)) })
  const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]))
  return summarise(
    tx,
    places.flatMap(({ id }) => byId.get(id) ?? []),
  )
}

function rowOf({ ticket, summary }: FoundTicket) {
  const { state, licenseCount, collectedCount, changedAt } = summary
  return {
    ticketId: someTicket,
    customerId: ticket.customerId,
    inseparable: ticket.inseparable ? ('yes' as const) : ('no' as const),
    state,
    licenseCount,
    collectedCount,
    createdAt: ticket.createdAt,
    changedAt,
  }
}
