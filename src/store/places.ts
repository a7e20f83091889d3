/** An error that reads as a lost connection, see `troubleOf`: the database did not answer, or had no connection, in time. */
export function tooLate(text: string): Error {
  return Object.assign(new Error(text), { code: 'ETIMEDOUT' })
}

/** What the promise resolves to, unless the deadline (`performance.now()`) comes first; then rejects with `tooLate`. */
export async function within<T>(deadline: number, promise: Promise<T>, text: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tooLate(text))
    }, deadline - performance.now())
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** So many at once; whoever comes when all places are taken waits, in the order of arrival, at most until a deadline. */
export class Places {
  readonly #waiting = new Set<() => void>()
  #free: number

  constructor(size: number) {
    this.#free = size
  }

  /** Resolves to what gives the place back; rejects with `tooLate`. */
  async enter(deadline: number): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1
    else await this.#wait(deadline)
    return () => {
      this.#leave()
    }
  }

  async #wait(deadline: number): Promise<void> {
    let called!: () => void
    const call = new Promise<void>((resolve) => {
      called = resolve
    })
    this.#waiting.add(called)
    try {
      await within(deadline, call, 'no connection to the database became free in time')
    } catch (error) {
      // Called and too late in the same moment: the place is his, and goes on to the next one.
      if (!this.#waiting.delete(called)) this.#leave()
      throw error
    }
  }

  #leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
