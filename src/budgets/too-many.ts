import { Fault } from '../faults.ts'

/**
 * Says that and when to come again, in whole seconds as the header `Retry-After` has them.
 * @param wait milliseconds, more than none
 */
export function tooMany(what: string, wait: number, now: Date): Fault {
  const retryAfterSeconds = Math.max(1, Math.ceil(wait / 1000))
  const waitUntil = new Date(now.getTime() + retryAfterSeconds * 1000)
  return new Fault('RATE_LIMITED', `${what} Come again in ${retryAfterSeconds} s.`, { retryAfterSeconds, waitUntil })
}
