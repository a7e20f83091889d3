import type { HistoryQuery, ListHistory, ListHistoryResponse } from '../contract/sales.ts'
import { identifier } from '../domain/identifier.ts'
import { readTicket } from '../domain/ticket.ts'
import { Container } from '../entities/container.ts'
import { ItemVersion } from '../entities/item-version.ts'
import { Item } from '../entities/item.ts'
import { Fault } from '../faults.ts'
import { type HistoryOf, type HistoryPlace, readHistory } from '../ledger/history.ts'
import type { Call, Caller } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import type { Tx } from '../store/store.ts'
import { ownLicenses, readLicenseIds } from '../vendor-actions/own-licenses.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import { historyEntry } from './history-entry.ts'
import { findOrderId } from './known-order.ts'
import { listIdentity } from './list-identity.ts'
import type { SalesParts } from './parts.ts'
import { seenThings } from './seen-things.ts'

/**
 * Who changed an order, ticket, license, container or item, when and why, newest first. Of orders, tickets and licenses a client
 * sees those of its order scope, of items those of its firm codes. Pages go by the time and name of their last entry, which never change.
 * @throws Fault `CURSOR_INVALID`, `ORDER_UNKNOWN`, `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `LICENSE_UNKNOWN`,
 * `CONTAINER_UNKNOWN`, `ITEM_UNKNOWN`, `INVALID_REQUEST`
 */
export async function listHistory(input: ListHistory, call: Call, parts: SalesParts): Promise<ListHistoryResponse> {
  const { historyQuery, pageSize, cursor } = input
  if (Object.values(historyQuery).every((value) => value === undefined)) throw nobody()
  const identity = listIdentity('ListHistory', call.caller.orderScope, historyQuery)
  const after = cursor === undefined ? undefined : readPlace(parts.cursors.read(identity, cursor))
  const found = await call.store.read(async (tx) => {
    const of = await subjectsOf(tx, historyQuery, call, parts)
    return readHistory(tx, { of, after, limit: rowsToRead(pageSize) })
  })
  const entries = { pageSize, element: 'historyEntry' }
  const { rows, more } = fillPage(found.map(historyEntry), entries)
  const last = found[rows.length - 1]
  const nextCursor = more && last ? parts.cursors.write(identity, writePlace(last)) : undefined
  return { result: { historyEntries: { historyEntry: rows }, nextCursor } }
}

async function subjectsOf(tx: Tx, query: HistoryQuery, { caller }: Call, parts: SalesParts): Promise<HistoryOf> {
  const { orderNumber, ticketId, licenseId, containerSerial, itemNumber } = query
  return {
    orderId: orderNumber === undefined ? undefined : await ownOrder(tx, caller.orderScope, orderNumber),
    ticketId: ticketId === undefined ? undefined : await ownTicket(tx, caller, ticketId, parts),
    licenseId: licenseId === undefined ? undefined : await ownLicense(tx, caller.orderScope, licenseId),
    containerId: containerSerial === undefined ? undefined : await seenContainer(tx, caller, containerSerial),
    itemId: itemNumber === undefined ? undefined : await ownItem(tx, caller, itemNumber),
  }
}

async function ownOrder(tx: Tx, orderScope: string, orderNumber: string): Promise<string> {
  const id = await findOrderId(tx, orderScope, identifier(orderNumber))
  if (id !== undefined) return id
  const text = `there is no order ${orderNumber} in the order scope of this client`
  throw new Fault('ORDER_UNKNOWN', text, { field: 'historyQuery/orderNumber' })
}

async function ownTicket(tx: Tx, caller: Caller, ticketId: string, { vault }: SalesParts): Promise<string> {
  const field = 'historyQuery/ticketId'
  const row = await findTicket(tx, vault, readTicket(ticketId, field))
  if (row !== undefined && (await isOfScope(tx, row, caller))) return row.id
  throw ticketUnknown(field)
}

async function ownLicense(tx: Tx, orderScope: string, licenseId: string): Promise<string> {
  const [license] = (await ownLicenses(tx, { orderScope }, readLicenseIds([licenseId]))).values()
  if (license !== undefined) return license.id
  const text = 'There is no license of this id in the order scope of this client.'
  throw new Fault('LICENSE_UNKNOWN', text, { field: 'historyQuery/licenseId' })
}

/** Containers belong to users, not to an order scope; see `seenThings` for who sees which. */
async function seenContainer(tx: Tx, caller: Caller, serial: string): Promise<string> {
  const row = await tx.findOneBy(Container, { serial: identifier(serial) })
  if (row !== null && (await seenThings(tx, caller, 'container', [row.id])).has(row.id)) return row.id
  const text = `no container ${serial} has contacted this installation yet`
  throw new Fault('CONTAINER_UNKNOWN', text, { field: 'historyQuery/containerSerial' })
}

/** Items of firm codes that the client is not given are not there. */
async function ownItem(tx: Tx, { firmCodes }: Caller, itemNumber: string): Promise<string> {
  const item = await tx.findOneBy(Item, { itemNumber: identifier(itemNumber) })
  const sold = item && (await tx.findOneByOrFail(ItemVersion, { id: item.currentVersionId }))
  if (sold !== null && (firmCodes === 'all' || firmCodes.has(sold.firmCode))) return sold.itemId
  throw new Fault('ITEM_UNKNOWN', `there is no item ${itemNumber}`, { field: 'historyQuery/itemNumber' })
}

function nobody(): Fault {
  const text = 'historyQuery names nothing: give an orderNumber, ticketId, licenseId, containerSerial or itemNumber'
  return new Fault('INVALID_REQUEST', text, { field: 'historyQuery' })
}

function writePlace({ at, kind, id, version }: HistoryPlace): string {
  return `${at.toISOString()} ${kind} ${id} ${String(version)}`
}

function readPlace(text: string): HistoryPlace {
  const [at = '', kind = '', id = '', version] = text.split(' ')
  return { at: new Date(at), kind, id, version: Number(version) }
}
