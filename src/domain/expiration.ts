import type { LicenseOptions } from './item.ts'
import { addPeriod, addPeriodOnDay, type Period } from './period.ts'

/** The end of a license. */
export interface End {
  /** First instant at which it is no longer valid. */
  readonly at: Date
  /** Day of the month that the end keeps wherever a month has it, so that months are counted from it and not from the end. */
  readonly day: number
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

/**
 * The end one period later.
 * @throws RangeError beyond the year 9999
 */
export function laterBy({ at, day }: End, period: Period): End {
  if (period.periodUnit === 'day') return endOn(addPeriod(at, period))
  return { at: addPeriodOnDay(at, period, day), day }
}

/**
 * The end that a license gets at its first activation, unless it is fixed before; undefined = no end. What is fixed stays:
 * a later move or restoring keeps the date, also of a period (domain.md §2.4).
 * @param added periods that were bought before the activation, on top of that of the item
 */
export function firstEnd(
  { expirationTime, expirationPeriod }: Pick<LicenseOptions<unknown>, 'expirationTime' | 'expirationPeriod'>,
  now: Date,
  added: readonly Period[] = [],
): End | undefined {
  if (expirationTime !== undefined) return endOn(new Date(expirationTime))
  if (expirationPeriod === undefined) return undefined
  return [expirationPeriod, ...added].reduce(laterBy, endOn(now))
}

/** The end after an activation, as the row of a license keeps it; null = no end, or none that is fixed. */
export interface KeptEnd {
  readonly expiresAt: Date | null
  readonly expirationDay: number | null
}

/** The end of a license once it is activated: what is fixed stays, else it is fixed now. */
export function endOnceActivated(
  { expiresAt, expirationDay, addedPeriods }: KeptEnd & { readonly addedPeriods: readonly Period[] | null },
  options: Parameters<typeof firstEnd>[0],
  now: Date,
): KeptEnd {
  if (expiresAt !== null) return { expiresAt, expirationDay }
  const end = firstEnd(options, now, addedPeriods ?? [])
  return { expiresAt: end?.at ?? null, expirationDay: end?.day ?? null }
}
