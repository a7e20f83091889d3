import { Order } from '../entities/order.ts'
import type { Ticket as TicketRow } from '../entities/ticket.ts'
import { rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Intake, IntakeResult } from './intake.ts'
import { insertLines, licensesCreated, linesOfEvent, sellLines } from './new-lines.ts'
import { firstFacts } from './order-facts.ts'
import { newOrderNumber } from './order-number.ts'
import { existingTicket, extendTicket, insertTicket, makeTicket } from './order-ticket.ts'

/**
 * An order that nobody knows yet: stores it with all its lines and licenses, on a new ticket or on the one that the
 * request names. The keys go in first; whoever is storing the same order at the same time waits there, runs again, and
 * then finds this one.
 * @throws Fault `TICKET_UNKNOWN`, and those of `sellLines`
 */
export async function startOrder(intake: Intake): Promise<IntakeResult> {
  const { tx, call, wish, content } = intake
  const { ticket, row } = wish.ticket === undefined ? makeTicket(intake) : await existingTicket(intake, wish.ticket)
  const order = makeOrder(intake, row)

  await rememberRequest(tx, call, { content, reference: order.id, forEver: wish.orderNumber === undefined })
  const ticketEvent = wish.ticket === undefined ? insertTicket(tx, row) : extendTicket(tx, call, row, order.id)
  const events = [await ticketEvent]
  await insertRows(tx, Order, [order])
  const added = await sellLines(intake, order, wish.lines, { lines: 0, licenses: 0 })
  await insertLines(tx, added)

  const { orderNumber, customerId, ticketId, containerSerial } = order
  const after = { orderNumber, customerId, ticketId, containerSerial, lines: linesOfEvent(added) }
  const comment = order.comment ?? undefined
  events.push({ kind: 'order', id: order.id, version: order.version, change: 'OrderCreated', after, comment })
  await record(tx, call, [...events, ...licensesCreated(added)])

  const isShown = wish.ticket !== undefined || !call.check
  return { outcome: 'created', order, ticket: isShown ? ticket : undefined, known: [], added }
}

function makeOrder({ call, wish }: Intake, ticket: TicketRow): Order {
  return {
    id: call.newId(),
    orderScope: call.caller.orderScope,
    orderNumber: wish.orderNumber ?? newOrderNumber(call.random),
    ...wish.content,
    inseparable: wish.content.inseparable ?? false,
    ...firstFacts(wish.facts),
    ticketId: ticket.id,
    ticketCreatedAt: ticket.createdAt,
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}
