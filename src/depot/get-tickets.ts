import type { GetTickets, GetTicketsResponse, TicketView } from '../contract/depot.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { neededBases } from '../domain/base-license.ts'
import { shownEnd } from '../domain/expiration.ts'
import { mayBeRenewed } from '../domain/renewal.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { isDead } from '../domain/idle-release.ts'
import { canLeave } from '../domain/license.ts'
import { endOfWait } from '../domain/move-rule.ts'
import { readTickets, writeTicket, type Ticket } from '../domain/ticket.ts'
import type { Ticket as TicketRow } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import { requestsOf } from '../moves/judge-moves.ts'
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
    const licenses = [...shown.values()].flatMap((ticket) => ticket.licenses)
    const names = await baseNames(tx, parts.catalogue, licenses)
    const waits = await reactivationTimes(tx, licenses)
    const beside = { names, waits, now: call.now }
    const ticketView = known.map((one) => viewOf(one, beside, shown.get(one.row.id)))
    return { result: { ticketViews: { ticketView } } }
  })
}

function viewOf(
  { row, ticket }: { row: TicketRow; ticket: Ticket },
  beside: Beside,
  shown: { readonly count: number; readonly licenses: readonly ShownLicense[] } = { count: 0, licenses: [] },
): TicketView {
  return {
    ticketId: writeTicket(ticket),
    inseparable: row.inseparable ? 'yes' : 'no',
    licenseCount: shown.count,
    ticketLicenses: { ticketLicense: shown.licenses.map((license) => licenseOf(license, beside)) },
  }
}

/** What is known beside the licenses. */
interface Beside {
  /** Names of the items that others are based on. */
  readonly names: ReadonlyMap<string, string>
  /** When reactivations are possible that were asked for, by license. */
  readonly waits: ReadonlyMap<string, Date>
  readonly now: Date
}

function licenseOf({ item, ...license }: ShownLicense, { names, waits, now }: Beside) {
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
    reactivationAt: waits.get(license.id),
    expirationTime: shownEnd(license.expiresAt),
    nextActions: { nextAction: nextActionsOf(license, item, now) },
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

/** Of licenses with a user for which a waiting time runs, or has run: when it is over. */
async function reactivationTimes(tx: Tx, licenses: readonly ShownLicense[]): Promise<Map<string, Date>> {
  const waiting = licenses.filter(({ state, item }) => canLeave(state) && item.reactivationRule.policy === 'wait')
  const asked = await requestsOf(tx, 'reactivation', waiting)
  return new Map(
    waiting.flatMap(({ id, item }) => {
      const askedAt = asked.get(id)
      return askedAt === undefined ? [] : [[id, endOfWait(item.reactivationRule, askedAt)]]
    }),
  )
}

/** The operations of this interface that are of use for a license in its present state. */
function nextActionsOf(
  { state, copyEndsAt }: Pick<ShownLicense, 'state' | 'copyEndsAt'>,
  { returnRule, reactivationRule, ...item }: ItemDefinition,
  now: Date,
): string[] {
  if (canLeave(state) && isDead({ copyEndsAt }, now)) return ['ActivateLicenses']
  if (state === 'NotCollected') return ['ActivateLicenses']
  const onTheWay = state === 'Collected' || state === 'Returning' ? ['ContinueTransfer', 'ConfirmUpdate'] : []
  if (!canLeave(state)) return onTheWay
  const isReturnable = state !== 'Returning' && returnRule.policy !== 'never'
  const isReactivatable = reactivationRule.policy !== 'never'
  const isRenewable = state !== 'Returning' && mayBeRenewed(item)
  return [
    ...onTheWay,
    ...(isReturnable ? ['ReturnLicenses'] : []),
    ...(isReactivatable ? ['ReactivateLicenses'] : []),
    ...(isRenewable ? ['RenewLicense'] : []),
  ]
}
