import type { EntryResult } from '../contract/sales.ts'
import { writeTicket } from '../domain/ticket.ts'
import { type Fault, faults } from '../faults.ts'
import type { BatchEntry, UnreadableEntry } from './batch-entry.ts'
import type { IntakeResult } from './intake.ts'

/** What became of an order that was taken, now or before. */
export function entryTaken({ outcome, order, ticket, known, added }: IntakeResult): EntryResult {
  return {
    orderNumber: order.orderNumber,
    ok: true,
    outcome,
    ticketId: ticket && writeTicket(ticket),
    licenseCount: [...known, ...added].reduce((sum, { licenses }) => sum + licenses.length, 0),
  }
}

/** The contract gives a text so many characters. */
const longestText = 2000

/** Why an order was refused, in the words in which CreateOrder would have said it. */
export function entryRefused({ orderNumber }: BatchEntry | UnreadableEntry, fault: Fault): EntryResult {
  const { code, message, facts } = fault
  return {
    orderNumber,
    ok: false,
    licenseCount: 0,
    code,
    text: [...message].slice(0, longestText).join(''),
    field: facts.field,
    retry: faults[code].retry,
  }
}
