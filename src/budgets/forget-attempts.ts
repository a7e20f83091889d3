import { In, LessThanOrEqual } from 'typeorm'
import type { Work } from '../background/task.ts'
import type { Clock } from '../domain/clock.ts'
import { AttemptCount } from '../entities/attempt-count.ts'
import type { Store } from '../store/store.ts'

/** Milliseconds until the next turn, when nothing is left. */
const pause = 60_000

/**
 * Deletes counts whose time is over. Every node does it and none waits for another: what is gone is gone. In small
 * transactions, since they must not keep SQLite's one writer for long.
 */
export class AttemptForgetter implements Work {
  readonly name = 'failed attempts'
  readonly #store: Store
  readonly #clock: Clock
  readonly #batchSize: number

  constructor(store: Store, clock: Clock, batchSize = 500) {
    this.#store = store
    this.#clock = clock
    this.#batchSize = batchSize
  }

  async turn(): Promise<number> {
    const over = { endsAt: LessThanOrEqual(this.#clock()) }
    const rows = await this.#store.read(
      (tx) => tx.find(AttemptCount, { where: over, order: { endsAt: 'ASC' }, take: this.#batchSize }),
      { singleStatement: true },
    )
    if (rows.length === 0) return pause
    const ids = rows.map(({ id }) => id)
    // Still over: a failure since then may have begun a new time.
    await this.#store.transact((tx) => tx.delete(AttemptCount, { id: In(ids), ...over }), { background: true })
    return rows.length === this.#batchSize ? 0 : pause
  }
}
