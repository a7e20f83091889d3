import { isWithUser, licenseStates } from '../domain/license.ts'
import type { DepotCall } from './depot-client.ts'
import { RuntimeRefusal } from './refusal.ts'

/** What it takes to redeem a ticket. */
export interface TicketNeeds {
  /** In rising order; at least one. */
  readonly firmCodes: readonly number[]
  /** All its licenses go into one container. */
  readonly inseparable: boolean
}

/** The SOAP client leaves numbers of derived types as text. */
interface TicketList {
  ticketViews: { ticketView?: TicketView[] } | null
}

interface TicketView {
  inseparable: string
  ticketLicenses: { ticketLicense?: TicketLicense[] } | null
}

interface TicketLicense {
  licenseId: string
  state: string
  firmCode: string | number
}

/** Nothing can be done for a license in one of these states. */
const over: readonly string[] = licenseStates.filter((state) => state !== 'NotCollected' && !isWithUser(state))

/**
 * Asks the Depot which firm codes a ticket needs, or these licenses of it.
 * @throws RuntimeRefusal LICENSE_MISSING, and those of the Depot
 */
export async function ticketNeeds(
  depot: DepotCall,
  ticketId: string,
  licenseIds: readonly string[] = [],
): Promise<TicketNeeds> {
  const list = await depot<TicketList>('GetTickets', { ticketIds: { ticketId: [ticketId] } })
  const [view] = list.ticketViews?.ticketView ?? []
  const shown = view?.ticketLicenses?.ticketLicense ?? []
  const live = shown.filter(({ state }) => !over.includes(state))
  const licenses = live.length > 0 ? live : shown
  if (view === undefined || licenses.length === 0)
    throw new RuntimeRefusal('LICENSE_MISSING', 'There are no licenses on this ticket.', 'Ask the vendor.')
  const inseparable = view.inseparable === 'yes'
  const wanted = licenses.filter(({ licenseId }) => licenseIds.includes(licenseId))
  // An inseparable ticket goes as a whole; and of a long one the Depot shows only the first licenses.
  const isAll = inseparable || wanted.length < Math.max(1, licenseIds.length)
  const codes = new Set((isAll ? licenses : wanted).map(({ firmCode }) => Number(firmCode)))
  return { firmCodes: [...codes].sort((a, b) => a - b), inseparable }
}
