import type { DepotCall } from './depot-client.ts'
import { isOver, showTicket } from './ticket-view.ts'

/** What it takes to redeem a ticket. */
export interface TicketNeeds {
  /** In rising order; at least one. */
  readonly firmCodes: readonly number[]
  /** All its licenses go into one container. */
  readonly inseparable: boolean
}

/**
 * Asks the Depot which firm codes a ticket needs, or these licenses of it.
 * @throws RuntimeRefusal LICENSE_MISSING, and those of the Depot
 */
export async function ticketNeeds(
  depot: DepotCall,
  ticketId: string,
  licenseIds: readonly string[] = [],
): Promise<TicketNeeds> {
  const { inseparable, licenses: shown } = await showTicket(depot, ticketId)
  const live = shown.filter((license) => !isOver(license))
  const licenses = live.length > 0 ? live : shown
  const wanted = licenses.filter(({ licenseId }) => licenseIds.includes(licenseId))
  // An inseparable ticket goes as a whole; and of a long one the Depot shows only the first licenses.
  const isAll = inseparable || wanted.length < Math.max(1, licenseIds.length)
  const codes = new Set((isAll ? licenses : wanted).map(({ firmCode }) => firmCode))
  return { firmCodes: [...codes].sort((a, b) => a - b), inseparable }
}
