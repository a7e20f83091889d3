import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LicenseQuery } from '../contract/sales.ts'
import { identifier } from '../domain/identifier.ts'
import { licenseStates } from '../domain/license.ts'
import type { Place } from '../domain/place.ts'
import { readTicket } from '../domain/ticket.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import { Fault } from '../faults.ts'
import { byIndex, byPrimaryKey, instantValue, joinInOrder, olderThan, type Piece } from '../store/listing.ts'
import type { Tx } from '../store/store.ts'
import { findTicket } from './find-ticket.ts'
import { findOrderId } from './known-order.ts'
import type { SalesParts } from './parts.ts'

/** Which licenses, in words of the store. */
export interface LicenseSearch {
  readonly orderScope: string
  readonly orderId?: string
  readonly ticketId?: string
  readonly itemId?: string
  readonly packageId?: string
  readonly customerId?: string
  readonly containerSerial?: string
  readonly state?: string
  readonly changedSince?: Date
  readonly expiresBefore?: Date
}

/**
 * So many rows are sorted for each page without harm. Where a condition on a time leaves more, their pages fill soon
 * while they are walked from the newest on; the whole list then costs one walk.
 */
export const fewRows = 1000

/**
 * Reads a query; undefined when it names something that is not there, so that no license can be found.
 * @throws Fault `INVALID_REQUEST` for a state that no license can have, `TICKET_MALFORMED`
 */
export async function readLicenseQuery(
  tx: Tx,
  query: LicenseQuery,
  orderScope: string,
  { vault, catalogue }: Pick<SalesParts, 'vault' | 'catalogue'>,
): Promise<LicenseSearch | undefined> {
  const { state, changedSince, expiresBefore } = query
  if (state !== undefined && !licenseStates.some((known) => known === state)) throw noSuchState(state)
  const ticket = query.ticketId === undefined ? undefined : readTicket(query.ticketId, 'licenseQuery/ticketId')
  const ticketId = ticket && (await findTicket(tx, vault, ticket))?.id
  const orderId = query.orderNumber && (await findOrderId(tx, orderScope, identifier(query.orderNumber)))
  const item = query.itemNumber && (await findNumber(tx, identifier(query.itemNumber), catalogue))
  const isMissing =
    (ticket !== undefined && ticketId === undefined) ||
    (query.orderNumber !== undefined && !orderId) ||
    (query.itemNumber !== undefined && !item)
  if (isMissing) return undefined
  return {
    orderScope,
    ...(orderId && { orderId }),
    ...(ticketId !== undefined && { ticketId }),
    ...(item || {}),
    ...(query.customerId !== undefined && { customerId: identifier(query.customerId) }),
    ...(query.containerSerial !== undefined && { containerSerial: query.containerSerial.trim() }),
    ...(state !== undefined && { state }),
    ...(changedSince && { changedSince }),
    ...(expiresBefore && { expiresBefore }),
  }
}

/** The ids of the licenses that follow the place, newest first. One statement, and one to choose its way. */
export async function findLicenseIds(
  tx: Tx,
  search: LicenseSearch,
  { after, limit }: { readonly after: Place | undefined; readonly limit: number },
): Promise<string[]> {
  const source = await sourceOf(tx, search)
  const conditions = conditionsOf(search)
  if (after !== undefined) conditions.push(olderThan(tx, after, 'license.created_at', 'license.id'))
  const rows: { id: Buffer }[] = await tx.query(
    `SELECT license.id AS id FROM ${source.text}
     WHERE ${conditions.map(({ text }) => text).join(' AND ')}
     ORDER BY license.created_at DESC, license.id DESC LIMIT ${limit}`,
    [...source.values, ...conditions.flatMap(({ values }) => values)],
  )
  return rows.map(({ id }) => idOfBytes(id))
}

function conditionsOf(search: LicenseSearch): Piece[] {
  const { orderScope, customerId, ticketId, itemId, packageId, state, changedSince, expiresBefore } = search
  return [
    { text: 'license.order_scope = ?', values: [orderScope] },
    ...given(customerId, (id) => ({ text: 'license.customer_id = ?', values: [id] })),
    // One that was replaced is on its ticket no longer.
    ...given(ticketId, (id) => ({
      text: 'license.ticket_id = ? AND license.replaced_by_id IS NULL',
      values: [bytesOfId(id)],
    })),
    ...given(itemId, (id) => ({ text: 'license.item_id = ?', values: [bytesOfId(id)] })),
    ...given(packageId, (id) => ({ text: 'license.package_id = ?', values: [bytesOfId(id)] })),
    ...given(state, (value) => ({ text: 'license.state = ?', values: [value] })),
    ...given(changedSince, (at) => ({ text: 'license.updated_at >= ?', values: [instantValue(at)] })),
    ...given(expiresBefore, (at) => ({ text: 'license.expires_at < ?', values: [instantValue(at)] })),
  ]
}

