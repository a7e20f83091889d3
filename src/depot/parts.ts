import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LeasePace } from '../cloud/pace.ts'
import type { SigningParts } from '../delivery/parts.ts'
import type { ActivationCheck } from '../hooks/activation-check.ts'
import type { RenewalModule } from '../hooks/renewal-module.ts'
import type { TicketVault } from '../tickets/vault.ts'

/** What the operations of the Depot Interface are given beside the call. */
export interface DepotParts extends SigningParts {
  readonly vault: TicketVault
  readonly catalogue: Catalogue
  /** How long leases of cloud containers are good. */
  readonly pace: LeasePace
  /** Asked before a renewal, where the vendor has one. */
  readonly renewalModule?: RenewalModule | undefined
  /** Asked before an activation, where the vendor has one. */
  readonly activationCheck?: ActivationCheck | undefined
}

/** What it takes to reserve an update, which is not to make it. */
export type ReservingParts = Pick<DepotParts, 'vault' | 'catalogue'>
