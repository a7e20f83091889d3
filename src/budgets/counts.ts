/** What the database said last about one count. */
export interface Count {
  readonly failures: number
  readonly endsAt: Date
}

/** Counts that are remembered; what is forgotten is learned again from the database, by the next failure. */
const mostCounts = 50_000

/** What this process knows of failed attempts, so that a spent budget needs no look at the database. */
export class Counts {
  readonly #most: number
  /** The one that was heard of longest ago first. */
  readonly #known = new Map<string, Count>()

  constructor(most = mostCounts) {
    this.#most = most
  }

  /** Undefined when nothing has failed, as far as this process knows, or the time is over. */
  get(name: string, now: Date): Count | undefined {
    const count = this.#known.get(name)
    if (count === undefined || count.endsAt > now) return count
    this.#known.delete(name)
    return undefined
  }

  /** Of two answers of the database that overtook each other, the higher count is the newer one. */
  set(name: string, count: Count): void {
    const before = this.#known.get(name)
    const isOld = before?.endsAt.getTime() === count.endsAt.getTime() && before.failures > count.failures
    this.#known.delete(name)
    this.#known.set(name, isOld ? before : count)
    const [oldest] = this.#known.keys()
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest)
  }
}
