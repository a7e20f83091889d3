import { Fault } from '../faults.ts'

/**
 * Lets a few pieces of work run at once and some wait; more are refused. Scrypt runs in the thread pool that DNS and
 * files use too, so a flood of wrong passwords must not fill it.
 */
export class Gate {
  readonly #waiting: (() => void)[] = []
  readonly #longestQueue: number
  #free: number

  constructor(atOnce: number, longestQueue: number) {
    this.#free = atOnce
    this.#longestQueue = longestQueue
  }

  /** @throws Fault `UNAVAILABLE` when too many wait already, and what the work throws */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await this.#wait()
    try {
      return await work()
    } finally {
      // The place goes to the next one directly, so that nobody slips in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#free++
      else next()
    }
  }

  async #wait(): Promise<void> {
    if (this.#waiting.length >= this.#longestQueue) {
      throw new Fault('UNAVAILABLE', 'Too many logins at once; try again.')
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
