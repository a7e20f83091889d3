/** The rules of leases: how long a license of a cloud container may be used without asking again (design §4.3). */

/** A license that is to be used now, as far as its state and times go. */
export interface UsedLicense {
  readonly state: string
  /** First instant at which it is no longer valid, those that it inherits included; null = none. */
  readonly expiresAt: Date | null
  /** Valid from this instant on. */
  readonly activationTime?: string | undefined
}

/** Why a license cannot be used at this instant, as a sentence; undefined when it can. */
export function whyNotUsable({ state, expiresAt, activationTime }: UsedLicense, now: Date): string | undefined {
  if (state !== 'Collected' && state !== 'Confirmed') return `The license is ${state}.`
  if (activationTime !== undefined && new Date(activationTime) > now) return `The license begins at ${activationTime}.`
  if (expiresAt !== null && expiresAt <= now) return `The license ended at ${expiresAt.toISOString()}.`
  return undefined
}

/** How many may use a license at the same time: its License Quantity, and one where that says nothing or 0. */
export function seatCountOf(licenseQuantity: number | undefined): number {
  return Math.max(1, licenseQuantity ?? 1)
}

/** The end of a Usage Period, whose days are of 24 hours (docs/formats.md §8.2). */
export function endOfUsage(firstUsedAt: Date, days: number): Date {
  return new Date(firstUsedAt.getTime() + days * 86_400_000)
}

/** How long leases are good, and when their programs come again. */
export interface LeaseSpan {
  readonly nextContactAt: Date
  readonly validUntil: Date
}

/** What spans are made of. */
export interface Pace {
  /** Milliseconds for which a lease is good. */
  readonly span: number
  /** From 0 to below 1, so that programs which began together do not come together for ever. */
  readonly chance: number
  /** First instant at which the license cannot be used any more; null = none. */
  readonly end: Date | null
}

/** A program comes again after about this part of its lease; the rest is what an outage may last. */
const contactPart = 1 / 3
/** By so much of that the time of the next contact is scattered. */
const scatter = 0.2

/** The span of a lease from now on. It never outlives the license. */
export function leaseSpan(now: Date, { span, chance, end }: Pace): LeaseSpan {
  const last = end === null ? Infinity : end.getTime()
  const validUntil = new Date(Math.min(now.getTime() + span, last))
  const contact = span * contactPart * (1 - scatter * chance)
  return { validUntil, nextContactAt: new Date(Math.min(now.getTime() + contact, validUntil.getTime())) }
}
