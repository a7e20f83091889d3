import type { Clock } from './clock.ts'

/** The clock of an installation that may be moved: the real one, and how far it was moved. */
export class TestClock {
  readonly #real: Clock
  #offset = 0

  constructor(real: Clock) {
    this.#real = real
  }

  /** What it shows. */
  readonly clock: Clock = () => new Date(this.#real().getTime() + this.#offset)

  /** Moves it as somebody else did. */
  moveTo(offset: number): void {
    this.#offset = offset
  }

  /** How far it has to be moved so that it shows this instant now. */
  offsetFor(instant: Date): number {
    return instant.getTime() - this.#real().getTime()
  }
}
