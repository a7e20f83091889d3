import type { ItemDefinition, LicenseOptions } from './item.ts'
import { addPeriod, addPeriodOnDay, type Period } from './period.ts'

/** The end of a license. */
export interface End {
  /** First instant at which it is no longer valid; the days of grace of a subscription are in it. */
  readonly at: Date
  /**
   * Day of the month that the end, before any grace, keeps wherever a month has it, so that months are counted from it and
   * not from the end.
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

export function endOn(at: Date): End {
  return { at, day: at.getUTCDate() }
}

/** Days that licenses of an item outlive what was paid for; 0 unless it is a subscription with grace. */
export function graceOf({ subscription }: Pick<EndTerms, 'subscription'>): number {
  return subscription?.graceDays ?? 0
}

/**
 * The end of a license that is paid until then.
 * @throws RangeError beyond the year 9999
 */
export function withGrace({ at, day }: End, graceDays: number): End {
  return { at: addPeriod(at, { periodCount: graceDays, periodUnit: 'day' }), day }
}

/** Until when a license is paid that ends then: its end before the grace. */
export function paidEnd({ at, day }: End, graceDays: number): End {
  return withGrace({ at, day }, -graceDays)
}

/**
 * The end one period later. Periods are counted from what was paid, since grace is no part of them: 31 January and ten days
 * of grace, a month later, is 28 February and ten days.
 * @throws RangeError beyond the year 9999
 */
export function laterBy(end: End, period: Period, graceDays = 0): End {
  const paid = paidEnd(end, graceDays)
  const later =
    period.periodUnit === 'day'
      ? endOn(addPeriod(paid.at, period))
      : { at: addPeriodOnDay(paid.at, period, paid.day), day: paid.day }
  return withGrace(later, graceDays)
}

/**
 * The end that a license gets at its first activation, unless it is fixed before; undefined = no end. What is fixed stays:
 * a later move or restoring keeps the date, also of a period (domain.md §2.4).
 * @param added periods that were bought before the activation, on top of that of the item
 */
export function firstEnd(item: EndTerms, now: Date, added: readonly Period[] = []): End | undefined {
  const { expirationTime, expirationPeriod } = item.options
  if (expirationTime !== undefined) return endOn(new Date(expirationTime))
  const period = item.subscription?.period ?? expirationPeriod
  if (period === undefined) return undefined
  const paid = [period, ...added].reduce((end, each) => laterBy(end, each), endOn(now))
  return withGrace(paid, graceOf(item))
}

/** The end after an activation, as the row of a license keeps it; null = no end, or none that is fixed. */
export interface KeptEnd {
  readonly expiresAt: Date | null
  readonly expirationDay: number | null
}

/** The end that a row keeps; undefined = none, or none that is fixed yet. */
export function keptEnd({ expiresAt, expirationDay }: KeptEnd, graceDays: number): End | undefined {
  if (expiresAt === null || isNoEnd(expiresAt)) return undefined
  return { at: expiresAt, day: expirationDay ?? paidEnd(endOn(expiresAt), graceDays).at.getUTCDate() }
}

/** The end of a license once it is activated: what is fixed stays, else it is fixed now. */
export function endOnceActivated(
  { expiresAt, expirationDay, addedPeriods }: KeptEnd & { readonly addedPeriods: readonly Period[] | null },
  item: EndTerms,
  now: Date,
): KeptEnd {
  if (expiresAt !== null) return { expiresAt, expirationDay }
  const end = firstEnd(item, now, addedPeriods ?? [])
  return { expiresAt: end?.at ?? null, expirationDay: end?.day ?? null }
}
