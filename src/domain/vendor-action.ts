import { isWithUser, type LicenseChange, type LicenseState } from './license.ts'

/**
 * What a vendor decides about a license that is with a user, or about a whole container (domain rules of the field: a
 * vendor's action cannot be skipped and comes before what the user wants). The container does it at its next contact.
 * `withdraw` takes the license out; `replace` takes it out and puts its successor in one step; `extend` puts it again with
 * new terms; `recycle` erases the container; `recall` takes an old copy out of a license that was issued anew elsewhere.
 */
export const actionKinds = ['withdraw', 'replace', 'extend', 'recycle', 'recall'] as const

export type ActionKind = (typeof actionKinds)[number]

/** Why a step does something that no user asked for; `assign`: the license is dedicated to this container. */
export type StepCause = ActionKind | 'assign'

/**
 * `pending` waits for the next contact of its container; `delivered` is in an update on its way; `done` is known to have
 * happened; `cancelled` was taken back before it was delivered.
 */
export type ActionState = 'pending' | 'delivered' | 'done' | 'cancelled'

/** States of actions that the container has not taken yet, as far as is known. */
export const openActionStates = ['pending', 'delivered'] as const satisfies readonly ActionState[]

const next: Readonly<Record<ActionState, readonly ActionState[]>> = {
  // Done without delivery: the container was lost, or the user gave the license back by himself.
  pending: ['delivered', 'done', 'cancelled'],
  // Back to pending: the step that held it was dropped with the state that a container was in.
  delivered: ['done', 'pending'],
  done: [],
  cancelled: [],
}

/** Whether an action may go from one state to the other. What is delivered can no longer be taken back. */
export function canBecome(from: ActionState, to: ActionState): boolean {
  return next[from].includes(to)
}

/**
 * What becomes of a license when its container is known to have given it up.
 * @param taking what the vendor has decided about it; undefined when it was given back, or only its container was erased
 */
export function changeOnceOut(state: LicenseState, taking: ActionKind | undefined): LicenseChange {
  if (taking === 'withdraw') return 'LicenseWithdrawn'
  if (taking === 'replace') return 'LicenseReplaced'
  return state === 'Returning' ? 'LicenseReturned' : 'LicenseRecycled'
}

/** When something that a vendor decides about a license happens. */
export type WhenDone = 'now' | 'atContact' | 'never'

/**
 * `now` while nobody has the license; `atContact` while a container holds it, or is about to get or to give it up; `never`
 * once it is at an end, and not a second time while it is already to be taken out of its container.
 */
export function whenDone(state: LicenseState): WhenDone {
  if (state === 'NotCollected') return 'now'
  if (state === 'WithdrawPending' || !isWithUser(state)) return 'never'
  return 'atContact'
}

/** The word by which the contract calls a kind of action. */
export function actionName(kind: StepCause): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1)
}
