import { In } from 'typeorm'
import { compareText } from '../domain/order-content.ts'
import { bytesOfId } from '../entities/columns.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import { Ticket } from '../entities/ticket.ts'
import type { Tx } from '../store/store.ts'
import type { LineWithLicenses } from './intake.ts'
import type { OrderSize } from './new-lines.ts'

/** An order with its ticket, as it stands in the store. */
export interface KnownOrder {
  readonly order: Order
  readonly ticket: Ticket
}

/** Lines of an order by line number. */
export type KnownLines = ReadonlyMap<string, OrderLine>

/** The order of this number in an order scope. */
export async function findOrder(tx: Tx, orderScope: string, orderNumber: string): Promise<KnownOrder | undefined> {
  const order = await tx.findOneBy(Order, { orderScope, orderNumber })
  return order === null ? undefined : withTicket(tx, order)
}

/** The order that a remembered request made or extended. */
export async function findOrderById(tx: Tx, id: string): Promise<KnownOrder> {
  return withTicket(tx, await tx.findOneByOrFail(Order, { id }))
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

/** The lines with their licenses, in an order that is the same each time. */
export async function withLicenses(tx: Tx, lines: KnownLines): Promise<LineWithLicenses[]> {
  const found = new Map([...lines.values()].map((line) => [line.id, { line, licenses: [] as License[] }]))
  if (found.size === 0) return []
  const licenses = await tx.findBy(License, { orderLineId: In([...found.keys()]) })
  for (const license of licenses.toSorted((a, b) => compareText(a.id, b.id))) {
    found.get(license.orderLineId)?.licenses.push(license)
  }
  return [...found.values()]
}

/** What an order has already. */
export async function orderSize(tx: Tx, order: Order): Promise<OrderSize> {
  const [row]: SizeRow[] = await tx.query(
    `SELECT COUNT(DISTINCT line.id) AS line_count, COUNT(*) AS license_count
     FROM order_lines line JOIN licenses license ON license.order_line_id = line.id WHERE line.order_id = ?`,
    [bytesOfId(order.id)],
  )
  return { lines: Number(row?.line_count), licenses: Number(row?.license_count) }
}

interface SizeRow {
  readonly line_count: number | string
  readonly license_count: number | string
}

async function withTicket(tx: Tx, order: Order): Promise<KnownOrder> {
  return { order, ticket: await tx.findOneByOrFail(Ticket, { id: order.ticketId }) }
}
