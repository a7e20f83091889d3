import type { GetTickets, GetTicketsResponse, TicketView } from '../contract/depot.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { neededBases } from '../domain/base-license.ts'
import { shownEnd } from '../domain/expiration.ts'
import { readTickets, writeTicket, type Ticket } from '../domain/ticket.ts'
import type { Ticket as TicketRow } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import type { DepotParts } from './parts.ts'
import { firstLicenses, type ShownLicense } from './shown-licenses.ts'

const mostTickets = 20

/**
 * What the bearer of tickets may know of them. Several may be joined by semicolons in each field.
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `LIMIT_EXCEEDED`
 */
export async function getTickets(
  { ticketIds }: GetTickets,
  call: Call,
  parts: DepotParts,
): Promise<GetTicketsResponse> {
  const tickets = [
    ...new Set(ticketIds.ticketId.flatMap((text, index) => readTickets(text, `ticketIds/ticketId[${index + 1}]`))),
  ]
  if (tickets.length > mostTickets) {
    const text = `${tickets.length} tickets are more than one call may ask for.`
    throw new Fault('LIMIT_EXCEEDED', text, { field: 'ticketIds', details: { most: String(mostTickets) } })
  }
  return call.store.read(async (tx) => {
    const rows = await findTickets(tx, parts.vault, tickets)
    const known = rows.flatMap((row, index) => {
      const ticket = tickets[index]
      if (row === undefined || ticket === undefined) throw ticketUnknown(`ticketIds/ticketId[${index + 1}]`)
      return [{ row, ticket }]
    })
    const shown = await firstLicenses(
      tx,
      parts.catalogue,
      known.map(({ row }) => row.id),
    )
    const names = await baseNames(
      tx,
      parts.catalogue,
      [...shown.values()].flatMap(({ licenses }) => licenses),
    )
    const ticketView = known.map((one) => viewOf(one, names, shown.get(one.row.id)))
    return { result: { ticketViews: { ticketView } } }
  })
}

function viewOf(
  { row, ticket }: { row: TicketRow; ticket: Ticket },
  names: ReadonlyMap<string, string>,
  shown: { readonly count: number; readonly licenses: readonly ShownLicense[] } = { count: 0, licenses: [] },
): TicketView {
  return {
    ticketId: writeTicket(ticket),
    inseparable: row.inseparable ? 'yes' : 'no',
    licenseCount: shown.count,
    ticketLicenses: { ticketLicense: shown.licenses.map((license) => licenseOf(license, names)) },
  }
}

function licenseOf({ item, ...license }: ShownLicense, names: ReadonlyMap<string, string>) {
  return {
    licenseId: license.id,
    itemNumber: item.itemNumber,
    name: item.name,
    state: license.state,
    firmCode: license.firmCode,
    containerKinds: { containerKind: [...item.containerKinds] },
    containerTypeNames: { containerTypeName: [...(item.containerTypeNames ?? [])] },
    containerSerial: license.containerSerial,
    ...basesOf({ ...license, item }, names),
    trialCount: item.trialCount ?? 0,
    returnPolicy: item.returnRule.policy,
    reactivationPolicy: item.reactivationRule.policy,
    expirationTime: shownEnd(license.expiresAt),
    nextActions: { nextAction: nextActions[license.state] ?? [] },
  }
}

/** What the license needs beside it; the items of which one is enough. */
function basesOf(license: ShownLicense, names: ReadonlyMap<string, string>) {
  const { kind, itemNumbers } = neededBases(license)
  const baseItem = itemNumbers.map((itemNumber) => ({ itemNumber, name: names.get(itemNumber) ?? itemNumber }))
  return { baseRule: kind, baseItems: { baseItem } }
}

/** Names of the items that others are based on, as they are sold now; no statement where nothing is. */
async function baseNames(
  tx: Tx,
  catalogue: Catalogue,
  licenses: readonly ShownLicense[],
): Promise<Map<string, string>> {
  const items = await catalogue.sold(
    tx,
    licenses.flatMap((license) => neededBases(license).itemNumbers),
  )
  return new Map([...items].map(([itemNumber, { definition }]) => [itemNumber, definition.name]))
}

/** The operations of this interface that are of use for a license in its present state. */
const nextActions: Readonly<Record<string, string[]>> = {
  NotCollected: ['ActivateLicenses'],
  Collected: ['ContinueTransfer', 'ConfirmUpdate'],
}
