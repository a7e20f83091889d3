import { hostname } from 'node:os'
import { holdLease, type Lease, LeaseLost, returnLease, takeLease } from '../background/lease.ts'
import type { Work } from '../background/task.ts'
import type { Points } from '../store/points.ts'
import type { Store } from '../store/store.ts'
import { numberEvents } from './number-events.ts'
import { Overtaken } from './tip.ts'

/** Name of the lease under which events are numbered. */
export const sequencerLease = 'sequencer'

export interface SequencerOptions {
  readonly store: Store
  readonly points?: Points
  /** Of this process, for people; by default machine and process id. */
  readonly holder?: string
  /** Events of one transaction at most: it must not keep SQLite's one writer, or the process, for long. */
  readonly batchSize?: number
  /** How long the others wait after this one died; milliseconds. */
  readonly leaseTime?: number
}

/** Milliseconds until the next turn. */
const pauses = {
  /** There may be more right now. */
  afterFullBatch: 0,
  /** Where events come, more will come; to wait a little makes larger batches. */
  afterEvents: 50,
  /** Nothing came. */
  whenIdle: 250,
  /** Somebody else does it. */
  withoutLease: 1000,
}

/**
 * Gives committed events their place in the one global order and in the hash chain (design §3.1, docs/ledger.md). Every
 * node runs one, and the lease decides which of them works; no writer ever waits for it.
 */
export class Sequencer implements Work {
  readonly name = 'sequencer'
  readonly #store: Store
  readonly #points: Points | undefined
  readonly #holder: string
  readonly #batchSize: number
  readonly #leaseTime: number
  #lease: Lease | undefined
  /** On the clock of `performance.now()`. */
  #renewed = 0

  constructor({ store, points, holder, batchSize = 250, leaseTime = 5000 }: SequencerOptions) {
    this.#store = store
    this.#points = points
    this.#holder = (holder ?? `${hostname()} ${String(process.pid)}`).slice(-64)
    this.#batchSize = batchSize
    this.#leaseTime = leaseTime
  }

  async turn(): Promise<number> {
    const wish = { name: sequencerLease, holder: this.#holder, milliseconds: this.#leaseTime }
    const lease = (this.#lease ??= await takeLease(this.#store, wish))
    if (lease === undefined) return pauses.withoutLease
    try {
      return await this.#work(lease)
    } catch (error) {
      // Another process took over, or was in the middle of its last batch when we did.
      if (error instanceof LeaseLost) this.#lease = undefined
      else if (!(error instanceof Overtaken)) throw error
      return pauses.whenIdle
    }
  }

  async end(): Promise<void> {
    if (this.#lease !== undefined) await returnLease(this.#store, this.#lease)
    this.#lease = undefined
  }

  async #work(lease: Lease): Promise<number> {
    const began = performance.now()
    const parts = { store: this.#store, lease, leaseTime: this.#leaseTime, batchSize: this.#batchSize }
    const numbered = await numberEvents({ ...parts, points: this.#points })
    if (numbered > 0) this.#renewed = began
    else if (began - this.#renewed > this.#leaseTime / 3) {
      await this.#store.transact((tx) => holdLease(tx, lease, this.#leaseTime), { background: true })
      this.#renewed = began
    }
    if (numbered === this.#batchSize) return pauses.afterFullBatch
    return numbered > 0 ? pauses.afterEvents : pauses.whenIdle
  }
}
