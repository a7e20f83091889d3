import type { FaultCode } from '../faults.ts'
import type { Moment } from './civil-time.ts'
import {
  endBefore,
  endOn,
  firstEnd,
  graceOf,
  isNoEnd,
  keptEnd,
  laterBy,
  noEnd,
  withGrace,
  type End,
} from './expiration.ts'
import { highestUnits, type LicenseOptions, type Subscription } from './item.ts'
import type { Period } from './period.ts'

/** What licenses are to get; at least one of it, and of `setEnd` and `addPeriod` at most one. */
export interface Extension {
  /** The new end, for a subscription that until which it is paid, before its grace; on 9999-12-31 there is none. */
  readonly setEnd?: Date | undefined
  /** From the present end on, or from now where that has passed. */
  readonly addPeriod?: Period | undefined
  readonly addUnits?: number | undefined
  /** Release dates before this instant are to be covered. */
  readonly maintenanceUntil?: Date | undefined
}

/** Terms that a license has of its own, as its row keeps them; null: as its item says. */
export interface LicenseTerms {
  readonly expiresAt: Date | null
  /** Day of the month that the end keeps. */
  readonly expirationDay: number | null
  /** Periods that run after that of the item, from the first activation on. */
  readonly addedPeriods: readonly Period[] | null
  readonly units: number | null
  readonly maintenanceUntil: Date | null
}

export interface ExtendableLicense extends LicenseTerms {
  readonly factor: number
  readonly item: {
    readonly itemNumber: string
    readonly options: Pick<LicenseOptions, 'expirationTime' | 'expirationPeriod' | 'unitCounter' | 'maintenancePeriod'>
    readonly subscription?: Subscription | undefined
  }
}

/** The new terms, those that change; or why the license gets nothing of the extension. */
export type ExtensionVerdict =
  { readonly plan: Partial<LicenseTerms> } | { readonly refusal: { readonly code: FaultCode; readonly text: string } }

/**
 * What an extension does to one license: all of it, or nothing. It never shortens anything: an end before the present one,
 * or any end for a license that has none, is refused.
 */
export function extend(license: ExtendableLicense, extension: Extension, moment: Moment): ExtensionVerdict {
  const verdicts = [
    later(license, extension, moment),
    moreUnits(license, extension),
    longerMaintenance(license, extension),
  ].flatMap((verdict) => verdict ?? [])
  const refused = verdicts.find((verdict) => 'refusal' in verdict)
  if (refused !== undefined) return refused
  const plan = Object.assign({}, ...verdicts.map((verdict) => ('plan' in verdict ? verdict.plan : {}))) as object
  return Object.keys(plan).length === 0 ? nothing('The license has all of this already.') : { plan }
}

/** Units that were granted to a license so far; undefined where its item counts none. */
export function grantedUnits({ units, factor, item }: Pick<ExtendableLicense, 'units' | 'factor' | 'item'>) {
  const { unitCounter } = item.options
  return unitCounter && (units ?? unitCounter.units * factor)
}

function later(license: ExtendableLicense, extension: Extension, moment: Moment): ExtensionVerdict | undefined {
  const { setEnd, addPeriod } = extension
  if (setEnd === undefined && addPeriod === undefined) return undefined
  const { itemNumber, subscription } = license.item
  if (subscription?.model === 'fromActivation') {
    return nothing(`Item ${itemNumber} runs for its period from the activation; a new license of it renews.`)
  }
  try {
    if (setEnd !== undefined) return endSet(license, setEnd, moment)
    return addPeriod && periodAdded(license, addPeriod, moment)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return tooMuch('The license would end after the year 9999.')
  }
}

function endSet(license: ExtendableLicense, setEnd: Date, moment: Moment): ExtensionVerdict {
  const present = presentEnd(license, moment)
  if (present === undefined) return nothing('The license has no end.')
  const { timeZone } = moment
  const graceDays = graceOf(license.item)
  const end = isNoEnd(setEnd) ? endOn(noEnd, timeZone) : withGrace(endOn(setEnd, timeZone), graceDays, timeZone)
  if (end.at < present.at) {
    const already = license.expiresAt === null ? 'Activated now, the license would end' : 'The license ends'
    const wanted = graceDays === 0 ? 'the end that is to be set' : `what is to be set with ${graceDays} days of grace`
    return nothing(`${already} on ${present.at.toISOString()}, after ${wanted}; nothing is shortened.`)
  }
  // An end that only activation would bring about is fixed all the same: from then on it does not move.
  if (license.expiresAt?.getTime() === end.at.getTime()) return { plan: {} }
  return { plan: { expiresAt: end.at, expirationDay: end.day, addedPeriods: null } }
}

function periodAdded(license: ExtendableLicense, period: Period, moment: Moment): ExtensionVerdict {
  const { expiresAt, item } = license
  const present = presentEnd(license, moment)
  if (present === undefined) return nothing('The license has no end.')
  if (expiresAt === null && item.options.expirationTime === undefined) {
    const addedPeriods = joined(license.addedPeriods ?? [], period)
    firstEnd(item, moment, addedPeriods)
    return { plan: { addedPeriods } }
  }
  const graceDays = graceOf(item)
  const { now, timeZone } = moment
  const from = present.at < now ? withGrace(endBefore(moment), graceDays, timeZone) : present
  const end = laterBy(from, period, timeZone, graceDays)
  return { plan: { expiresAt: end.at, expirationDay: end.day } }
}

/** The end, or what it would be were the license activated now; undefined = none. */
function presentEnd(license: ExtendableLicense, moment: Moment): End | undefined {
  const { expiresAt, addedPeriods, item } = license
  return expiresAt === null
    ? firstEnd(item, moment, addedPeriods ?? [])
    : keptEnd(license, graceOf(item), moment.timeZone)
}

/** Twice a month is two months, so that the list does not grow with every renewal. */
function joined(periods: readonly Period[], { periodCount, periodUnit }: Period): Period[] {
  const last = periods.at(-1)
  if (last?.periodUnit !== periodUnit) return [...periods, { periodCount, periodUnit }]
  return [...periods.slice(0, -1), { periodCount: last.periodCount + periodCount, periodUnit }]
}

function moreUnits(license: ExtendableLicense, { addUnits }: Extension): ExtensionVerdict | undefined {
  if (addUnits === undefined) return undefined
  const granted = grantedUnits(license)
  if (granted === undefined) return nothing(`Item ${license.item.itemNumber} counts no units.`)
  const units = granted + addUnits
  if (units <= highestUnits) return { plan: addUnits === 0 ? {} : { units } }
  return tooMuch(`The license would have ${units} units, and at most ${highestUnits} are possible.`)
}

function longerMaintenance(
  { maintenanceUntil, item }: ExtendableLicense,
  extension: Extension,
): ExtensionVerdict | undefined {
  const wanted = extension.maintenanceUntil
  if (wanted === undefined) return undefined
  const { maintenancePeriod } = item.options
  if (maintenancePeriod === undefined) return nothing(`Item ${item.itemNumber} has no maintenance period.`)
  const present = maintenanceUntil ?? new Date(maintenancePeriod.endAt)
  if (wanted < present) {
    return nothing(`Maintenance lasts until ${present.toISOString()} already; nothing is shortened.`)
  }
  return { plan: wanted > present ? { maintenanceUntil: wanted } : {} }
}

function nothing(text: string): ExtensionVerdict {
  return { refusal: { code: 'NOTHING_TO_DO', text } }
}

function tooMuch(text: string): ExtensionVerdict {
  return { refusal: { code: 'LIMIT_EXCEEDED', text } }
}
