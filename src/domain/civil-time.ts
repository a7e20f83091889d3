/** Now, in the zone of the installation (`TIME_ZONE`), whose calendar counts. A `Call` is one. */
export interface Moment {
  readonly now: Date
  /** `Europe/Berlin` */
  readonly timeZone: string
}

/** A point of the calendar: a day, and what a clock on the wall shows. */
export interface CivilTime {
  /** Days since 1 January 1970. */
  readonly day: number
  /**
   * Milliseconds since midnight. Midnight itself is the end of a day and not the beginning of the next one, since it is
   * ends that are reckoned with: `millisecondsOfDay`.
   */
  readonly time: number
}

export const millisecondsOfDay = 86_400_000

/** What calendar and clock of a zone show at an instant. */
export function civilTime(at: Date, timeZone: string): CivilTime {
  const wall = wallClock(at.getTime(), timeZone)
  const day = dayOf(wall)
  // Not the hour tells a midnight: there are days that begin at one o'clock.
  if (dayOf(wallClock(at.getTime() - 1, timeZone)) < day) return { day: day - 1, time: millisecondsOfDay }
  return { day, time: wall - day * millisecondsOfDay }
}

/**
 * The instant at which calendar and clock of a zone show this. Where the clock is changed, a time may be shown twice, or
 * be left out: of two, it is the later one; of none, as much later as was left out.
 */
export function instantOf({ day, time }: CivilTime, timeZone: string): Date {
  if (time === millisecondsOfDay) return startOfCivilDay(day + 1, timeZone)
  const wall = day * millisecondsOfDay + time
  // A day off, the clock is surely that of before or after a change.
  const candidates = [wall - millisecondsOfDay, wall + millisecondsOfDay].map(
    (near) => wall - (wallClock(near, timeZone) - near),
  )
  const shown = candidates.filter((at) => wallClock(at, timeZone) === wall)
  return new Date(Math.max(...(shown.length > 0 ? shown : candidates)))
}

/**
 * The first instant of a day in a zone; of a day that the zone skipped, the first of the next one. The date of a zone never
 * goes back, so the instant is searched for, which is right on every day that changes the clock.
 */
export function startOfCivilDay(day: number, timeZone: string): Date {
  const utc = day * secondsOfDay
  // No zone is further than this from UTC.
  let [before, found] = [utc - 26 * 3600, utc + 26 * 3600]
  while (found - before > 1) {
    const middle = Math.floor((before + found) / 2)
    if (dayOf(wallClock(middle * 1000, timeZone)) < day) before = middle
    else found = middle
  }
  return new Date(found * 1000)
}

const secondsOfDay = 86_400

function dayOf(wall: number): number {
  return Math.floor(wall / millisecondsOfDay)
}

/** What the clock of a zone shows, as the instant at which a clock of UTC shows it. */
function wallClock(at: number, timeZone: string): number {
  const seconds = Math.floor(at / 1000)
  // Swedish is closest to ISO 8601: 2027-12-31 23:59:59
  const shown = formatOf(timeZone).format(seconds * 1000)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (shown.match(/\d+/g) ?? []).map(Number)
  // Date.UTC takes the year 99 for 1999.
  return (
    new Date(0).setUTCFullYear(year, month - 1, day) +
    ((hour * 60 + minute) * 60 + second) * 1000 +
    (at - seconds * 1000)
  )
}

/** Making one takes longer than using it a hundred times; an installation has one zone. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  formats.set(timeZone, made)
  return made
}
