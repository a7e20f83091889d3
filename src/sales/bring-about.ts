import type { Article } from './article.ts'
import { pieceOf } from '../domain/line-pieces.ts'
import { bytesOfId } from '../entities/columns.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { exchange, type Exchange, inPlaceOf } from '../vendor-actions/exchange.ts'
import type { Why } from '../vendor-actions/why.ts'
import { withdraw } from '../vendor-actions/withdraw.ts'
import { licenseCreated, licenseRow } from './license-row.ts'
import { touched, type OrderPlan, type PlannedLine } from './line-plans.ts'
import type { LineWish } from './order-wish.ts'
import { packageRows, partRow } from './package-rows.ts'
import type { Sale, SoldPart } from './sale.ts'
import { successorOf } from './successor.ts'

/**
 * Brings a planned difference about: lines are rewritten, licenses withdrawn, exchanged and sold. Records the events of
 * the licenses; those of the order and the ticket are the caller's, who also raises the version of the order first.
 * @returns how many licenses are sold
 */
export async function bringAbout(
  tx: Tx,
  call: Call,
  order: Order,
  { lines, itemsOfLicenses, versionsOfLicenses }: OrderPlan,
  why: Why,
): Promise<number> {
  const lineIds = await storeLines(tx, call, order, lines)
  await withdraw(
    tx,
    call,
    lines.flatMap(({ plan }) =>
      plan.withdraw.map((license) => ({ license, plan: license.state === 'NotCollected' ? 'now' : 'atContact' })),
    ),
    why,
  )
  const exchanges = lines.flatMap((line) => exchangesOf(call, order, line, { itemsOfLicenses, versionsOfLicenses }))
  await exchange(tx, call, exchanges, why)
  const sold = lines.flatMap((line) => soldOf(call, order, line, lineIds.get(line.plan.lineNumber)))
  await insertRows(tx, License, sold)
  await record(tx, call, sold.map(licenseCreated))
  return sold.length
}

/** Whether the row of a line says something else than what is wanted. */
export function isRewritten({ plan, line, wish }: PlannedLine): boolean {
  if (wish === undefined || line === undefined) return true
  // What was upgraded stays sold, also where the line has fewer pieces by now.
  const stays = plan.kind === 'kept' || (plan.kind === 'fewer' && touched(plan).length === 0)
  return !stays || line.quantity !== wish.quantity
}

