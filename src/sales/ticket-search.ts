import type { TicketQuery } from '../contract/sales.ts'
import { identifier } from '../domain/identifier.ts'
import { type TicketState, ticketStates } from '../domain/license.ts'
import type { Place } from '../domain/place.ts'
import { readTicket } from '../domain/ticket.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import { Fault } from '../faults.ts'
import { byIndex, instantOf, instantValue, joinInOrder, olderThan, type Piece } from '../store/listing.ts'
import type { Tx } from '../store/store.ts'
import { findTicket } from './find-ticket.ts'
import { findOrderId } from './known-order.ts'
import { fewRows, areFew } from './license-search.ts'
import type { SalesParts } from './parts.ts'

/** Which tickets, in words of the store. */
export interface TicketSearch {
  readonly orderScope: string
  readonly orderId?: string
  readonly ticketId?: string
  readonly customerId?: string
  readonly state?: TicketState
  readonly changedSince?: Date
}

/**
 * Reads a query; undefined when it names something that is not there, so that no ticket can be found.
 * @throws Fault `INVALID_REQUEST` for a state that no ticket can have, `TICKET_MALFORMED`
 */
export async function readTicketQuery(
  tx: Tx,
  query: TicketQuery,
  orderScope: string,
  { vault }: Pick<SalesParts, 'vault'>,
): Promise<TicketSearch | undefined> {
  const { changedSince } = query
  const state = query.state === undefined ? undefined : stateOf(query.state)
  const ticket = query.ticketId === undefined ? undefined : readTicket(query.ticketId, 'ticketQuery/ticketId')
  const ticketId = ticket && (await findTicket(tx, vault, ticket))?.id
  const orderId = query.orderNumber && (await findOrderId(tx, orderScope, identifier(query.orderNumber)))
  if (ticket !== undefined && ticketId === undefined) return undefined
  if (query.orderNumber !== undefined && !orderId) return undefined
  return {
    orderScope,
    ...(orderId && { orderId }),
    ...(ticketId !== undefined && { ticketId }),
    ...(query.customerId !== undefined && { customerId: identifier(query.customerId) }),
    ...(state && { state }),
    ...(changedSince && { changedSince }),
  }
}

/**
 * The places of tickets that follow the place, newest first, found through the orders of the order scope. Their state and
 * the time of their last change follow from their licenses and are left to the caller; where few have changed since the
 * instant asked for, only these are given.
 */
export async function findTicketPlaces(
  tx: Tx,
  search: TicketSearch,
  { after, limit }: { readonly after: Place | undefined; readonly limit: number },
): Promise<Place[]> {
  const source = await sourceOf(tx, search)
  const conditions: Piece[] = [{ text: 'sold.order_scope = ?', values: [search.orderScope] }]
  const { orderId, ticketId, customerId } = search
  if (orderId !== undefined) conditions.push({ text: 'sold.id = ?', values: [bytesOfId(orderId)] })
  if (ticketId !== undefined) conditions.push({ text: 'sold.ticket_id = ?', values: [bytesOfId(ticketId)] })
  if (customerId !== undefined) conditions.push({ text: 'sold.customer_id = ?', values: [customerId] })
  if (after !== undefined) conditions.push(olderThan(tx, after, 'sold.ticket_created_at', 'sold.ticket_id'))
  const rows: { created_at: Date | string; id: Buffer }[] = await tx.query(
    `SELECT DISTINCT sold.ticket_created_at AS created_at, sold.ticket_id AS id FROM ${source.text}
     WHERE ${conditions.map(({ text }) => text).join(' AND ')}
     ORDER BY sold.ticket_created_at DESC, sold.ticket_id DESC LIMIT ${limit}`,
    [...source.values, ...conditions.flatMap(({ values }) => values)],
  )
  return rows.map(({ created_at, id }) => ({ createdAt: instantOf(created_at), id: idOfBytes(id) }))
}

async function sourceOf(tx: Tx, search: TicketSearch): Promise<Piece> {
  const by = (columns: string): Piece => ({ text: `orders sold${byIndex(tx, `ix_orders_${columns}`)}`, values: [] })
  if (search.orderId !== undefined) return { text: 'orders sold', values: [] }
  if (search.ticketId !== undefined) return by('ticket_id')
  if (search.changedSince && (await areFewChanged(tx, search.orderScope, search.changedSince))) {
    return changedTickets(tx, search.orderScope, search.changedSince)
  }
  if (search.customerId !== undefined) return by('order_scope_customer_id_ticket_created_at_ticket_id')
  return by('order_scope_ticket_created_at_ticket_id')
}

const changedIndex = 'ix_tickets_updated_at'

/** A ticket changes by itself or through its licenses. */
async function areFewChanged(tx: Tx, orderScope: string, changedSince: Date): Promise<boolean> {
  if (!(await areFew(tx, { orderScope, changedSince }, 'changedSince'))) return false
  const [row]: { count: number | string }[] = await tx.query(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM tickets${byIndex(tx, changedIndex)}
     WHERE updated_at >= ? LIMIT ${fewRows}) few`,
    [instantValue(changedSince)],
  )
  return Number(row?.count) < fewRows
}

function changedTickets(tx: Tx, orderScope: string, changedSince: Date): Piece {
  const since = instantValue(changedSince)
  return {
    text: `(SELECT ticket_id FROM licenses${byIndex(tx, 'ix_licenses_order_scope_updated_at')}
        WHERE order_scope = ? AND updated_at >= ?
      UNION
      SELECT id FROM tickets${byIndex(tx, changedIndex)} WHERE updated_at >= ?) changed
      ${joinInOrder(tx)} orders sold${byIndex(tx, 'ix_orders_ticket_id')} ON sold.ticket_id = changed.ticket_id`,
    values: [orderScope, since, since],
  }
}

function stateOf(text: string): TicketState {
  const state = ticketStates.find((known) => known === text)
  if (state !== undefined) return state
  const problem = `there is no ticket state ${text}; the states are ${ticketStates.join(', ')}`
  throw new Fault('INVALID_REQUEST', problem, { field: 'ticketQuery/state' })
}
