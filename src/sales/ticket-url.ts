import type { SalesParts } from './parts.ts'

/** The page at which the buyer redeems this ticket, if the installation has one. */
export function ticketUrl({ ticketUrl }: SalesParts, ticketId: string | undefined): string | undefined {
  return ticketId === undefined ? undefined : ticketUrl?.replaceAll('{ticketId}', ticketId)
}
