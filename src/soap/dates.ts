import { Violation } from './problems.ts'

/**
 * `xsd:dateTime` as Date. The zone is required, since a time without one means another moment to each reader; the
 * calendar is checked (30 February is refused); what is finer than a millisecond is cut off; years 0001 to 9999.
 */
export function parseDateTime(text: string): Date {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(text)
  if (!parts) throw new Violation('is not a dateTime such as 2027-01-31T12:00:00Z', text)
  const [, day, hour, minute, second, fraction, zone] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    string | undefined,
    string | undefined,
  ]
  if (zone === undefined) throw new Violation('needs a time zone: Z or an offset such as +01:00', text)
  const isMidnight = hour === '24' && minute === '00' && second === '00' && /^0*$/.test(fraction ?? '')
  if (!isDay(day) || (Number(hour) > 23 && !isMidnight) || Number(minute) > 59 || Number(second) > 59) {
    throw new Violation('is not a moment of the calendar', text)
  }
  const time = new Date(0)
  time.setUTCFullYear(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)))
  time.setUTCHours(Number(hour), Number(minute), Number(second), Number((fraction ?? '').padEnd(3, '0').slice(0, 3)))
  time.setTime(time.getTime() - offset(zone, text) * 60_000)
  if (!isYear(time)) throw new Violation('is not in the years 0001 to 9999', text)
  return time
}

/** UTC with `Z`; milliseconds only where there are some, since old clients drop or mistake them. */
export function formatDateTime(value: unknown): string {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new Violation('is not a valid Date')
  if (!isYear(value)) throw new Violation('is not in the years 0001 to 9999')
  return value.toISOString().replace('.000Z', 'Z')
}

/** `xsd:date` as text, `2027-01-31`: a day of the calendar. A zone is legal and says nothing about the day's name. */
export function parseDate(text: string): string {
  const [, day, zone] = /^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (day === undefined || !isDay(day)) throw new Violation('is not a date such as 2027-01-31', text)
  if (zone !== undefined) offset(zone, text)
  return day
}

export function formatDate(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value)) return value
  throw new Violation('is not a date such as 2027-01-31')
}

/** Minutes that the zone is ahead of UTC; XML Schema allows up to 14 hours. */
function offset(zone: string, text: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  if (Number(zone.slice(4)) > 59 || minutes > 14 * 60) throw new Violation('has an impossible time zone', text)
  return zone.startsWith('-') ? -minutes : minutes
}

function isYear(time: Date): boolean {
  const year = time.getUTCFullYear()
  return year >= 1 && year <= 9999
}

/** Is this `yyyy-mm-dd` in the calendar? */
function isDay(day: string): boolean {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))]
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return year >= 1 && date >= 1 && date <= (lengths[month - 1] ?? 0)
}
