/** A span of the calendar. */
export interface Period {
  readonly periodCount: number
  readonly periodUnit: 'day' | 'month' | 'year'
}

/** A hundred years: longer is a mistyped number, and ends near the end of the calendar. */
export const longestPeriod = { day: 36_525, month: 1_200, year: 100 } as const

/**
 * The instant `times` periods after the anchor, UTC (design §3). Months and years keep the day of the anchor; a month
 * without that day ends on its last one. Since each end is counted from the anchor and not from the end before, one month
 * from 31 January is the last day of February, and two months are 31 March.
 * @throws RangeError beyond the year 9999, the last that the wire can carry
 */
export function addPeriod(anchor: Date, period: Period, times = 1): Date {
  const count = period.periodCount * times
  const end =
    period.periodUnit === 'day' ? addDays(anchor, count) : addMonths(anchor, count * monthsOf[period.periodUnit])
  return reachable(end)
}

/**
 * The instant one period after another, on this day of its month; a month without it ends on its last one. So an end that
 * was pushed from 31 January to 28 February goes on to 31 March. Days are counted, whatever day they lead to.
 * @param day 1 to 31
 * @throws RangeError beyond the year 9999
 */
export function addPeriodOnDay(from: Date, period: Period, day: number): Date {
  if (period.periodUnit === 'day') return addPeriod(from, period)
  return reachable(addMonths(from, period.periodCount * monthsOf[period.periodUnit], day))
}

const monthsOf = { month: 1, year: 12 }
const yearTenThousand = Date.UTC(10_000, 0, 1)

function reachable(end: Date): Date {
  if (!(end.getTime() < yearTenThousand)) throw new RangeError('the period ends after the year 9999')
  return end
}

function addDays(anchor: Date, days: number): Date {
  return new Date(anchor.getTime() + days * 86_400_000)
}

function addMonths(anchor: Date, months: number, day = anchor.getUTCDate()): Date {
  const end = new Date(anchor)
  // To the first day before the month changes, or 31 January would run over into March.
  end.setUTCDate(1)
  end.setUTCMonth(end.getUTCMonth() + months)
  end.setUTCDate(Math.min(day, daysIn(end)))
  return end
}

function daysIn(month: Date): number {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate()
}
