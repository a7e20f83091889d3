import { requireFirmCode } from '../catalogue/firm-scope.ts'
import type { RotateTicket, RotateTicketResponse } from '../contract/sales.ts'
import { newTicket, readTicket, writeTicket, type Ticket } from '../domain/ticket.ts'
import { License } from '../entities/license.ts'
import { Ticket as TicketRow } from '../entities/ticket.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { history } from '../vendor-actions/why.ts'
import { findTicket, isOfScope, ticketUnknown } from './find-ticket.ts'
import type { SalesParts } from './parts.ts'
import { ticketUrl } from './ticket-url.ts'

/**
 * Gives a ticket new characters. Its row stays, and with it its licenses and orders; as the row is found by the hash of
 * its characters only, the old ones are dead for every interface with the commit. A repeated requestId is answered with
 * the ticket as it is now: that request can no longer be recognised by the old characters, which is why the request is
 * looked for first.
 *
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function rotateTicket(
  { rotation }: RotateTicket,
  call: Call,
  parts: SalesParts,
): Promise<RotateTicketResponse> {
  const old = readTicket(rotation.ticketId, 'rotation/ticketId')
  const content = { ...rotation, ticketId: old }
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content })
    if (doneBefore !== undefined) {
      const row = await tx.findOneByOrFail(TicketRow, { id: doneBefore })
      return answer(tx, parts, row.id, parts.vault.open(row))
    }
    const row = await unlessDone(tx, call, { content }, () => ownTicket(tx, call, parts, old))
    const ticket = newTicket(call.random)
    const version = await changeRow(tx, TicketRow, row, { ...parts.vault.seal(ticket, row.id), updatedAt: call.now })
    const event = { kind: 'ticket', id: row.id, version, change: 'TicketRotated' } as const
    await record(tx, call, [{ ...event, ...history(rotation, {}) }])
    await rememberRequest(tx, call, { content, reference: row.id })
    // A check rolls the new characters back: they would open nothing.
    return answer(tx, parts, row.id, call.check ? undefined : ticket)
  })
}

/** It opens all licenses on it, so the client needs the firm code of each. */
async function ownTicket(tx: Tx, { caller }: Call, { vault }: SalesParts, ticket: Ticket): Promise<TicketRow> {
  const field = 'rotation/ticketId'
  const row = await findTicket(tx, vault, ticket)
  if (row === undefined || !(await isOfScope(tx, row, caller))) throw ticketUnknown(field)
  const query = tx.createQueryBuilder(License, 'license').select('license.firmCode', 'firmCode').distinct()
  const firmCodes = await query.where({ ticketId: row.id }).getRawMany<{ firmCode: number }>()
  for (const { firmCode } of firmCodes) requireFirmCode(caller, firmCode, field)
  return row
}

async function answer(
  tx: Tx,
  parts: SalesParts,
  rowId: string,
  ticket: Ticket | undefined,
): Promise<RotateTicketResponse> {
  const ticketId = ticket === undefined ? undefined : writeTicket(ticket)
  const licenseCount = await tx.countBy(License, { ticketId: rowId })
  return { result: { ticketId, ticketUrl: ticketUrl(parts, ticketId), licenseCount } }
}
