import type { Renewal } from '../contract/depot.ts'
import { readTicket, type Ticket } from '../domain/ticket.ts'

/** A renewal as it was asked for, in one spelling. */
export interface WishedRenewal {
  readonly ticket: Ticket
  readonly licenseId: string
  readonly comment: string | undefined
}

/** @throws Fault `TICKET_MALFORMED` */
export function readRenewal({ ticketId, licenseId, comment }: Renewal): WishedRenewal {
  return {
    ticket: readTicket(ticketId, 'renewal/ticketId'),
    licenseId: licenseId.trim().toLowerCase(),
    comment,
  }
}

/** What makes a renewal this one and no other; only its hash is kept. */
export function renewalContent({ ticket, licenseId }: WishedRenewal, firmCode: number) {
  return { kind: 'renew', firmCode, ticket, licenseId }
}
