import { In } from 'typeorm'
import {
  countWithUser,
  type LicenseCounts,
  type LicenseState,
  type TicketState,
  ticketStateOf,
} from '../domain/license.ts'
import { idOfBytes } from '../entities/columns.ts'
import { License } from '../entities/license.ts'
import type { Ticket } from '../entities/ticket.ts'
import { instantOf } from '../store/listing.ts'
import type { Tx } from '../store/store.ts'

/** A ticket as its licenses make it. A license that was replaced is on its ticket no longer. */
export interface TicketSummary {
  readonly state: TicketState
  readonly licenseCount: number
  readonly collectedCount: number
  /** When the ticket or one of its licenses last changed, replaced ones included. */
  readonly changedAt: Date
}

/** One ticket as its licenses make it. */
export async function summaryOf(tx: Tx, ticket: Ticket): Promise<TicketSummary> {
  return summaryFrom(ticket, await groupsOf(tx, [ticket]))
}

/** The tickets with their summaries, in the given order; one statement for all, over their licenses only. */
export async function summarise(
  tx: Tx,
  tickets: readonly Ticket[],
): Promise<{ readonly ticket: Ticket; readonly summary: TicketSummary }[]> {
  const groups = new Map(tickets.map(({ id }) => [id, [] as Group[]]))
  for (const group of await groupsOf(tx, tickets)) groups.get(idOfBytes(group.ticket))?.push(group)
  return tickets.map((ticket) => ({ ticket, summary: summaryFrom(ticket, groups.get(ticket.id) ?? []) }))
}

interface Group {
  readonly ticket: Buffer
  readonly state: LicenseState
  readonly onTicket: number | string
  readonly changedAt: Date | string
}

async function groupsOf(tx: Tx, tickets: readonly Ticket[]): Promise<Group[]> {
  if (tickets.length === 0) return []
  return tx
    .createQueryBuilder(License, 'license')
    .select([
      'license.ticketId AS ticket',
      'license.state AS state',
      'SUM(license.replacedById IS NULL) AS onTicket',
      'MAX(license.updatedAt) AS changedAt',
    ])
    .where({ ticketId: In(tickets.map(({ id }) => id)) })
    .groupBy('license.ticketId')
    .addGroupBy('license.state')
    .getRawMany<Group>()
}

function summaryFrom(ticket: Ticket, groups: readonly Group[]): TicketSummary {
  const counts: LicenseCounts = Object.fromEntries(groups.map(({ state, onTicket }) => [state, Number(onTicket)]))
  const times = [ticket.updatedAt, ...groups.map(({ changedAt }) => instantOf(changedAt))]
  return {
    state: ticketStateOf(counts),
    licenseCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
    collectedCount: countWithUser(counts),
    changedAt: new Date(Math.max(...times.map(Number))),
  }
}