/** Writes new lines, and rewrites those that change. A line that goes keeps its row, with no pieces. Gives ids by number. */
async function storeLines(
  tx: Tx,
  call: Call,
  order: Order,
  lines: readonly PlannedLine[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  const added: OrderLine[] = []
  for (const each of lines) {
    const { plan, line, wish, article } = each
    const id = line?.id ?? call.newId()
    ids.set(plan.lineNumber, id)
    if (!isRewritten(each)) continue
    if (wish === undefined || article === undefined) {
      await tx.update(OrderLine, { id }, { quantity: 0 })
      continue
    }
    const content = { quantity: wish.quantity, ...(rewritesAll(plan.kind) && contentOf(wish, article)) }
    if (line !== undefined) {
      if (rewritesAll(plan.kind)) await keepParameters(tx, line)
      await tx.update(OrderLine, { id }, content)
    } else {
      const { lineNumber } = wish
      added.push({ id, orderId: order.id, lineNumber, ...contentOf(wish, article), ...content, createdAt: call.now })
    }
  }
  await insertRows(tx, OrderLine, added)
  return ids
}

/**
 * Licenses that were sold by a line keep the values that it had. This changes where they stand and nothing about a
 * license, so it is no event; whoever needs them while the line changes meets the licenses, all of which change too.
 */
async function keepParameters(tx: Tx, { id, parameters }: OrderLine): Promise<void> {
  const update = tx.createQueryBuilder().update(License).set({ parameters })
  await update.where('order_line_id = :id AND parameters IS NULL', { id: bytesOfId(id) }).execute()
}

function rewritesAll(kind: PlannedLine['plan']['kind']): boolean {
  return kind === 'added' || kind === 'replaced'
}

function contentOf({ itemNumber, containerSerial, parameters }: LineWish, { itemVersionId }: Article) {
  return { itemNumber, itemVersionId, containerSerial, parameters: [...parameters] }
}

/**
 * A license that only gets more or fewer pieces stays of its own item, which may be another than that of the line. With
 * fewer pieces it also stays of the version that was sold; more pieces are sold as the item is now.
 */
function exchangesOf(
  call: Call,
  order: Order,
  { plan, wish, sale }: PlannedLine,
  { itemsOfLicenses, versionsOfLicenses }: Omit<OrderPlan, 'lines'>,
): Exchange[] {
  return plan.replace.map(({ license, factor, part }) => {
    const now = itemsOfLicenses.get(license.itemId)
    const version = versionsOfLicenses.get(license.itemVersionId)
    if (now === undefined || version === undefined) throw new Error(`the item of license ${license.id} is missing`)
    const old = { license, item: version.definition }
    if (plan.kind === 'replaced') {
      const { item, parameters } = replacing(sale, part)
      const place = { dedicatedSerial: serialOf(order, wish), packageId: sale?.article.packageId ?? null }
      return { old: license, successor: successorOf(call, old, item, { factor, parameters, ...place }) }
    }
    const own = plan.kind === 'fewer' ? { ...now, ...version } : now
    const { dedicatedSerial, parameters, packageId } = license
    const wanted = { factor, dedicatedSerial, parameters, packageId }
    return { old: license, successor: successorOf(call, old, own, wanted) }
  })
}

/** What takes the place of a license of a line that became another. */
function replacing(sale: Sale | undefined, part = 0): Pick<SoldPart, 'item'> & Pick<License, 'parameters'> {
  const found = sale?.parts === undefined ? sale?.article.contents[0] : sale.parts[part]
  if (found === undefined) throw new Error('a line has nothing to take the place of its licenses')
  return { item: found.item, parameters: 'parameters' in found ? found.parameters : null }
}

function soldOf(
  call: Call,
  order: Order,
  { plan, wish, sale }: PlannedLine,
  orderLineId: string | undefined,
): License[] {
  if (plan.soldCount === 0) return []
  if (sale === undefined || orderLineId === undefined) throw new Error(`line ${plan.lineNumber} has no item to sell`)
  const { ticketId, orderScope, customerId } = order
  const place = { ticketId, orderLineId, orderScope, customerId, dedicatedSerial: serialOf(order, wish) }
  const holders = holdersOf(plan)
  const byPiece = new Map<string, string | null>()
  return rowsSold(call, plan, sale, place).map((row) => {
    const piece = pieceOf(row)
    const exchangeId = byPiece.get(piece) ?? holders[byPiece.size] ?? holders[0] ?? null
    byPiece.set(piece, exchangeId)
    return { ...row, exchangeId }
  })
}

type SoldPlace = Parameters<typeof packageRows>[2]

function rowsSold(call: Call, plan: PlannedLine['plan'], sale: Sale, place: SoldPlace): License[] {
  const [content] = sale.article.contents
  if (sale.parts === undefined && content !== undefined) {
    return plan.sell.map((factor) => licenseRow(call, content.item, { ...place, factor }))
  }
  const whole = { ...sale, wish: { ...sale.wish, quantity: plan.sell.length } }
  const completing = plan.complete.flatMap(({ beside, part }) => {
    const sold = sale.parts?.[part]
    return sold === undefined ? [] : partRow(call, sale, sold, { ...place, pieceId: pieceOf(beside) })
  })
  return [...packageRows(call, whole, place).licenses, ...completing]
}

/**
 * Where one license that stands for several pieces becomes several licenses, not only the first waits until the old one is
 * out of its container: all its pieces are in there. By piece that is sold: what it waits for.
 */
function holdersOf({ kind, replace }: PlannedLine['plan']): (string | null)[] {
  if (kind !== 'replaced') return []
  return replace.flatMap(({ license, factor }) => {
    const { exchangeId } = inPlaceOf(license)
    return Array.from({ length: Math.max(0, license.factor - factor) }, () => exchangeId)
  })
}

function serialOf(order: Order, wish: LineWish | undefined): string | null {
  return wish?.containerSerial ?? order.containerSerial
}
