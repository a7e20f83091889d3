import type { LineChange, OrderReplacement, ReplaceOrder, ReplaceOrderResponse } from '../contract/sales.ts'
import { inWords } from '../domain/difference-words.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { compareText } from '../domain/order-content.ts'
import { isWithUser } from '../domain/license.ts'
import { writeTicket } from '../domain/ticket.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import { Order } from '../entities/order.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { openActions } from '../vendor-actions/actions.ts'
import { history } from '../vendor-actions/why.ts'
import { bringAbout, isRewritten } from './bring-about.ts'
import { orderUnknown } from './get-order.ts'
import { findOrderId, type KnownOrder, loadOrder } from './known-order.ts'
import { planLines, type PlannedLine, touched } from './line-plans.ts'
import { extendTicket } from './order-ticket.ts'
import { type LineWish, readLines } from './order-wish.ts'
import type { SalesParts } from './parts.ts'

/**
 * Takes the whole new configuration of an order, as a configurator sends it, and brings the difference about: equal lines
 * stay, missing ones are withdrawn, new ones are sold, changed ones are replaced license by license. From then on the
 * order is what the configuration says: CreateOrder with these lines is a repetition, with the old ones a conflict.
 *
 * @throws Fault `ORDER_UNKNOWN`, `ITEM_UNKNOWN`, `ITEM_RETIRED`, `PARAMETER_INVALID`, `CONTAINER_KIND`, `NOTHING_TO_DO`,
 * `REQUEST_CONFLICT`, `INVALID_REQUEST`, `LIMIT_EXCEEDED`, `FORBIDDEN`
 */
export async function replaceOrder(
  { orderReplacement }: ReplaceOrder,
  call: Call,
  parts: SalesParts,
): Promise<ReplaceOrderResponse> {
  const field = 'orderReplacement/orderNumber'
  const orderNumber = requiredIdentifier(orderReplacement.orderNumber, field, 64)
  const wishes = readLines(orderReplacement.orderLines.orderLine, 'orderReplacement/orderLines')
  const content = contentOf(orderReplacement, orderNumber, wishes)
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content })
    const orderId = doneBefore ?? (await findOrderId(tx, call.caller.orderScope, orderNumber))
    if (orderId === undefined) throw orderUnknown(orderNumber, field)
    const known = await loadOrder(tx, orderId)
    const changes =
      doneBefore === undefined
        ? await unlessDone(tx, call, { content }, () =>
            replaceLines(tx, call, parts, known, { content, wishes, why: orderReplacement }),
          )
        : await changesOfRequest(tx, call, orderId)
    const lineChange = await shown(tx, changes)
    const ticketId = writeTicket(parts.vault.open(known.ticket))
    return { result: { orderNumber: known.order.orderNumber, ticketId, lineChanges: { lineChange } } }
  })
}

/** What became of a line, as the event of the order keeps it. */
type Kept = Omit<LineChange, 'pendingCount'> & { readonly withUser: readonly string[] }

interface Replacing {
  readonly content: unknown
  readonly wishes: readonly LineWish[]
  readonly why: OrderReplacement
}

async function replaceLines(
  tx: Tx,
  call: Call,
  parts: SalesParts,
  { order, ticket }: KnownOrder,
  { content, wishes, why }: Replacing,
): Promise<Kept[]> {
  const plan = await planLines(
    tx,
    call,
    parts,
    order,
    wishes.map((wish) => asLine(order, wish)),
  )
  if (!plan.lines.some(isRewritten)) throw nothingToDo(order)
  const changes = plan.lines.map(changeOf)
  await rememberRequest(tx, call, { content, reference: order.id })
  // First of all, so that of two replacements at once the second runs again and finds the first.
  const version = await changeRow(tx, Order, order, { updatedAt: call.now })
  const sold = await bringAbout(tx, call, order, plan, why)
  const replaced = { kind: 'order', id: order.id, version, change: 'OrderReplaced' } as const
  await record(tx, call, [
    { ...replaced, ...history(why, { lines: changes }) },
    ...(sold > 0 ? [await extendTicket(tx, call, ticket, order.id)] : []),
  ])
  const count = (kind: string) => plan.lines.filter(({ plan: line }) => line.kind === kind).length
  call.note({ orderNumber: order.orderNumber, kept: count('kept'), lines: plan.lines.length, sold })
  return changes
}

function changeOf({ plan }: PlannedLine): Kept {
  const { kind, lineNumber, itemNumber, oldItemNumber, newQuantity, oldQuantity } = plan
  const withUser = touched(plan).filter(({ state }) => isWithUser(state))
  return {
    lineNumber,
    changeKind: kind,
    itemNumber,
    oldItemNumber,
    newQuantity,
    oldQuantity,
    text: inWords(plan),
    withUser: withUser.map(({ id }) => id),
  }
}

/** What a request did, as the ledger tells it: the difference of then is none any more. */
async function changesOfRequest(tx: Tx, { operation, requestId, caller }: Call, orderId: string): Promise<Kept[]> {
  const where = {
    aggregateKind: 'order',
    aggregateId: orderId,
    operation,
    requestId: requestId ?? '',
    actor: caller.name,
  }
  const event = await tx.findOneByOrFail(LedgerEvent, where)
  return (event.after as { lines: Kept[] }).lines
}

/** With how many licenses of each line still wait for their container. */
async function shown(tx: Tx, changes: readonly Kept[]): Promise<LineChange[]> {
  const licenseIds = changes.flatMap(({ withUser }) => withUser)
  const waiting = licenseIds.length === 0 ? [] : await openActions(tx, { licenseIds })
  const pending = new Set(waiting.map(({ licenseId }) => licenseId))
  return changes.map(({ withUser, ...change }) => {
    return { ...change, pendingCount: withUser.filter((id) => pending.has(id)).length }
  })
}

/** To repeat the container of the order on its lines says nothing new. */
function asLine({ containerSerial }: Order, wish: LineWish): LineWish {
  return wish.containerSerial === containerSerial ? { ...wish, containerSerial: null } : wish
}

function contentOf({ reason, comment }: OrderReplacement, orderNumber: string, wishes: readonly LineWish[]): unknown {
  const lines = wishes.toSorted((a, b) => compareText(a.lineNumber, b.lineNumber))
  return { orderNumber, reason, comment, lines: lines.map(({ field: _, ...line }) => line) }
}

function nothingToDo({ orderNumber }: Order): Fault {
  const text = `order ${orderNumber} is what this configuration says already`
  return new Fault('NOTHING_TO_DO', text, { field: 'orderReplacement/orderLines' })
}
