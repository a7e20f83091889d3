import type { Catalogue } from '../catalogue/catalogue.ts'
import type { SigningParts } from '../delivery/parts.ts'
import type { ServeHere } from '../delivery/serve-here.ts'
import type { Rehearse } from '../licenses/rehearsal.ts'
import type { Cursors } from '../paging/cursor.ts'
import type { TicketVault } from '../tickets/vault.ts'

/** What the operations of the Sales Interface are given beside the call. */
export interface SalesParts {
  readonly vault: TicketVault
  readonly catalogue: Catalogue
  readonly cursors: Cursors
  /** Template of the page at which a buyer redeems a ticket, with `{ticketId}` in it. */
  readonly ticketUrl: string | undefined
  /** What would become of an activation. */
  readonly rehearse: Rehearse
  /** Does what waits for a container that lives on the server. */
  readonly serveHere: ServeHere
  /** Undefined on a node that holds no firm keys. */
  readonly signing?: SigningParts | undefined
}
