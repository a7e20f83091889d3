import { endOfDay, startOfDay } from '../domain/civil-day.ts'
import { civilTime, instantOf, millisecondsOfDay } from '../domain/civil-time.ts'
import { noEnd } from '../domain/expiration.ts'
import { Violation } from '../soap/problems.ts'
import { formatScalar, parseScalar } from '../soap/scalars.ts'

/** How a date is written on the other side, and what a date without a time means there. */
export interface DateRule {
  readonly form: string
  readonly day: 'start' | 'end' | undefined
  readonly timeZone: string
}

const tokens = { yyyy: 4, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2 } as const
type Token = keyof typeof tokens
const tokenForm = /yyyy|MM|dd|HH|mm|ss/g

const named = ['xsd:date', 'xsd:dateTime', 'epoch', 'epochMs']

export function isDateForm(form: string): boolean {
  if (named.includes(form)) return true
  const found = form.match(tokenForm) ?? []
  const rest = form.replace(tokenForm, '')
  return (
    (['yyyy', 'MM', 'dd'] as const).every((token) => (found as string[]).includes(token)) &&
    new Set(found).size === found.length &&
    /^[^A-Za-z0-9]*T?[^A-Za-z0-9]*$/.test(rest)
  )
}

/** Does the form name a day and no moment of it? */
export function isDayOnly(form: string): boolean {
  return form === 'xsd:date' || (!named.includes(form) && !form.includes('HH'))
}

/** The day that means no end. */
const lastDay = '9999-12-31'

/**
 * A date of the other side as a moment, or as a day where `wantsDay`. Nothing for zeros alone, by which ABAP and its
 * relations say that there is no date.
 */
export function readDate(text: string, { form, day, timeZone }: DateRule, wantsDay: boolean): string | undefined {
  if (/^[0\s.:/-]*$/.test(text)) return undefined
  const parts = partsOf(text, form)
  if (typeof parts !== 'string') {
    return wantsDay ? dayAt(parts, timeZone, 'start') : formatScalar('dateTime', parts)
  }
  const written = parseScalar('date', parts) as string
  if (wantsDay) return written
  if (written === lastDay) return formatScalar('dateTime', noEnd)
  return formatScalar('dateTime', (day === 'end' ? endOfDay : startOfDay)(written, timeZone))

  function partsOf(given: string, by: string): Date | string {
    if (by === 'xsd:date') return withoutZone(given)
    if (by === 'epoch' || by === 'epochMs') return fromEpoch(given, by)
    if (by === 'xsd:dateTime' && /(?:Z|[+-]\d\d:\d\d)$/.test(given)) return parseScalar('dateTime', given) as Date
    const form = by === 'xsd:dateTime' ? 'yyyy-MM-ddTHH:mm:ss' : by
    const values = valuesOf(by === 'xsd:dateTime' ? given.replace(/\.\d+$/, '') : given, form)
    const calendar = parseScalar('date', `${values.yyyy}-${values.MM}-${values.dd}`) as string
    if (isDayOnly(form)) return calendar
    const clock = parseScalar('dateTime', `${calendar}T${values.HH}:${values.mm}:${values.ss}Z`) as Date
    const number = Math.floor(clock.getTime() / millisecondsOfDay)
    return instantOf({ day: number, time: clock.getTime() - number * millisecondsOfDay }, timeZone)
  }
}

function withoutZone(text: string): string {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (day === undefined) throw new Violation('is not a date such as 2027-01-31', text)
  return day
}

function fromEpoch(text: string, form: 'epoch' | 'epochMs'): Date {
  const at = /^-?\d{1,15}$/.test(text) ? new Date(Number(text) * (form === 'epoch' ? 1000 : 1)) : undefined
  if (at === undefined || Number.isNaN(at.getTime()))
    throw new Violation(`is no number of ${form === 'epoch' ? 'seconds' : 'milliseconds'} since 1970`, text)
  return at
}

function valuesOf(text: string, form: string): Record<Token, string> {
  const values: Record<Token, string> = { yyyy: '', MM: '', dd: '', HH: '00', mm: '00', ss: '00' }
  let at = 0
  for (const step of form.match(/yyyy|MM|dd|HH|mm|ss|./g) ?? []) {
    const isToken = step in tokens
    const piece = text.slice(at, at + (isToken ? tokens[step as Token] : 1))
    if (isToken ? !/^\d+$/.test(piece) || piece.length !== tokens[step as Token] : piece !== step) {
      throw new Violation(`is not a date such as ${form}`, text)
    }
    if (isToken) values[step as Token] = piece
    at += piece.length
  }
  if (at !== text.length) throw new Violation(`is not a date such as ${form}`, text)
  return values
}

/** One of our moments (`2027-01-31T12:00:00Z`) or days (`2027-01-31`) as the other side writes it. */
export function writeDate(text: string, { form, day, timeZone }: DateRule): string {
  const isDay = !text.includes('T')
  if (form === 'xsd:dateTime' && !isDay) return text
  const at = isDay ? startOfDay(text, timeZone) : (parseScalar('dateTime', text) as Date)
  if (form === 'epoch') return String(Math.floor(at.getTime() / 1000))
  if (form === 'epochMs') return String(at.getTime())
  const shown = isDay ? text : dayAt(at, timeZone, isDayOnly(form) ? (day ?? 'start') : 'start')
  if (form === 'xsd:date') return shown
  const clock = isDay || at >= noEnd ? 0 : civilTime(at, timeZone).time % millisecondsOfDay
  const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const values: Record<Token, string> = {
    yyyy: shown.slice(0, 4),
    MM: shown.slice(5, 7),
    dd: shown.slice(8),
    HH: twoDigits(clock / 3_600_000),
    mm: twoDigits((clock / 60_000) % 60),
    ss: twoDigits((clock / 1000) % 60),
  }
  return form === 'xsd:dateTime' ? `${shown}T00:00:00Z` : form.replace(tokenForm, (token) => values[token as Token])
}

/** The day of a moment: that which it is in, or that which ends with it. */
function dayAt(at: Date, timeZone: string, meant: 'start' | 'end'): string {
  if (at >= new Date(`${lastDay}T00:00:00Z`)) return lastDay
  const { day, time } = civilTime(at, timeZone)
  const number = time === millisecondsOfDay && meant === 'start' ? day + 1 : day
  return new Date(number * millisecondsOfDay).toISOString().slice(0, 10)
}
