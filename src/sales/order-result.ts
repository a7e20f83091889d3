import type { CreateOrderResponse } from '../contract/sales.ts'
import { writeTicket } from '../domain/ticket.ts'
import type { Call } from '../operation.ts'
import type { IntakeResult, LineWithLicenses } from './intake.ts'
import type { OrderWish } from './order-wish.ts'
import type { SalesParts } from './parts.ts'
import { ticketUrl } from './ticket-url.ts'

/** Licenses that an answer of CreateOrder lists; the rest is counted. */
const licensesListed = 300

/** The answer of CreateOrder, with the lines in the order of the request. */
export function orderResult(call: Call, parts: SalesParts, wish: OrderWish, result: IntakeResult): CreateOrderResponse {
  const { outcome, order, known, added } = result
  const lineNumbers = result.lineNumbers ?? wish.lines.map(({ lineNumber }) => lineNumber)
  const all = inRequestOrder(lineNumbers, [...known, ...added])
  const licenseCount = all.reduce((sum, { licenses }) => sum + licenses.length, 0)
  call.note({ outcome, orderNumber: order.orderNumber, licenseCount })

  // A check made no license, so there is none to name.
  const real = call.check ? inRequestOrder(lineNumbers, known) : all
  const ticketId = result.ticket === undefined ? undefined : writeTicket(result.ticket)
  return {
    result: {
      orderNumber: order.orderNumber,
      ticketId,
      ticketUrl: ticketUrl(parts, ticketId),
      outcome,
      licenseCount,
      licenses: { license: real.flatMap(licensesOf).slice(0, licensesListed) },
    },
  }
}

function inRequestOrder(lineNumbers: readonly string[], lines: readonly LineWithLicenses[]): LineWithLicenses[] {
  const byNumber = new Map(lines.map((each) => [each.line.lineNumber, each]))
  return lineNumbers.flatMap((lineNumber) => byNumber.get(lineNumber) ?? [])
}

function licensesOf({ line: { lineNumber, itemNumber }, licenses, otherItems }: LineWithLicenses) {
  return licenses.map(({ id, state }) => {
    return { licenseId: id, lineNumber, itemNumber: otherItems?.get(id) ?? itemNumber, state }
  })
}
