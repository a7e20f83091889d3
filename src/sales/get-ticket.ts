import { IsNull } from 'typeorm'
import type { GetTicket, GetTicketResponse } from '../contract/sales.ts'
import { type LicenseCounts, type LicenseState, ticketStateOf } from '../domain/license.ts'
import { readTicket, writeTicket } from '../domain/ticket.ts'
import { License } from '../entities/license.ts'
import type { Ticket } from '../entities/ticket.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import { licenseStates } from './license-states.ts'
import type { SalesParts } from './parts.ts'
import { ticketUrl } from './ticket-url.ts'

/**
 * A ticket with its first licenses as they are now.
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`
 */
export async function getTicket(input: GetTicket, call: Call, parts: SalesParts): Promise<GetTicketResponse> {
  const ticket = readTicket(input.ticketId, 'ticketId')
  return call.store.read(async (tx) => {
    const row = await findTicket(tx, parts.vault, ticket)
    if (row === undefined || !(await isOfScope(tx, row, call.caller))) throw ticketUnknown('ticketId')
    const counts = await licenseCounts(tx, row)
    const ticketId = writeTicket(ticket)
    return {
      result: {
        ticketId,
        ticketUrl: ticketUrl(parts, ticketId),
        customerId: row.customerId,
        inseparable: row.inseparable ? 'yes' : 'no',
        state: ticketStateOf(counts),
        createdAt: row.createdAt,
        changedAt: await changedAt(tx, row),
        licenseCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
        licenseStates: { licenseState: await licenseStates(tx, parts, { ticketId: row.id }) },
      },
    }
  })
}

async function licenseCounts(tx: Tx, { id }: Ticket): Promise<LicenseCounts> {
  const rows = await tx
    .createQueryBuilder(License, 'license')
    .select(['license.state AS state', 'COUNT(*) AS count'])
    .where({ ticketId: id, replacedById: IsNull() })
    .groupBy('license.state')
    .getRawMany<{ state: LicenseState; count: number | string }>()
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]))
}

/** When the ticket or one of its licenses last changed. */
async function changedAt(tx: Tx, { id, updatedAt }: Ticket): Promise<Date> {
  const newest = await tx.findOne(License, { where: { ticketId: id }, order: { updatedAt: 'DESC' } })
  return newest !== null && newest.updatedAt > updatedAt ? newest.updatedAt : updatedAt
}
