import type { Moment } from './civil-time.ts'
import type { ItemDefinition, LicenseOptions } from './item.ts'
import { addPeriod, addPeriodOnDay, dayOfEnd, dayOfFirstEnd, type Period } from './period.ts'

/** The end of a license. */
export interface End {
  /** First instant at which it is no longer valid; the days of grace of a subscription are in it. */
  readonly at: Date
  /**
   * Day of the month that the end, before any grace, keeps wherever a month has it, so that months are counted from it and
   * not from the end; of an end at midnight, the day that is over then.
   */
  readonly day: number
}

/** What of an item says when its licenses end. */
export type EndTerms = Pick<ItemDefinition<unknown>, 'subscription'> & {
  readonly options: Pick<LicenseOptions<unknown>, 'expirationTime' | 'expirationPeriod'>
}

/** What stands for "no end" where an end was set (design §3). */
export const noEnd = new Date('9999-12-31T00:00:00.000Z')

/** Whether a license with this end is valid for ever. */
export function isNoEnd(at: Date): boolean {
  return at >= noEnd
}

/** An end as it is shown; undefined where there is none. */
export function shownEnd(expiresAt: Date | null): Date | undefined {
  return expiresAt === null || isNoEnd(expiresAt) ? undefined : expiresAt
}

export function endOn(at: Date, timeZone: string): End {
  return { at, day: dayOfEnd(at, timeZone) }
}

/** What stands for the end of what is only to begin, now. */
export function endBefore({ now, timeZone }: Moment): End {
  return { at: now, day: dayOfFirstEnd(now, timeZone) }
}

/** Days that licenses of an item outlive what was paid for; 0 unless it is a subscription with grace. */
export function graceOf({ subscription }: Pick<EndTerms, 'subscription'>): number {
  return subscription?.graceDays ?? 0
}

/**
 * The end of a license that is paid until then.
 * @throws RangeError beyond the year 9999
 */
export function withGrace({ at, day }: End, graceDays: number, timeZone: string): End {
  return { at: addPeriod(at, { periodCount: graceDays, periodUnit: 'day' }, timeZone), day }
}

/** Until when a license is paid that ends then: its end before the grace. */
export function paidEnd(end: End, graceDays: number, timeZone: string): End {
  return withGrace(end, -graceDays, timeZone)
}

/**
 * The end one period later. Periods are counted from what was paid, since grace is no part of them: 31 January and ten days
 * of grace, a month later, is 28 February and ten days.
 * @throws RangeError beyond the year 9999
 */
export function laterBy(end: End, period: Period, timeZone: string, graceDays = 0): End {
  const paid = paidEnd(end, graceDays, timeZone)
  const at = addPeriodOnDay(paid.at, period, timeZone, paid.day)
  const later = period.periodUnit === 'day' ? endOn(at, timeZone) : { at, day: paid.day }
  return withGrace(later, graceDays, timeZone)
}

/**
 * The end that a license gets at its first activation, unless it is fixed before; undefined = no end. What is fixed stays:
 * a later move or restoring keeps the date, also of a period (domain.md §2.4).
 * @param added periods that were bought before the activation, on top of that of the item
 */
export function firstEnd(item: EndTerms, moment: Moment, added: readonly Period[] = []): End | undefined {
  const { timeZone } = moment
  const { expirationTime, expirationPeriod } = item.options
  if (expirationTime !== undefined) return endOn(new Date(expirationTime), timeZone)
  const period = item.subscription?.period ?? expirationPeriod
  if (period === undefined) return undefined
  const paid = [period, ...added].reduce((end, each) => laterBy(end, each, timeZone), endBefore(moment))
  return withGrace(paid, graceOf(item), timeZone)
}

/** The end after an activation, as the row of a license keeps it; null = no end, or none that is fixed. */
export interface KeptEnd {
  readonly expiresAt: Date | null
  readonly expirationDay: number | null
}

/** The end that a row keeps; undefined = none, or none that is fixed yet. */
export function keptEnd({ expiresAt, expirationDay }: KeptEnd, graceDays: number, timeZone: string): End | undefined {
  if (expiresAt === null || isNoEnd(expiresAt)) return undefined
  if (expirationDay !== null) return { at: expiresAt, day: expirationDay }
  const paid = paidEnd(endOn(expiresAt, timeZone), graceDays, timeZone)
  return { at: expiresAt, day: dayOfEnd(paid.at, timeZone) }
}

/** The end of a license once it is activated: what is fixed stays, else it is fixed now. */
export function endOnceActivated(
  { expiresAt, expirationDay, addedPeriods }: KeptEnd & { readonly addedPeriods: readonly Period[] | null },
  item: EndTerms,
  moment: Moment,
): KeptEnd {
  if (expiresAt !== null) return { expiresAt, expirationDay }
  const end = firstEnd(item, moment, addedPeriods ?? [])
  return { expiresAt: end?.at ?? null, expirationDay: end?.day ?? null }
}
