import { setTimeout as sleep } from 'node:timers/promises'

/** Work that goes on as long as the server runs, turn by turn. */
export interface Work {
  readonly name: string
  /** Does what is to be done now, and gives the milliseconds until the next turn. */
  turn(): Promise<number>
  /** Once, after the last turn. */
  end?(): Promise<void>
}

/** Work that has begun. */
export interface Task {
  /** Lets the present turn end, and begins no other; twice is once. */
  stop(): Promise<void>
}

/** A turn that failed is told and done again, at growing intervals up to this; milliseconds. */
const longestPause = 30_000

/** Begins work; an error of a turn never ends it. */
export function startTask(work: Work, onTrouble: (work: string, error: unknown) => void): Task {
  const stopping = new AbortController()
  const ended = turns(work, stopping.signal, onTrouble)
  return {
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}

async function turns(work: Work, signal: AbortSignal, onTrouble: (work: string, error: unknown) => void) {
  const told = (error: unknown) => {
    onTrouble(work.name, error)
  }
  let failures = 0
  while (!signal.aborted) {
    const pause = await work.turn().then(
      (next) => {
        failures = 0
        return next
      },
      (error: unknown) => {
        told(error)
        failures += 1
        return Math.min(500 * 2 ** failures, longestPause)
      },
    )
    await sleep(pause, undefined, { signal }).catch(() => undefined)
  }
  await work.end?.().catch(told)
}
