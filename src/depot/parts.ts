import type { Catalogue } from '../catalogue/catalogue.ts'
import type { FirmSecurityBox } from '../signing/box.ts'
import type { Sealer } from '../tickets/sealed-text.ts'
import type { TicketVault } from '../tickets/vault.ts'

/** What the operations of the Depot Interface are given beside the call. */
export interface DepotParts {
  readonly vault: TicketVault
  /** Opens the hidden and secret data of items. */
  readonly sealer: Sealer
  readonly catalogue: Catalogue
  /** Signs templates and updates. */
  readonly box: FirmSecurityBox
  /** Marks every file as `test`, which a production runtime refuses. */
  readonly testMode: boolean
}
