/** So many seconds' worth of requests may come at once after a pause; milliseconds. */
const burst = 10_000

/** Senders that are remembered in each of two generations; with more, the longest unseen are met as new ones. */
const mostSenders = 100_000

/**
 * Lets each sender ask so often a second, and ten times as often at once after a pause (the generic cell rate algorithm,
 * a token bucket in one number). Nothing is remembered longer than it matters, and never more than `most` senders twice.
 */
export class RateLimit {
  readonly #perRequest: number
  readonly #now: () => number
  readonly #most: number
  /** Sender → the instant from which on nothing of what it asked would count any more. */
  #recent = new Map<string, number>()
  #older = new Map<string, number>()
  #turnsAt: number

  /** @param now milliseconds that never go back */
  constructor(perSecond: number, now: () => number, most = mostSenders) {
    this.#perRequest = 1000 / perSecond
    this.#now = now
    this.#most = most
    this.#turnsAt = now() + burst
  }

  /**
   * Counts a request. Gives the milliseconds until one would pass; 0 if this one may.
   * @param weight as how many it counts; however heavy, one alone passes after a pause
   */
  take(sender: string, weight = 1): number {
    const now = this.#now()
    this.#turn(now)
    const next = Math.max(this.#recent.get(sender) ?? this.#older.get(sender) ?? now, now) + this.#costOf(weight)
    const wait = next - now - burst
    if (wait > 0) return wait
    this.#recent.set(sender, next)
    return 0
  }

  /** Takes back one request that turned out to be somebody else's matter. */
  giveBack(sender: string, weight = 1): void {
    const until = this.#recent.get(sender) ?? this.#older.get(sender)
    if (until !== undefined) this.#recent.set(sender, until - this.#costOf(weight))
  }

  /** Less than a whole burst, so that a request that was counted as one before finds a place. */
  #costOf(weight: number): number {
    return Math.min(weight * this.#perRequest, burst - this.#perRequest)
  }

  /** What nobody touched for as long as a burst is full again, so it may be forgotten. */
  #turn(now: number): void {
    if (now < this.#turnsAt && this.#recent.size < this.#most) return
    this.#older = now < this.#turnsAt + burst ? this.#recent : new Map<string, number>()
    this.#recent = new Map()
    this.#turnsAt = now + burst
  }
}