function given<T>(value: T | undefined, piece: (value: T) => Piece): Piece[] {
  return value === undefined ? [] : [piece(value)]
}

/**
 * Where to look, by the index that leaves least: an order, a ticket and a container have few licenses, and so may have a
 * time; the others give them in the order of the list, so that only the page is read.
 */
async function sourceOf(tx: Tx, search: LicenseSearch): Promise<Piece> {
  const by = (columns: string): Piece => {
    return { text: `licenses license${byIndex(tx, `ix_licenses_${columns}`)}`, values: [] }
  }
  if (search.orderId !== undefined) return linesOfOrder(tx, search.orderId)
  if (search.ticketId !== undefined) return by('ticket_id')
  if (search.containerSerial !== undefined) return containerOf(tx, search.containerSerial)
  if (search.changedSince && (await areFew(tx, search, 'changedSince'))) return by('order_scope_updated_at')
  if (search.expiresBefore && (await areFew(tx, search, 'expiresBefore'))) return by('order_scope_expires_at')
  if (search.customerId !== undefined) return by('order_scope_customer_id_created_at_id')
  if (search.itemId !== undefined) return by('order_scope_item_id_created_at_id')
  if (search.packageId !== undefined) return by('order_scope_package_id_created_at_id')
  if (search.state !== undefined) return by('order_scope_state_created_at_id')
  return by('order_scope_created_at_id')
}

function linesOfOrder(tx: Tx, orderId: string): Piece {
  const lines = byIndex(tx, 'uq_order_lines_order_id_line_number')
  const licenses = byIndex(tx, 'ix_licenses_order_line_id')
  return {
    text: `(SELECT id FROM order_lines${lines} WHERE order_id = ?) line
      ${joinInOrder(tx)} licenses license${licenses} ON license.order_line_id = line.id`,
    values: [bytesOfId(orderId)],
  }
}

/** In the container, on its way there, or dedicated to it: two indexes, and each license once. */
function containerOf(tx: Tx, serial: string): Piece {
  return {
    text: `(SELECT id FROM licenses${byIndex(tx, 'ix_licenses_container_id')}
        WHERE container_id = (SELECT id FROM containers WHERE serial = ?)
      UNION
      SELECT id FROM licenses${byIndex(tx, 'ix_licenses_dedicated_serial')} WHERE dedicated_serial = ?) held
      ${joinInOrder(tx)} licenses license${byPrimaryKey(tx)} ON license.id = held.id`,
    values: [serial, serial],
  }
}

const ranges = {
  changedSince: { index: 'ix_licenses_order_scope_updated_at', condition: 'updated_at >= ?' },
  expiresBefore: { index: 'ix_licenses_order_scope_expires_at', condition: 'expires_at < ?' },
} as const

/** Whether a condition on a time leaves few licenses; counts no further than that. */
export async function areFew(
  tx: Tx,
  search: Pick<LicenseSearch, 'orderScope' | 'changedSince' | 'expiresBefore'>,
  range: keyof typeof ranges,
): Promise<boolean> {
  const { index, condition } = ranges[range]
  const bound = search[range]
  if (bound === undefined) return false
  const [row]: { count: number | string }[] = await tx.query(
    `SELECT COUNT(*) AS count FROM (SELECT 1 FROM licenses${byIndex(tx, index)}
     WHERE order_scope = ? AND ${condition} LIMIT ${fewRows}) few`,
    [search.orderScope, instantValue(bound)],
  )
  return Number(row?.count) < fewRows
}

/** What a number of the catalogue stands for; of a package the licenses that it sold are found. */
async function findNumber(
  tx: Tx,
  itemNumber: string,
  catalogue: Catalogue,
): Promise<Pick<LicenseSearch, 'itemId' | 'packageId'> | undefined> {
  const { items, packages } = await catalogue.offer(tx, [itemNumber])
  const found = packages.get(itemNumber)
  if (found !== undefined) return { packageId: found.itemId }
  const item = items.get(itemNumber)
  return item && { itemId: item.itemId }
}

function noSuchState(state: string): Fault {
  const text = `there is no license state ${state}; the states are ${licenseStates.join(', ')}`
  return new Fault('INVALID_REQUEST', text, { field: 'licenseQuery/state' })
}
