import type { Work } from '../background/task.ts'
import type { Clock } from '../domain/clock.ts'
import type { Logger } from '../logger.ts'
import type { Store } from '../store/store.ts'
import { keyTroubles, type Signing } from './signer-state.ts'

/** So often the log says what is wrong with the signing keys; milliseconds. */
const interval = 6 * 3_600_000

interface KeyWatchParts {
  readonly store: Store
  readonly signing: Signing
  readonly clock: Clock
  readonly logger: Logger
}

/** Tells the log what is wrong with the signing keys of this node, since not everybody asks for its readiness. */
export class KeyWatch implements Work {
  readonly name = 'signing keys'
  readonly #store: Store
  readonly #signing: Signing
  readonly #clock: Clock
  readonly #logger: Logger

  constructor({ store, signing, clock, logger }: KeyWatchParts) {
    this.#store = store
    this.#signing = signing
    this.#clock = clock
    this.#logger = logger
  }

  async turn(): Promise<number> {
    const troubles = await keyTroubles(this.#store, this.#signing, this.#clock())
    for (const trouble of troubles) this.#logger.warn('the signing keys need their operator', { trouble })
    return interval
  }
}
