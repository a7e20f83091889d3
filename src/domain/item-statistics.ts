import { isWithUser, type LicenseState } from './license.ts'

/** What happened to licenses of one item in one month. */
export interface MonthCounts {
  readonly sold: number
  readonly activated: number
  readonly returned: number
  /** By how many more are with a user. */
  readonly activeChange: number
  /** By how many more are at no end. */
  readonly liveChange: number
}

/** A change of a license as the ledger tells it, and what of other rows counts. */
export interface CountedChange {
  /** `LicenseCollected` */
  readonly change: string
  /** Undefined before there was a license, or where the change is none of the state. */
  readonly stateBefore: LicenseState | undefined
  readonly stateAfter: LicenseState | undefined
  /** Was there before under another id: it is the successor of a license of the same item, or a part of one. */
  readonly wasSoldBefore: boolean
}

export const noCounts: MonthCounts = { sold: 0, activated: 0, returned: 0, activeChange: 0, liveChange: 0 }

/** What one change adds to the counters of its item and month. */
export function countsOf({ change, stateBefore, stateAfter, wasSoldBefore }: CountedChange): MonthCounts {
  const isNew = change === 'LicenseCreated'
  const hasMoved = stateAfter !== undefined && (isNew || stateBefore !== undefined)
  return {
    sold: Number(isNew && !wasSoldBefore),
    activated: Number(change === 'LicenseCollected'),
    returned: Number(change === 'LicenseReturned'),
    activeChange: hasMoved ? Number(isActive(stateAfter)) - Number(isActive(stateBefore)) : 0,
    liveChange: hasMoved ? Number(isLive(stateAfter)) - Number(isLive(stateBefore)) : 0,
  }
}

function isActive(state: LicenseState | undefined): boolean {
  return state !== undefined && isWithUser(state)
}

/** Sold, and neither withdrawn, nor replaced, nor blocked since. */
export function isLive(state: LicenseState | undefined): boolean {
  return state === 'NotCollected' || isActive(state)
}

export function addCounts(left: MonthCounts, right: MonthCounts): MonthCounts {
  return {
    sold: left.sold + right.sold,
    activated: left.activated + right.activated,
    returned: left.returned + right.returned,
    activeChange: left.activeChange + right.activeChange,
    liveChange: left.liveChange + right.liveChange,
  }
}

/** The month of an instant, UTC: `2026-05`. */
export function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 'yyyy-mm'.length)
}

/** So many months from one to the other, 0 for the same one; negative when the second is the earlier one. */
export function monthsBetween(first: string, last: string): number {
  const numberOf = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5))
  return numberOf(last) - numberOf(first)
}

/** The counters of an item in one month, and what they had come to at its end. */
export interface MonthStatistics {
  readonly month: string
  readonly sold: number
  readonly activated: number
  readonly returned: number
  /** With a user at the end of the month. */
  readonly active: number
}

export interface ItemStatistics {
  /** Live now. */
  readonly licenses: number
  /** With a user now. */
  readonly active: number
  /** Activations in all. */
  readonly transfers: number
  readonly months: readonly MonthStatistics[]
}

/**
 * The statistics of an item from all its counters, of which some months are shown. An active license of before the first
 * month shown is still active in it.
 */
export function statisticsOf(
  counters: readonly (MonthCounts & { readonly month: string })[],
  { first, last }: { readonly first: string; readonly last: string },
): ItemStatistics {
  let [licenses, active, transfers] = [0, 0, 0]
  const months: MonthStatistics[] = []
  for (const counts of counters.toSorted((left, right) => (left.month < right.month ? -1 : 1))) {
    licenses += counts.liveChange
    active += counts.activeChange
    transfers += counts.activated
    const { month, sold, activated, returned } = counts
    if (first <= month && month <= last) months.push({ month, sold, activated, returned, active })
  }
  return { licenses, active, transfers, months }
}
