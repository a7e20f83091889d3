import type { DepotCall } from '../depot-client.ts'
import type { Surroundings } from './surroundings.ts'

/** Milliseconds after which, and in which, a person is told that the Depot is being waited for. */
const pace = 1_000

/** Shows on the terminal for how long the Depot has been taking; elsewhere, as in a log, nothing. */
export function patient(depot: DepotCall, { err, watched = false }: Surroundings): DepotCall {
  if (!watched) return depot
  return async <Result>(operation: string, request: object) => {
    let seconds = 0
    const timer = setInterval(() => {
      seconds += pace / 1000
      err(`\rWaiting for the Depot (${operation}), ${seconds} s `)
    }, pace)
    try {
      return await depot<Result>(operation, request)
    } finally {
      clearInterval(timer)
      if (seconds > 0) err(`\r${' '.repeat(70)}\r`)
    }
  }
}
