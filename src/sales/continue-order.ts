import { freeLineNumbers } from '../domain/line-numbers.ts'
import { lineDifferences, orderConflict, orderDifferences, ticketDifference } from '../domain/order-conflict.ts'
import { lastGroupOf } from '../domain/ticket.ts'
import { Order } from '../entities/order.ts'
import { rememberRequest } from '../intake/request-key.ts'
import { type Change, record } from '../ledger/record.ts'
import { changeRow } from '../store/change-row.ts'
import { isTicket } from './find-ticket.ts'
import type { Intake, IntakeResult, LineWithLicenses } from './intake.ts'
import {
  findLines,
  type KnownLines,
  type KnownOrder,
  lineNumbersOf,
  loadOrder,
  orderSize,
  withLicenses,
} from './known-order.ts'
import { insertLines, licensesCreated, linesOfEvent, sellLines } from './new-lines.ts'
import { changedFacts } from './order-facts.ts'
import { extendTicket } from './order-ticket.ts'

/**
 * An order that is known: lines that are known too are a retry, the others extend the order and its ticket, and name, mail,
 * data and comment become what was sent last. If nothing of this is new, nothing is written but the requestId.
 * @throws Fault `ORDER_CONFLICT`, and those of `sellLines`
 */
export async function continueOrder(intake: Intake, orderId: string): Promise<IntakeResult> {
  const { tx, wish } = intake
  const known = await loadOrder(tx, orderId)
  return continueWith(intake, known, await findLines(tx, known.order, wish.lines))
}

/**
 * The same for a client that cannot number its lines: all of them are new, with the next free numbers. The order is read
 * before its lines: a call that extends it in between has changed its version, and this one runs again.
 * @throws Fault `ORDER_CONFLICT`, and those of `sellLines`
 */
export async function extendOrder(intake: Intake, orderId: string): Promise<IntakeResult> {
  const { tx, wish } = intake
  const known = await loadOrder(tx, orderId)
  const sent = wish.lines.map(({ lineNumber }) => lineNumber)
  const lineNumbers = freeLineNumbers(await lineNumbersOf(tx, known.order), sent)
  const lines = wish.lines.map((line, index) => ({ ...line, lineNumber: lineNumbers[index] ?? line.lineNumber }))
  const result = await continueWith({ ...intake, wish: { ...wish, lines } }, known, new Map())
  return { ...result, lineNumbers }
}

async function continueWith(intake: Intake, known: KnownOrder, lines: KnownLines): Promise<IntakeResult> {
  const { tx, call, parts, wish, content } = intake
  const { order } = known
  refuseOtherContent(intake, known, lines)

  await rememberRequest(tx, call, { content, reference: order.id })
  const wishes = wish.lines.filter(({ lineNumber }) => !lines.has(lineNumber))
  const added = wishes.length === 0 ? [] : await sellLines(intake, order, wishes, await orderSize(tx, order))
  await storeChanges(intake, known, added)

  const outcome = added.length === 0 ? 'replayed' : 'extended'
  const ticket = parts.vault.open(known.ticket)
  return { outcome, order, ticket, known: await withLicenses(tx, parts.catalogue, lines), added }
}

function refuseOtherContent({ parts, wish }: Intake, { order, ticket }: KnownOrder, lines: KnownLines): void {
  const differences = orderDifferences(order, wish.content)
  // To leave the ticket away says: the one that the order has.
  if (wish.ticket !== undefined && !isTicket(parts.vault, ticket, wish.ticket)) {
    differences.push(ticketDifference(ticket.lastGroup, lastGroupOf(wish.ticket)))
  }
  for (const sent of wish.lines) {
    const line = lines.get(sent.lineNumber)
    if (line !== undefined) differences.push(...lineDifferences(line, sent))
  }
  if (differences.length > 0) throw orderConflict(order.orderNumber, differences)
}

/** Raises the version of the order first: of two extensions at once, the second runs again and finds the first. */
async function storeChanges(
  intake: Intake,
  { order, ticket }: KnownOrder,
  added: readonly LineWithLicenses[],
): Promise<void> {
  const { tx, call, wish } = intake
  const facts = changedFacts(order, wish.facts)
  const changed = Object.keys(facts)
  if (added.length === 0 && changed.length === 0) return

  const version = await changeRow(tx, Order, order, { ...facts, updatedAt: call.now })
  const change = added.length === 0 ? 'OrderChanged' : 'OrderExtended'
  // The ledger says which facts changed and not to what: they name persons.
  const after = { changed, lines: linesOfEvent(added) }
  const comment = wish.facts.comment ?? undefined
  const events: Change[] = [{ kind: 'order', id: order.id, version, change, after, comment }]
  if (added.length > 0) {
    events.push(await extendTicket(tx, call, ticket, order.id), ...licensesCreated(added))
    await insertLines(tx, added)
  }
  await record(tx, call, events)
}
