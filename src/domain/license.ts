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

/**
 * What a license is with its user while it waits to be withdrawn; if the withdrawal is taken back, it is that again.
 */
export type HeldState = (typeof withUser)[number]

interface Transition {
  readonly from: readonly LicenseState[]
  /** `held`: what it was when its withdrawal was ordered, or has become since. */
  readonly to: LicenseState | 'held'
  /** What becomes of the held state if this happens while the license waits to be withdrawn, and remains waiting. */
  readonly whileWithdrawn?: { readonly from: HeldState; readonly to: HeldState }
}

const withUser = ['Collected', 'Confirmed', 'Returning'] as const

/** Every change that a license can go through; the names are those of its events in the ledger. */
export const licenseChanges = {
  LicenseCreated: { from: [], to: 'NotCollected' },
  LicenseCollected: { from: ['NotCollected'], to: 'Collected' },
  LicenseConfirmed: {
    from: ['Collected'],
    to: 'Confirmed',
    whileWithdrawn: { from: 'Collected', to: 'Confirmed' },
  },
  /** A return may overtake the receipt of the collection: both updates travel together. */
  LicenseReturning: { from: ['Collected', 'Confirmed'], to: 'Returning' },
  /** The step that was to take it out leads nowhere, and its container still has it. */
  LicenseReturnUndone: {
    from: ['Returning'],
    to: 'Confirmed',
    whileWithdrawn: { from: 'Returning', to: 'Confirmed' },
  },
  /** The receipt of a return: as if it had never been collected. */
  LicenseReturned: { from: ['Returning'], to: 'NotCollected' },
  /** The container is lost; its generation is blocked, the license can be collected again as the next one. */
  LicenseReactivated: { from: withUser, to: 'NotCollected' },
  LicenseWithdrawalOrdered: { from: withUser, to: 'WithdrawPending' },
  LicenseWithdrawalCancelled: { from: ['WithdrawPending'], to: 'held' },
  LicenseWithdrawn: { from: ['NotCollected', 'WithdrawPending'], to: 'Withdrawn' },
  /** The receipt of the erasure of its container: as if it had never been collected. */
  LicenseRecycled: { from: withUser, to: 'NotCollected' },
  LicenseReplaced: { from: ['NotCollected', 'WithdrawPending'], to: 'Replaced' },
  LicenseBlocked: { from: ['NotCollected', ...withUser, 'WithdrawPending'], to: 'Blocked' },
} as const satisfies Record<string, Transition>

export type LicenseChange = keyof typeof licenseChanges

/** A license as its events tell it. */
export interface Standing {
  readonly state: LicenseState
  /** Only while it is WithdrawPending. */
  readonly held?: HeldState | undefined
}

/**
 * Whether the change is possible in this state; `undefined` is the state before the first event.
 * @param held needed only where the state is WithdrawPending
 */
export function canChange(state: LicenseState | undefined, change: LicenseChange, held?: HeldState): boolean {
  const { from, whileWithdrawn }: Transition = licenseChanges[change]
  if (state === undefined) return from.length === 0
  if (state === 'WithdrawPending' && held !== undefined && whileWithdrawn?.from === held) return true
  return from.includes(state)
}

/**
 * The state after the change.
 * @throws Fault `LICENSE_STATE` when the table does not allow it
 */
export function stateAfter(state: LicenseState | undefined, change: LicenseChange, held?: HeldState): LicenseState {
  return standingAfter(state === undefined ? undefined : { state, held }, change).state
}

/**
 * The license after the change, with what is known of it for the case that its withdrawal is taken back.
 * @throws Fault `LICENSE_STATE` when the table does not allow it
 */
export function standingAfter(standing: Standing | undefined, change: LicenseChange): Standing {
  const { to, whileWithdrawn }: Transition = licenseChanges[change]
  if (!canChange(standing?.state, change, standing?.held)) throw impossible(standing?.state, change)
  if (to === 'held') {
    if (standing?.held === undefined) throw impossible(standing?.state, change)
    return { state: standing.held }
  }
  if (standing?.state === 'WithdrawPending' && whileWithdrawn !== undefined) {
    return { state: 'WithdrawPending', held: whileWithdrawn.to }
  }
  return to === 'WithdrawPending' ? { state: to, held: standing?.state as HeldState } : { state: to }
}

function impossible(state: LicenseState | undefined, change: LicenseChange): Fault {
  const text = `a license that is ${state ?? 'not there yet'} cannot become ${licenseChanges[change].to} (${change})`
  return new Fault('LICENSE_STATE', text, { details: state === undefined ? {} : { state } })
}

/**
 * The state of a license as its events tell it, oldest first; the row only caches it.
 * @throws Fault `LICENSE_STATE` when no license can have had these events
 */
export function stateOf(changes: Iterable<LicenseChange>): LicenseState | undefined {
  let standing: Standing | undefined
  for (const change of changes) standing = standingAfter(standing, change)
  return standing?.state
}

/** Whether a copy is in a container, or may be: collected, confirmed, on its way out, or waiting to be withdrawn. */
export function isWithUser(state: LicenseState): boolean {
  return state === 'WithdrawPending' || (withUser as readonly LicenseState[]).includes(state)
}

/** Whether a license may move: it is with a user, and not to be taken from him; that would go on wherever it is. */
export function canLeave(state: LicenseState): boolean {
  return (withUser as readonly LicenseState[]).includes(state)
}

/** The states in which a copy is in a container, or may be. */
export const statesWithUser: readonly LicenseState[] = licenseStates.filter(isWithUser)

export type LicenseCounts = Partial<Readonly<Record<LicenseState, number>>>

/** How many of the licenses are with a user. */
export function countWithUser(counts: LicenseCounts): number {
  return licenseStates.filter(isWithUser).reduce((sum, state) => sum + (counts[state] ?? 0), 0)
}

/**
 * What a ticket is, seen from its licenses: `Open` nothing collected yet, `AllCollected` none left to collect, `Closed`
 * none left at all: every license on it was withdrawn or blocked, and it opens nothing unless it is extended.
 */
export const ticketStates = ['Open', 'InUse', 'AllCollected', 'Closed'] as const

export type TicketState = (typeof ticketStates)[number]

export function ticketStateOf(counts: LicenseCounts): TicketState {
  const isInUse = countWithUser(counts) > 0
  if ((counts.NotCollected ?? 0) === 0) return isInUse ? 'AllCollected' : 'Closed'
  return isInUse ? 'InUse' : 'Open'
}
