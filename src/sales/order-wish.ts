import type { CustomerFields, Order as OrderMessage, OrderLine as LineMessage } from '../contract/sales.ts'
import { identifier, requiredIdentifier } from '../domain/identifier.ts'
import { freeLineNumbers } from '../domain/line-numbers.ts'
import { byName, compareText, type LineContent, type NamedValue, type OrderContent } from '../domain/order-content.ts'
import { readSerial } from '../domain/order-serial.ts'
import { readTicket, type Ticket } from '../domain/ticket.ts'
import { Fault } from '../faults.ts'
import type { Caller } from '../operation.ts'

/** What CreateOrder was asked for, read and in its one spelling. */
export interface OrderWish {
  /** Undefined: a number is to be made. */
  readonly orderNumber: string | undefined
  readonly content: OrderContent
  /** The existing ticket that the licenses are to go to. */
  readonly ticket: Ticket | undefined
  readonly facts: OrderFacts
  readonly lines: readonly LineWish[]
}

export interface LineWish extends LineContent {
  /** Path of the line in the request, for faults. */
  readonly field: string
}

/**
 * What a later call may change. Undefined: the caller says nothing of it and it stays; null: the caller wants it empty.
 */
export interface OrderFacts {
  readonly customerName: string | null | undefined
  readonly customerEmail: string | null | undefined
  readonly customerFields: NamedValue[] | undefined
  readonly comment: string | null | undefined
}

/**
 * Reads the order of a request: every rule that needs nothing but the request itself.
 * @throws Fault `INVALID_REQUEST`, `PARAMETER_INVALID`, `TICKET_MALFORMED`
 */
export function readOrder(order: OrderMessage, { orderRepeat }: Pick<Caller, 'orderRepeat'>): OrderWish {
  const { customer, orderNumber } = order
  const containerSerial = readSerial(order.containerSerial, 'order/containerSerial')
  return {
    orderNumber: orderNumber === undefined ? undefined : requiredIdentifier(orderNumber, 'order/orderNumber', 64),
    content: {
      customerId: requiredIdentifier(customer.customerId, 'order/customer/customerId', 64),
      containerSerial,
      inseparable: order.inseparable === undefined ? undefined : order.inseparable === 'yes',
    },
    ticket: order.ticketId === undefined ? undefined : readTicket(order.ticketId, 'order/ticketId'),
    facts: {
      customerName: orEmpty(customer.name),
      customerEmail: orEmpty(customer.email),
      customerFields: readFields(customer.customerFields),
      comment: orEmpty(order.comment),
    },
    lines: readLines(withNumbers(order.orderLines.orderLine, orderRepeat), 'order/orderLines', containerSerial),
  }
}

/** Who cannot number lines may send the same number with each of them. */
function withNumbers(lines: readonly LineMessage[], orderRepeat: Caller['orderRepeat']): readonly LineMessage[] {
  if (orderRepeat !== 'extend') return lines
  const numbers = freeLineNumbers(
    [],
    lines.map(({ lineNumber }) => identifier(lineNumber)),
  )
  return lines.map((line, index) => ({ ...line, lineNumber: numbers[index] ?? line.lineNumber }))
}

/**
 * Everything that makes this request the one it is, for the hash under which its requestId is remembered. What a later
 * call may change does not belong to it.
 */
export function requestContent({ orderNumber, content, ticket, lines }: OrderWish): unknown {
  const sorted = lines.toSorted((a, b) => compareText(a.lineNumber, b.lineNumber))
  return {
    orderNumber,
    ...content,
    inseparable: content.inseparable ?? false,
    ticket,
    lines: sorted.map(({ field: _, ...line }) => line),
  }
}

/**
 * Reads the lines of an order.
 * @param path of the list in the request
 * @param orderSerial container that the whole order is dedicated to
 * @throws Fault `INVALID_REQUEST`, `PARAMETER_INVALID`
 */
export function readLines(
  messages: readonly LineMessage[],
  path: string,
  orderSerial: string | null = null,
): LineWish[] {
  const seen = new Map<string, string>()
  return messages.map((message, index) => {
    const line = readLine(message, `${path}/orderLine[${index + 1}]`, orderSerial)
    const twin = seen.get(line.lineNumber)
    if (twin !== undefined) throw invalid(`${line.field}/lineNumber`, `repeats the line number of ${twin}`)
    seen.set(line.lineNumber, line.field)
    return line
  })
}

function readLine(line: LineMessage, field: string, orderSerial: string | null): LineWish {
  const serial = readSerial(line.containerSerial, `${field}/containerSerial`)
  return {
    field,
    lineNumber: requiredIdentifier(line.lineNumber, `${field}/lineNumber`, 20),
    itemNumber: requiredIdentifier(line.itemNumber, `${field}/itemNumber`, 64),
    quantity: line.quantity,
    // To repeat the container of the order on its lines says nothing new.
    containerSerial: serial === orderSerial ? null : serial,
    parameters: readParameters(line.parameters?.parameter ?? [], `${field}/parameters`),
  }
}

/**
 * Parameter values in the order of their names.
 * @throws Fault `PARAMETER_INVALID` when one is given twice
 */
export function readParameters(given: readonly NamedValue[], field: string): NamedValue[] {
  const values = given.map(({ name, value }) => ({ name, value }))
  const twin = values.findIndex(({ name }, index) => values.findIndex((other) => other.name === name) < index)
  if (twin === -1) return byName(values)
  throw new Fault('PARAMETER_INVALID', `parameter '${values[twin]?.name ?? ''}' is given twice`, {
    field: `${field}/parameter[${twin + 1}]/name`,
  })
}

function readFields(fields: CustomerFields | undefined): NamedValue[] | undefined {
  return fields?.customerField.map(({ name, value }) => ({ name, value }))
}

function orEmpty(text: string | undefined): string | null | undefined {
  return text === '' ? null : text
}

function invalid(field: string, problem: string): Fault {
  return new Fault('INVALID_REQUEST', `${field} ${problem}`, { field })
}
