import { type CivilTime, civilTime, instantOf, millisecondsOfDay } from './civil-time.ts'

/** A span of the calendar. */
export interface Period {
  readonly periodCount: number
  readonly periodUnit: 'day' | 'month' | 'year'
}

/** A hundred years: longer is a mistyped number, and ends near the end of the calendar. */
export const longestPeriod = { day: 36_525, month: 1_200, year: 100 } as const

/**
 * The instant `times` periods after one at which they begin, by the calendar of the zone (design §3): clocks show the same
 * as at the beginning, whether or not they were changed meanwhile. Months and years keep the day of the beginning; a month
 * without that day ends on its last one. Since each end is counted from the beginning and not from the end before, one month
 * from 31 January is the last day of February, and two months are 31 March.
 * @throws RangeError beyond the year 9999, the last that the wire can carry
 */
export function addPeriod(beginning: Date, period: Period, timeZone: string, times = 1): Date {
  return later(beginning, { ...period, periodCount: period.periodCount * times }, timeZone, dayOfBeginning)
}

/**
 * The instant one period after an end, on this day of its month; a month without it ends on its last one. So an end that
 * was pushed from 31 January to 28 February goes on to 31 March. Days are counted, whatever day they lead to.
 * @param day 1 to 31
 * @throws RangeError beyond the year 9999
 */
export function addPeriodOnDay(end: Date, period: Period, timeZone: string, day: number): Date {
  return later(end, period, timeZone, () => day)
}

/** The day of the month on which something ends: of midnight, the one that is over then. */
export function dayOfEnd(at: Date, timeZone: string): number {
  return dayOfMonth(civilTime(at, timeZone))
}

/**
 * The day of the month on which what begins then ends, months later. What begins with the first of a month ends with the
 * last of one, however long that is.
 */
export function dayOfFirstEnd(at: Date, timeZone: string): number {
  return dayOfBeginning(civilTime(at, timeZone))
}

function later(from: Date, period: Period, timeZone: string, onDay: (civil: CivilTime) => number): Date {
  const { periodCount, periodUnit } = period
  // Of a time that clocks show twice, it stays the same one.
  if (periodCount === 0) return from
  const civil = civilTime(from, timeZone)
  const day =
    periodUnit === 'day'
      ? civil.day + periodCount
      : addMonths(civil.day, periodCount * monthsOf[periodUnit], onDay(civil))
  // Beyond the last date of JavaScript this throws a RangeError by itself.
  const end = instantOf({ day, time: civil.time }, timeZone)
  if (end.getTime() >= yearTenThousand) throw new RangeError('the period ends after the year 9999')
  return end
}

const monthsOf = { month: 1, year: 12 }
const yearTenThousand = Date.UTC(10_000, 0, 1)

function dayOfMonth({ day }: CivilTime): number {
  return dateOf(day).getUTCDate()
}

function dayOfBeginning(civil: CivilTime): number {
  const startsMonth = civil.time === millisecondsOfDay && dateOf(civil.day + 1).getUTCDate() === 1
  return startsMonth ? 31 : dayOfMonth(civil)
}

/** Days since 1970, on this day of the month or its last one. */
function addMonths(from: number, months: number, day: number): number {
  const start = dateOf(from)
  const month = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months, 1)
  return month / millisecondsOfDay + Math.min(day, daysIn(new Date(month))) - 1
}

function daysIn(month: Date): number {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate()
}

function dateOf(day: number): Date {
  return new Date(day * millisecondsOfDay)
}
