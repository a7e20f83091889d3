import { isWithUser, licenseStates } from '../domain/license.ts'
import type { DepotCall } from './depot-client.ts'
import { RuntimeRefusal } from './refusal.ts'

/** A ticket as the Depot shows it to its bearer. */
export interface TicketView {
  readonly ticketId: string
  /** All its licenses go into one container. */
  readonly inseparable: boolean
  /** How many licenses are on it; of a long ticket only the first are shown. */
  readonly licenseCount: number
  /** At least one. */
  readonly licenses: readonly TicketLicense[]
}

export interface TicketLicense {
  readonly licenseId: string
  readonly itemNumber: string
  readonly name: string
  readonly state: string
  readonly firmCode: number
  readonly containerKinds: readonly string[]
  /** The container it is in, or on its way to. */
  readonly containerSerial?: string | undefined
  readonly expiresAt?: string | undefined
  /** A reactivation was asked for and waits: when it is possible. */
  readonly reactivationAt?: string | undefined
  /** Operations of the Depot that can be called for it now. */
  readonly nextActions: readonly string[]
}

/** The SOAP client leaves numbers of derived types as text. */
interface WireLicense {
  readonly licenseId: string
  readonly itemNumber: string
  readonly name: string
  readonly state: string
  readonly firmCode: string | number
  readonly containerKinds?: { readonly containerKind?: readonly string[] } | null
  readonly containerSerial?: string
  readonly expirationTime?: Date
  readonly reactivationAt?: Date
  readonly nextActions?: { readonly nextAction?: readonly string[] } | null
}

interface WireTicket {
  readonly ticketId: string
  readonly inseparable: string
  readonly licenseCount?: string | number
  readonly ticketLicenses: { readonly ticketLicense?: readonly WireLicense[] } | null
}

interface WireTickets {
  readonly ticketViews: { readonly ticketView?: readonly WireTicket[] } | null
}

/**
 * Asks the Depot what is on a ticket.
 * @throws RuntimeRefusal LICENSE_MISSING if nothing is, and those of the Depot
 */
export async function showTicket(depot: DepotCall, ticketId: string): Promise<TicketView> {
  const list = await depot<WireTickets>('GetTickets', { ticketIds: { ticketId: [ticketId] } })
  const [ticket] = list.ticketViews?.ticketView ?? []
  const licenses = (ticket?.ticketLicenses?.ticketLicense ?? []).map(readLicense)
  if (ticket === undefined || licenses.length === 0)
    throw new RuntimeRefusal('LICENSE_MISSING', 'There are no licenses on this ticket.', 'Ask the vendor.')
  const licenseCount = Number(ticket.licenseCount ?? licenses.length)
  return { ticketId: ticket.ticketId, inseparable: ticket.inseparable === 'yes', licenseCount, licenses }
}

function readLicense(wire: WireLicense): TicketLicense {
  const { licenseId, itemNumber, name, state, firmCode, containerSerial } = wire
  return {
    licenseId,
    itemNumber,
    name,
    state,
    firmCode: Number(firmCode),
    containerKinds: wire.containerKinds?.containerKind ?? [],
    containerSerial,
    expiresAt: wire.expirationTime?.toISOString(),
    reactivationAt: wire.reactivationAt?.toISOString(),
    nextActions: wire.nextActions?.nextAction ?? [],
  }
}

/** Whether somebody has the license, in a container or on its way there. */
export function isCollected({ state }: TicketLicense): boolean {
  return licenseStates.some((known) => known === state && isWithUser(known))
}

/** Whether the life of the license is over: nothing can be done for it. A state that is not known here is none of these. */
export function isOver({ state }: TicketLicense): boolean {
  return licenseStates.some((known) => known === state && known !== 'NotCollected' && !isWithUser(known))
}
