import type { ItemDefinition } from './item.ts'

/** What of an item says how long a copy lives without contact. */
type IdleTerms = Pick<ItemDefinition<unknown>, 'idleReleaseHours'>

/** A copy of a license in a container, as far as its own end goes. */
export interface EndingCopy {
  /** When the copy is dead by itself; null: it lives as long as its license. */
  readonly copyEndsAt: Date | null
}

/** Hours that an item may let a copy live without contact: one to a leap year. */
export const longestIdle = 366 * 24

const millisecondsOfHour = 3_600_000

/** When a copy that is put into a container now, or makes contact now, is dead by itself; null: never. */
export function copyEnd({ idleReleaseHours }: IdleTerms, now: Date): Date | null {
  return idleReleaseHours === undefined ? null : new Date(now.getTime() + idleReleaseHours * millisecondsOfHour)
}

/** The end that a container is told: that of the license or of the copy, whichever comes first. */
export function toldEnd(expiresAt: Date | null, copyEndsAt: Date | null): Date | null {
  if (expiresAt === null || copyEndsAt === null) return expiresAt ?? copyEndsAt
  return expiresAt < copyEndsAt ? expiresAt : copyEndsAt
}

/** Whether a copy has died by itself, so that its license is free for another container. */
export function isDead({ copyEndsAt }: EndingCopy, now: Date): boolean {
  return copyEndsAt !== null && copyEndsAt <= now
}

/**
 * When the copy ends once its container made contact now; undefined where it keeps its end: more than half of the time is
 * left, or the license itself ends before.
 */
export function renewedCopyEnd(
  { copyEndsAt, expiresAt, item }: EndingCopy & { readonly expiresAt: Date | null; readonly item: IdleTerms },
  now: Date,
): Date | undefined {
  const renewed = copyEnd(item, now)
  if (copyEndsAt === null || renewed === null) return undefined
  if (expiresAt !== null && copyEndsAt >= expiresAt) return undefined
  const whole = renewed.getTime() - now.getTime()
  return copyEndsAt.getTime() - now.getTime() < whole / 2 ? renewed : undefined
}
