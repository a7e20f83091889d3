import type { BindingScheme } from '../domain/container.ts'
import type { ContainerKind } from '../domain/item.ts'
import type { Container } from '../entities/container.ts'
import type { Step } from '../entities/step.ts'

/** A container, and the chain of one firm code to which a step may be appended. */
export interface Destination {
  readonly serial: string
  readonly kind: ContainerKind
  readonly bindingScheme: BindingScheme
  readonly firmCode: number
  /** Undefined when it was never seen. */
  readonly container: Container | undefined
  /** Number of the last step that is known to be in it. */
  readonly confirmed: number
  /** Steps after that, in their order. */
  readonly unconfirmed: readonly Step[]
  /** Licenses of the firm code that it is known to hold, by its own word if it has given it. */
  readonly shown: readonly string[]
  /** Those that it gave away and has not forgotten. */
  readonly removed: readonly string[]
}
