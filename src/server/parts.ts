import type { Clock } from '../domain/clock.ts'
import type { RandomSource } from '../domain/random.ts'
import type { Logger } from '../logger.ts'
import type { Points } from '../store/points.ts'

/** The parts of a server that touch the world, or decide what it does by chance; a test brings its own. */
export interface Parts {
  readonly clock: Clock
  readonly random: RandomSource
  /** Ids of everything that is stored: UUIDv7, lower case. */
  readonly newId: () => string
  readonly points: Points
  readonly logger: Logger
  /** Whether the server also does what is done beside the answers; a test may want to see each turn itself. */
  readonly background: boolean
  /** The compiled program of shadows, where it does not lie beside its module (docs/shadow.md). */
  readonly shadowProgram?: URL | undefined
}
