import { millisecondsOfDay, startOfCivilDay } from './civil-time.ts'

/**
 * The first instant of a day in a time zone; of a day that the zone skipped, the first of the next one.
 * @param day `2027-12-31`
 */
export function startOfDay(day: string, timeZone: string): Date {
  return startOfCivilDay(numberOf(day), timeZone)
}

/** The end of a day in a time zone: the first instant that is no longer part of it, since times are half-open (design §3). */
export function endOfDay(day: string, timeZone: string): Date {
  return startOfCivilDay(numberOf(day) + 1, timeZone)
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`) / millisecondsOfDay
}
