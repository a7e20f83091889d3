import type { SoldItem } from '../catalogue/catalogue.ts'
import { requireFirmCode } from '../catalogue/firm-scope.ts'
import { checkParameters } from '../domain/item-parameters.ts'
import { checkOrderLimits, licensesOfLine } from '../domain/order-limits.ts'
import { checkDedication } from '../domain/order-serial.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import { Fault } from '../faults.ts'
import type { Change } from '../ledger/record.ts'
import type { Call, Caller } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Intake, LineWithLicenses } from './intake.ts'
import { licenseCreated, licenseRow } from './license-row.ts'
import type { LineWish } from './order-wish.ts'

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
  { tx, call, parts, items: known }: Intake,
  order: Order,
  wishes: readonly LineWish[],
  already: OrderSize,
): Promise<LineWithLicenses[]> {
  const numbers = wishes.map(({ itemNumber }) => itemNumber)
  const items = known ?? (await parts.catalogue.sold(tx, numbers))
  const sales = wishes.map((wish) => agree(order, wish, sellable(items, wish, call.caller)))
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

/**
 * The item that a line asks for, whether it is still sold or not.
 * @throws Fault `ITEM_UNKNOWN`, `FORBIDDEN`
 */
export function knownItem(items: ReadonlyMap<string, SoldItem>, wish: ItemWish, caller: Caller): SoldItem {
  const field = `${wish.field}/itemNumber`
  const item = items.get(wish.itemNumber)
  if (item === undefined) throw new Fault('ITEM_UNKNOWN', `there is no item ${wish.itemNumber}`, { field })
  requireFirmCode(caller, item.definition.firmCode, field)
  return item
}

type ItemWish = Pick<LineWish, 'field' | 'itemNumber'>

/**
 * The item that a line asks for, to be sold now.
 * @throws Fault `ITEM_UNKNOWN`, `ITEM_RETIRED`, `FORBIDDEN`
 */
export function sellable(items: ReadonlyMap<string, SoldItem>, wish: ItemWish, caller: Caller): SoldItem {
  const item = knownItem(items, wish, caller)
  if (!item.retired) return item
  const field = `${wish.field}/itemNumber`
  throw new Fault('ITEM_RETIRED', `item ${wish.itemNumber} is no longer sold`, { field })
}

/** What a line comes to, before anything is made. */
export interface Sale {
  readonly wish: LineWish
  readonly item: SoldItem
  readonly dedicatedSerial: string | null
  readonly count: number
  readonly factor: number
}

/**
 * What a line comes to by the rules of its item.
 * @throws Fault `PARAMETER_INVALID`, `CONTAINER_KIND`, `LIMIT_EXCEEDED`
 */
export function agree(order: Order, wish: LineWish, item: SoldItem): Sale {
  const { definition } = item
  const dedicatedSerial = wish.containerSerial ?? order.containerSerial
  checkParameters(definition, 'order', wish.parameters, `${wish.field}/parameters`)
  checkDedication(
    definition,
    dedicatedSerial,
    wish.containerSerial === null ? 'order/containerSerial' : `${wish.field}/containerSerial`,
  )
  return { wish, item, dedicatedSerial, ...licensesOfLine(definition, wish.quantity, `${wish.field}/quantity`) }
}

function rowsOf(call: Call, order: Order, { wish, item, dedicatedSerial, count, factor }: Sale): LineWithLicenses {
  const line: OrderLine = {
    id: call.newId(),
    orderId: order.id,
    lineNumber: wish.lineNumber,
    itemNumber: wish.itemNumber,
    itemVersionId: item.itemVersionId,
    quantity: wish.quantity,
    containerSerial: wish.containerSerial,
    parameters: [...wish.parameters],
    createdAt: call.now,
  }
  const { ticketId, orderScope, customerId } = order
  const place = { ticketId, orderLineId: line.id, orderScope, customerId, dedicatedSerial, factor }
  const licenses = Array.from({ length: count }, () => licenseRow(call, item, place))
  return { line, licenses }
}
