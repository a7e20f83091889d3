import type { Work } from '../background/task.ts'
import type { Store } from '../store/store.ts'
import { countLicenses } from './count-licenses.ts'
import { Overtaken } from './tip.ts'

/** Milliseconds until the next turn, when everything is counted. */
const pause = 1000

/**
 * Keeps the counters of the statistics behind the ledger (docs/ledger.md). Every node does it and none waits for another:
 * a batch belongs to the first one that stores it.
 */
export class LicenseCounter implements Work {
  readonly name = 'statistics'
  readonly #store: Store
  readonly #batchSize: number

  /** @param batchSize events of one transaction at most: it must not keep SQLite's one writer, or the process, for long */
  constructor(store: Store, batchSize = 500) {
    this.#store = store
    this.#batchSize = batchSize
  }

  async turn(): Promise<number> {
    try {
      return (await countLicenses(this.#store, this.#batchSize)) === this.#batchSize ? 0 : pause
    } catch (error) {
      if (error instanceof Overtaken) return pause
      throw error
    }
  }
}
