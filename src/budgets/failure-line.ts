import type { Budget } from './budget.ts'
import type { Count } from './counts.ts'

/** Failures that are counted by one transaction at most. */
const mostTogether = 500

interface Failure {
  readonly budgets: readonly Budget[]
  readonly resolve: (counts: Count[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Counts the failures of this process one transaction after the other, all that wait together. So a flood of them never
 * holds more than one connection to the database, and nobody who succeeds has to wait for it.
 */
export class FailureLine {
  readonly #count: (weights: ReadonlyMap<string, number>) => Promise<ReadonlyMap<string, Count>>
  #waiting: Failure[] = []
  #isCounting = false

  /** @param count adds to counts by their names, and gives what they come to */
  constructor(count: (weights: ReadonlyMap<string, number>) => Promise<ReadonlyMap<string, Count>>) {
    this.#count = count
  }

  /** Counts one failure against its budgets, and gives each count as it stood after this failure and before the next. */
  add(budgets: readonly Budget[]): Promise<Count[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ budgets, resolve, reject })
      if (!this.#isCounting) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isCounting = true
    while (this.#waiting.length > 0) {
      const together = this.#waiting.slice(0, mostTogether)
      this.#waiting = this.#waiting.slice(mostTogether)
      await this.#write(together).catch((error: unknown) => {
        for (const { reject } of together) reject(error)
      })
    }
    this.#isCounting = false
  }

  async #write(together: readonly Failure[]): Promise<void> {
    const weights = new Map<string, number>()
    for (const { name, weight } of together.flatMap(({ budgets }) => budgets)) {
      weights.set(name, (weights.get(name) ?? 0) + weight)
    }
    const counts = await this.#count(weights)
    for (const { budgets, resolve } of together) {
      resolve(
        budgets.map(({ name, weight }) => {
          const count = counts.get(name)
          if (count === undefined) throw new Error('a failure was not counted')
          const later = (weights.get(name) ?? 0) - weight
          weights.set(name, later)
          return { failures: count.failures - later, endsAt: count.endsAt }
        }),
      )
    }
  }
}
