import { compareText } from '../domain/order-content.ts'
import { Order } from '../entities/order.ts'
import { Ticket as TicketRow } from '../entities/ticket.ts'
import { rememberRequests } from '../intake/request-key.ts'
import { type Change, recordAll } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Intake, IntakeResult, LineWithLicenses } from './intake.ts'
import { insertLines, licensesCreated, linesOfEvent, sellLines } from './new-lines.ts'
import { firstFacts } from './order-facts.ts'
import { newOrderNumber } from './order-number.ts'
import { existingTicket, extendTicket, makeTicket, ticketCreated, type TicketWithRow } from './order-ticket.ts'

/** A new order as it is going to be stored. */
export interface OrderPlan {
  readonly call: Call
  readonly content: unknown
  /** Whether the caller gave it a number; otherwise only its requestId tells a retry from a second order. */
  readonly isNumbered: boolean
  readonly order: Order
  readonly ticket: TicketWithRow
  /** False: it joins the ticket of another order. */
  readonly isNewTicket: boolean
  readonly added: readonly LineWithLicenses[]
}

/**
 * An order that nobody knows yet: stores it with all its lines and licenses, on a new ticket or on the one that the
 * request names.
 * @throws Fault `TICKET_UNKNOWN`, and those of `sellLines`
 */
export async function startOrder(intake: Intake): Promise<IntakeResult> {
  const plan = await planOrder(intake)
  await storeOrders(intake.tx, [plan])
  return resultOf(plan)
}

/**
 * Makes the rows of a new order and writes none of them.
 * @throws Fault `TICKET_UNKNOWN`, and those of `sellLines`
 */
export async function planOrder(intake: Intake): Promise<OrderPlan> {
  const { call, wish, content } = intake
  const isNewTicket = wish.ticket === undefined
  const ticket = wish.ticket === undefined ? makeTicket(intake) : await existingTicket(intake, wish.ticket)
  const order = makeOrder(intake, ticket.row)
  const added = await sellLines(intake, order, wish.lines, { lines: 0, licenses: 0 })
  return { call, content, isNumbered: wish.orderNumber !== undefined, order, ticket, isNewTicket, added }
}

/**
 * Writes new orders, each table by one statement (more only beyond thousands of rows). The keys go in first and in their
 * order; whoever is storing one of these orders at the same time waits there, runs again, and then finds it.
 */
export async function storeOrders(tx: Tx, unsorted: readonly OrderPlan[]): Promise<void> {
  const plans = unsorted.toSorted((a, b) => compareText(a.order.orderNumber, b.order.orderNumber))
  await rememberRequests(
    tx,
    plans.map(({ call, content, order, isNumbered }) => {
      return { call, claim: { content, reference: order.id, forEver: !isNumbered } }
    }),
  )
  await insertRows(
    tx,
    TicketRow,
    plans.flatMap(({ isNewTicket, ticket }) => (isNewTicket ? ticket.row : [])),
  )
  const events: { cause: Call; changes: Change[] }[] = []
  for (const plan of plans) events.push({ cause: plan.call, changes: [await ticketEvent(tx, plan), ...eventsOf(plan)] })
  await insertRows(
    tx,
    Order,
    plans.map(({ order }) => order),
  )
  await insertLines(
    tx,
    plans.flatMap(({ added }) => added),
  )
  await recordAll(tx, events)
}

/** What became of a new order. */
export function resultOf({ call, order, ticket, isNewTicket, added }: OrderPlan): IntakeResult {
  const isShown = !isNewTicket || !call.check
  return { outcome: 'created', order, ticket: isShown ? ticket.ticket : undefined, known: [], added }
}

async function ticketEvent(tx: Tx, { call, order, ticket, isNewTicket }: OrderPlan): Promise<Change> {
  return isNewTicket ? ticketCreated(ticket.row) : extendTicket(tx, call, ticket.row, order.id)
}

function eventsOf({ order, added }: OrderPlan): Change[] {
  const { id, version, orderNumber, customerId, ticketId, containerSerial } = order
  const after = { orderNumber, customerId, ticketId, containerSerial, lines: linesOfEvent(added) }
  const comment = order.comment ?? undefined
  return [{ kind: 'order', id, version, change: 'OrderCreated', after, comment }, ...licensesCreated(added)]
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
