import { HttpRefusal } from './refusal.ts'

/** Milliseconds between two looks. */
const interval = 100

/** The time in milliseconds, and how to be called again and again until it is told to stop. */
export interface Beat {
  readonly now: () => number
  readonly every: (milliseconds: number, look: () => void) => () => void
}

const ownBeat: Beat = {
  now: () => performance.now(),
  every: (milliseconds, look) => {
    const timer = setInterval(look, milliseconds).unref()
    return () => {
      clearInterval(timer)
    }
  },
}

/** Knows whether requests wait too long for the processor. */
export interface Overload {
  /** A 503 while it is so. */
  refusal(): HttpRefusal | undefined
  close(): void
}

/**
 * Measures how late a timer is, which is how long everything waits that this process has to do. Two looks in a row have
 * to be late by more than `limit` milliseconds: one long step, which is over by then, is no overload.
 * @param limit 0: never
 */
export function watchOverload(limit: number, { now, every }: Beat = ownBeat): Overload {
  let due = now() + interval
  let late = 0
  let lateBefore = 0
  const look = () => {
    lateBefore = late
    late = now() - due
    due = now() + interval
  }
  const stop = limit === 0 ? undefined : every(interval, look)
  return {
    refusal: () =>
      limit > 0 && late > limit && lateBefore > limit
        ? new HttpRefusal(503, 'the server has more to do than it can; try again in a few seconds', {
            'retry-after': String(Math.ceil(late / 1000) + 1),
          })
        : undefined,
    close: () => stop?.(),
  }
}
