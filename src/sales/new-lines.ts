import { checkOrderLimits, licensesOfLine } from '../domain/order-limits.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { sellableArticle } from './article.ts'
import type { Intake, LineWithLicenses } from './intake.ts'
import { licenseCreated, licenseRow } from './license-row.ts'
import type { LineWish } from './order-wish.ts'
import { packageRows } from './package-rows.ts'
import { agree, type Sale } from './sale.ts'

/** What an order has already; a new one has nothing. */
export interface OrderSize {
  readonly lines: number
  readonly licenses: number
}

/**
 * Makes the rows of new lines and their licenses: one look at the catalogue for all of them, the rest in memory.
 * @throws Fault `ITEM_UNKNOWN`, `ITEM_RETIRED`, `FORBIDDEN`, `PARAMETER_INVALID`, `CONTAINER_KIND`, `LIMIT_EXCEEDED`
 */
export async function sellLines(
  { tx, call, parts, offer: known }: Intake,
  order: Order,
  wishes: readonly LineWish[],
  already: OrderSize,
): Promise<LineWithLicenses[]> {
  const numbers = wishes.map(({ itemNumber }) => itemNumber)
  const offer = known ?? (await parts.catalogue.offer(tx, numbers))
  const sales = wishes.map((wish) => agree(order, wish, sellableArticle(offer, wish, call.caller)))
  // Before any row is made: a line may ask for a million pieces.
  checkOrderLimits({
    lines: already.lines + sales.length,
    licenses: sales.reduce((sum, { count }) => sum + count, already.licenses),
  })
  return sales.map((sale) => rowsOf(call, order, sale))
}

/** Writes them: one statement for all lines, one for all licenses (more only beyond thousands). */
export async function insertLines(tx: Tx, added: readonly LineWithLicenses[]): Promise<void> {
  await insertRows(
    tx,
    OrderLine,
    added.map(({ line }) => line),
  )
  await insertRows(
    tx,
    License,
    added.flatMap(({ licenses }) => licenses),
  )
}

/** The event of each new license. */
export function licensesCreated(added: readonly LineWithLicenses[]): Change[] {
  return added.flatMap(({ licenses }) => licenses.map(licenseCreated))
}

/** New lines as an event tells them. Parameters stay out, as they may name persons. */
export function linesOfEvent(added: readonly LineWithLicenses[]): Record<string, unknown>[] {
  return added.map(({ line: { lineNumber, itemNumber, quantity, containerSerial }, licenses }) => {
    return { lineNumber, itemNumber, quantity, containerSerial, licenseCount: licenses.length }
  })
}

function rowsOf(call: Call, order: Order, sale: Sale): LineWithLicenses {
  const { wish, article, dedicatedSerial } = sale
  const line: OrderLine = {
    id: call.newId(),
    orderId: order.id,
    lineNumber: wish.lineNumber,
    itemNumber: wish.itemNumber,
    itemVersionId: article.itemVersionId,
    quantity: wish.quantity,
    containerSerial: wish.containerSerial,
    parameters: [...wish.parameters],
    createdAt: call.now,
  }
  const { ticketId, orderScope, customerId } = order
  const place = { ticketId, orderLineId: line.id, orderScope, customerId, dedicatedSerial }
  if (article.packageId !== undefined) return { line, ...packageRows(call, sale, place) }
  const licenses = article.contents.flatMap(({ item }) => {
    const { count, factor } = licensesOfLine(item.definition, wish.quantity, `${wish.field}/quantity`)
    return Array.from({ length: count }, () => licenseRow(call, item, { ...place, factor }))
  })
  return { line, licenses }
}
