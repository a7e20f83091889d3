import type { LicenseOptions } from './item.ts'
import { addPeriod } from './period.ts'

/**
 * First instant at which a license is no longer valid, fixed at its first activation; null = no end. What is fixed stays:
 * a later move or restoring keeps the date, also of a period (domain.md §2.4).
 */
export function expirationOf(
  fixed: Date | null,
  { expirationTime, expirationPeriod }: Pick<LicenseOptions<unknown>, 'expirationTime' | 'expirationPeriod'>,
  now: Date,
): Date | null {
  if (fixed !== null) return fixed
  if (expirationTime !== undefined) return new Date(expirationTime)
  return expirationPeriod === undefined ? null : addPeriod(now, expirationPeriod)
}
