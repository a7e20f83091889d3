/**
 * The first instant of a day in a time zone; of a day that the zone skipped, the first of the next one. The zone's local
 * date never goes back, so the instant is searched for, which is right on every day that changes the clock.
 * @param day `2027-12-31`
 */
export function startOfDay(day: string, timeZone: string): Date {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, ...dateOnly })
  const utc = Date.parse(`${day}T00:00:00.000Z`) / second
  // No zone is further than this from UTC.
  let [before, found] = [utc - 26 * 3600, utc + 26 * 3600]
  while (found - before > 1) {
    const middle = Math.floor((before + found) / 2)
    if (localDay(format, middle) < day) before = middle
    else found = middle
  }
  return new Date(found * second)
}

/** The end of a day in a time zone: the first instant that is no longer part of it, since times are half-open (design §3). */
export function endOfDay(day: string, timeZone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400 * second)
  return startOfDay(next.toISOString().slice(0, 10), timeZone)
}

const second = 1000
const dateOnly = { year: 'numeric', month: '2-digit', day: '2-digit' } as const

/** Swedish dates are ISO 8601, but for the zeros of early years. */
function localDay(format: Intl.DateTimeFormat, seconds: number): string {
  return format.format(seconds * second).padStart('2027-12-31'.length, '0')
}
