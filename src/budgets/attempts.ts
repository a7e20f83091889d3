import type { Clock } from '../domain/clock.ts'
import { Fault } from '../faults.ts'
import type { Store } from '../store/store.ts'
import { budgetsOf, type Allowance, type Budget } from './budget.ts'
import { countFailures } from './count-failures.ts'
import { Counts } from './counts.ts'
import { FailureLine } from './failure-line.ts'
import { guessIn, type Subject } from './guess.ts'
import { Places } from './places.ts'
import type { Source } from './source.ts'
import { tooMany } from './too-many.ts'

/** A budget that was just spent. */
export interface Spent {
  readonly subject: Subject
  readonly budget: Budget['kind']
  /** Who failed last. */
  readonly source: Source
  readonly endsAt: Date
}

export interface AttemptsOptions extends Allowance {
  /** `ATTEMPT_MINUTES` */
  readonly attemptMinutes: number
  readonly store: Store
  readonly clock: Clock
  /** Names what is counted in the database; the same on all nodes. */
  readonly key: Buffer
  readonly onFailed: (subject: Subject) => void
  /** Told of each refusal, by the kind of the budget. */
  readonly onRefused: (budget: string) => void
  /** Told once for each budget and time, by the node whose failure was the last one allowed. */
  readonly onSpent: (spent: Spent) => void
}

/** Short enough that a lucky guess is a matter of numbers: where the budget is spent, nothing more is looked up. */
const refusedUnseen: ReadonlySet<Subject> = new Set(['ticket', 'transfer', 'serial'])

/**
 * Budgets of failed attempts (design §2.3), the same for all nodes. A failure is counted before it is answered, and one
 * too many is answered RATE_LIMITED instead, so nobody learns more from failures than the budget holds. Who succeeds
 * costs nothing. A process that has seen a budget spent refuses from memory, before it looks anything up.
 */
export class Attempts {
  readonly #options: AttemptsOptions
  readonly #counts = new Counts()
  readonly #places = new Places()

  readonly #line: FailureLine

  constructor(options: AttemptsOptions) {
    this.#options = options
    const { store, key, clock, attemptMinutes } = options
    this.#line = new FailureLine((weights) =>
      countFailures(store, key, weights, { now: clock(), span: attemptMinutes * 60_000 }),
    )
  }

  /**
   * Runs a call of somebody without an account; what fails in it because it was guessed wrongly counts.
   * @param input of the operation
   * @throws Fault `RATE_LIMITED`, and what the work throws
   */
  async guard<T>(source: Source, input: unknown, work: () => Promise<T>): Promise<T> {
    const guess = guessIn(input)
    if (guess === undefined) return work()
    const { subject, tickets } = guess
    const budgets = budgetsOf(source, subject, tickets, this.#options)
    if (!refusedUnseen.has(subject)) return this.#counting(source, subject, budgets, work)
    this.#refuseSpent(budgets)
    const leaves: (() => void)[] = []
    try {
      for (const budget of budgets) leaves.push(await this.#enter(budget))
      this.#refuseSpent(budgets)
      return await this.#counting(source, subject, budgets, work)
    } finally {
      for (const leave of leaves) leave()
    }
  }

  /**
   * Counts credentials that were wrong. It says nothing about right ones, so nobody can lock out somebody else.
   * @throws Fault `RATE_LIMITED` where there were too many; else the sender is to be told that they are wrong
   */
  async failedLogin(source: Source): Promise<void> {
    const budgets = budgetsOf(source, 'login', [], this.#options)
    this.#refuseSpent(budgets)
    await this.#count(source, 'login', budgets)
  }

  async #counting<T>(source: Source, subject: Subject, budgets: readonly Budget[], work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Fault) || error.facts.isMiss !== true) throw error
      this.#refuseSpent(budgets)
      await this.#count(source, subject, budgets)
      throw error
    }
  }

  async #count(source: Source, subject: Subject, budgets: readonly Budget[]): Promise<void> {
    const { onFailed, onSpent } = this.#options
    onFailed(subject)
    const counts = await this.#line.add(budgets)
    let over: { readonly budget: Budget; readonly endsAt: Date } | undefined
    for (const [index, budget] of budgets.entries()) {
      const count = counts[index]
      if (count === undefined) continue
      const { failures, endsAt } = count
      this.#counts.set(budget.name, count)
      const wasOpen = failures - budget.weight < budget.most
      if (failures >= budget.most && wasOpen) onSpent({ subject, budget: budget.kind, source, endsAt })
      if (failures > budget.most && (over === undefined || endsAt > over.endsAt)) over = { budget, endsAt }
    }
    if (over !== undefined) throw this.#refusal(over.budget, over.endsAt)
  }

  #enter({ name, weight, most }: Budget): Promise<() => void> {
    const room = () => most - (this.#counts.get(name, this.#options.clock())?.failures ?? 0)
    return this.#places.enter(name, weight, room)
  }

  /** By the budget that stays spent longest, so that nobody comes again in vain. */
  #refuseSpent(budgets: readonly Budget[]): void {
    const now = this.#options.clock()
    const spent = budgets.flatMap((budget) => {
      const count = this.#counts.get(budget.name, now)
      return count === undefined || count.failures < budget.most ? [] : [{ budget, endsAt: count.endsAt }]
    })
    const [last] = spent.sort((a, b) => b.endsAt.getTime() - a.endsAt.getTime())
    if (last !== undefined) throw this.#refusal(last.budget, last.endsAt)
  }

  #refusal({ kind }: Budget, endsAt: Date): Fault {
    const { clock, onRefused } = this.#options
    onRefused(`attempts_${kind}`)
    const now = clock()
    return tooMany(texts[kind], endsAt.getTime() - now.getTime(), now)
  }
}

const texts: Readonly<Record<Budget['kind'], string>> = {
  address: 'Too many failed attempts from this address.',
  network: 'Too many failed attempts from this network.',
  ticket: 'Too many failed attempts at tickets like this one.',
}
