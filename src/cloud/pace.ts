/** Leases that one process gives in a minute without feeling it. */
const calm = 3_000
/** Leases are stretched by this at most: a seat that nobody uses any more stays taken as long. */
const mostStretch = 4

/**
 * How long the leases of this process are good (setting `LEASE_MINUTES`). A busy one stretches them, so that its programs
 * come less often, and gives shorter ones again when it is calm.
 */
export class LeasePace {
  readonly #minutes: number
  readonly #calm: number
  #minute = 0
  #given = 0
  #before = 0

  /** @param calmRate leases in a minute up to which the pace stays as it is; an argument, so that tests need few */
  constructor(minutes: number, calmRate = calm) {
    this.#minutes = minutes
    this.#calm = calmRate
  }

  /** Milliseconds for which a lease is good that is given now; counts it. */
  next(now: Date): number {
    const minute = Math.floor(now.getTime() / 60_000)
    if (minute !== this.#minute) {
      this.#before = minute === this.#minute + 1 ? this.#given : 0
      this.#minute = minute
      this.#given = 0
    }
    this.#given++
    const busy = Math.max(this.#before, this.#given) / this.#calm
    return this.#minutes * 60_000 * Math.min(mostStretch, Math.max(1, busy))
  }
}
