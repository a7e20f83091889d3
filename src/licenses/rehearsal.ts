import type { Refusal } from '../domain/activation-rules.ts'
import type { GivenParameter } from '../domain/item-parameters.ts'
import type { ContainerKind } from '../domain/item.ts'
import type { Ticket } from '../domain/ticket.ts'
import type { Container } from '../entities/container.ts'
import type { Call } from '../operation.ts'

/** An activation that is tried out: by whom, and of what, nobody asks; the vendor wants to know what would happen. */
export interface RehearsalWish {
  readonly ticket: Ticket
  /** Licenses of the ticket. */
  readonly licenseIds: readonly string[]
  readonly parameters: readonly GivenParameter[]
  /** Of the context that the container would send. */
  readonly firmCode: number
  /** One that is known, as it was at its last contact; or a new one of this kind. */
  readonly container: Container | ContainerKind
}

/** What would become of one license; without a refusal it would be in the update. */
export interface Forecast {
  readonly licenseId: string
  readonly refusal?: Refusal | undefined
}

/**
 * Tries an activation out: its whole code runs, and nothing is stored. The Depot brings it, and the composition root hands
 * it to whoever explains.
 */
export type Rehearse = (call: Call, wish: RehearsalWish) => Promise<readonly Forecast[]>
