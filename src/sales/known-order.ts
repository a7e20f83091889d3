import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { compareText } from '../domain/order-content.ts'
import { bytesOfId, idOfBytes } from '../entities/columns.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import { Ticket } from '../entities/ticket.ts'
import type { Tx } from '../store/store.ts'
import type { LineWithLicenses } from './intake.ts'
import { ofTheirLines } from './of-their-lines.ts'
import type { OrderSize } from './new-lines.ts'

/** An order with its ticket, as it stands in the store. */
export interface KnownOrder {
  readonly order: Order
  readonly ticket: Ticket
}

/** Lines of an order by line number. */
export type KnownLines = ReadonlyMap<string, OrderLine>

/** The id of the order of this number. Every new order asks this first, so it asks for no more than the index holds. */
export async function findOrderId(tx: Tx, orderScope: string, orderNumber: string): Promise<string | undefined> {
  const statement = 'SELECT id FROM orders WHERE order_scope = ? AND order_number = ?'
  const [row]: { id: Buffer }[] = await tx.query(statement, [orderScope, orderNumber])
  return row && idOfBytes(row.id)
}

/** The order of an id that is known to exist. */
export async function loadOrder(tx: Tx, id: string): Promise<KnownOrder> {
  const order = await tx.findOneByOrFail(Order, { id })
  return { order, ticket: await tx.findOneByOrFail(Ticket, { id: order.ticketId }) }
}

/** The numbers of all its lines, also of those that a new configuration has left out. */
export async function lineNumbersOf(tx: Tx, order: Order): Promise<string[]> {
  const lines = await tx.find(OrderLine, { select: { lineNumber: true }, where: { orderId: order.id } })
  return lines.map(({ lineNumber }) => lineNumber)
}

/** Those lines of the order that have one of these numbers. */
export async function findLines(
  tx: Tx,
  order: Order,
  wanted: readonly { readonly lineNumber: string }[],
): Promise<KnownLines> {
  const lineNumber = In(wanted.map((line) => line.lineNumber))
  const lines = await tx.findBy(OrderLine, { orderId: order.id, lineNumber })
  return new Map(lines.map((line) => [line.lineNumber, line]))
}

/**
 * The lines with their licenses, in an order that is the same each time. Instead of a license whose place was taken comes
 * its successor, which is of the same line.
 */
export async function withLicenses(tx: Tx, catalogue: Catalogue, lines: KnownLines): Promise<LineWithLicenses[]> {
  const found = new Map([...lines.values()].map((line) => [line.id, { line, licenses: [] as License[] }]))
  if (found.size === 0) return []
  const licenses = ofTheirLines(await tx.findBy(License, { orderLineId: In([...found.keys()]) }))
  for (const license of licenses.toSorted((a, b) => compareText(a.id, b.id))) {
    found.get(license.orderLineId)?.licenses.push(license)
  }
  const others = licenses.filter(
    (license) => license.itemVersionId !== found.get(license.orderLineId)?.line.itemVersionId,
  )
  const versionIds = others.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  const otherItems = new Map(
    others.map(({ id, itemVersionId }) => [id, versions.get(itemVersionId)?.definition.itemNumber ?? '']),
  )
  return [...found.values()].map((line) => (otherItems.size === 0 ? line : { ...line, otherItems }))
}

/** What an order has already: its lines but for those that a new configuration has left out, and all its licenses. */
export async function orderSize(tx: Tx, order: Order): Promise<OrderSize> {
  const [row]: SizeRow[] = await tx.query(
    `SELECT COUNT(DISTINCT CASE WHEN line.quantity > 0 THEN line.id END) AS line_count, COUNT(*) AS license_count
     FROM order_lines line JOIN licenses license ON license.order_line_id = line.id WHERE line.order_id = ?`,
    [bytesOfId(order.id)],
  )
  return { lines: Number(row?.line_count), licenses: Number(row?.license_count) }
}

interface SizeRow {
  readonly line_count: number | string
  readonly license_count: number | string
}
