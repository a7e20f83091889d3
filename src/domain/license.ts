import { Fault } from '../faults.ts'

/**
 * What a license is for its vendor (design §3). `NotCollected` waits on its ticket; `Collected` is in an update on its way;
 * `Confirmed` is known to be in its container; `Returning` is to leave it by an update on its way; `WithdrawPending` leaves
 * it at the container's next contact; `Withdrawn`, `Replaced` and `Blocked` are ends.
 */
export const licenseStates = [
  'NotCollected',
  'Collected',
  'Confirmed',
  'Returning',
  'WithdrawPending',
  'Withdrawn',
  'Replaced',
  'Blocked',
] as const

export type LicenseState = (typeof licenseStates)[number]

interface Transition {
  readonly from: readonly LicenseState[]
  readonly to: LicenseState
}

const withUser = ['Collected', 'Confirmed', 'Returning'] as const

/** Every change that a license can go through; the names are those of its events in the ledger. */
export const licenseChanges = {
  LicenseCreated: { from: [], to: 'NotCollected' },
  LicenseCollected: { from: ['NotCollected'], to: 'Collected' },
  LicenseConfirmed: { from: ['Collected'], to: 'Confirmed' },
  /** A return may overtake the receipt of the collection: both updates travel together. */
  LicenseReturning: { from: ['Collected', 'Confirmed'], to: 'Returning' },
  /** The receipt of a return: as if it had never been collected. */
  LicenseReturned: { from: ['Returning'], to: 'NotCollected' },
  /** The container is lost; its generation is blocked, the license can be collected again as the next one. */
  LicenseReactivated: { from: withUser, to: 'NotCollected' },
  LicenseWithdrawalOrdered: { from: withUser, to: 'WithdrawPending' },
  LicenseWithdrawn: { from: ['NotCollected', 'WithdrawPending'], to: 'Withdrawn' },
  LicenseReplaced: { from: ['NotCollected', 'WithdrawPending'], to: 'Replaced' },
  LicenseBlocked: { from: ['NotCollected', ...withUser, 'WithdrawPending'], to: 'Blocked' },
} as const satisfies Record<string, Transition>

export type LicenseChange = keyof typeof licenseChanges

/** Whether the change is possible in this state; `undefined` is the state before the first event. */
export function canChange(state: LicenseState | undefined, change: LicenseChange): boolean {
  const { from }: Transition = licenseChanges[change]
  return state === undefined ? from.length === 0 : from.includes(state)
}

/**
 * The state after the change.
 * @throws Fault `LICENSE_STATE` when the table does not allow it
 */
export function stateAfter(state: LicenseState | undefined, change: LicenseChange): LicenseState {
  if (canChange(state, change)) return licenseChanges[change].to
  const text = `a license that is ${state ?? 'not there yet'} cannot become ${licenseChanges[change].to} (${change})`
  throw new Fault('LICENSE_STATE', text, { details: state === undefined ? {} : { state } })
}

/**
 * The state of a license as its events tell it, oldest first; the row only caches it.
 * @throws Fault `LICENSE_STATE` when no license can have had these events
 */
export function stateOf(changes: Iterable<LicenseChange>): LicenseState | undefined {
  let state: LicenseState | undefined
  for (const change of changes) state = stateAfter(state, change)
  return state
}

/** Whether a copy is in a container, or may be: collected, confirmed, on its way out, or waiting to be withdrawn. */
export function isWithUser(state: LicenseState): boolean {
  return state === 'WithdrawPending' || (withUser as readonly LicenseState[]).includes(state)
}

export type LicenseCounts = Partial<Readonly<Record<LicenseState, number>>>

/** How many of the licenses are with a user. */
export function countWithUser(counts: LicenseCounts): number {
  return licenseStates.filter(isWithUser).reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

/** What a ticket is, seen from its licenses: `Open` nothing collected yet, `AllCollected` none left to collect. */
export type TicketState = 'Open' | 'InUse' | 'AllCollected'

export function ticketStateOf(counts: LicenseCounts): TicketState {
  if ((counts.NotCollected ?? 0) === 0) return 'AllCollected'
  return countWithUser(counts) === 0 ? 'Open' : 'InUse'
}
