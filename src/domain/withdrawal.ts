import type { FaultCode } from '../faults.ts'
import type { LicenseState } from './license.ts'
import { type ActionKind, type ActionState, canBecome, whenDone } from './vendor-action.ts'

/** Why a license cannot be withdrawn, or its withdrawal not be taken back. */
interface Refusal {
  readonly code: FaultCode
  readonly text: string
}

/** Whether a license can be withdrawn, and when that happens. */
export function judgeWithdrawal(state: LicenseState): { plan: 'now' | 'atContact' } | { refusal: Refusal } {
  const when = whenDone(state)
  if (when !== 'never') return { plan: when }
  if (state === 'WithdrawPending') return nothing('The license is being withdrawn already.')
  if (state === 'Withdrawn') return nothing('The license is withdrawn already.')
  return { refusal: { code: 'LICENSE_STATE', text: `The license is ${state} and with nobody any more.` } }
}

/** What is known of the action that takes a license out of its container. */
interface Taking {
  readonly kind: string
  readonly state: string
}

/** Whether a withdrawal can be taken back: only while its container has not been given it. */
export function judgeCancellation<Action extends Taking>(
  state: LicenseState,
  action: Action | undefined,
): { plan: Action } | { refusal: Refusal } {
  if (state === 'Withdrawn') return conflict('The license is withdrawn for good; sell another one.')
  if (state !== 'WithdrawPending') return nothing('The license is not being withdrawn.')
  if (action === undefined || (action.kind as ActionKind) !== 'withdraw') {
    return conflict('The license is being replaced, not withdrawn.')
  }
  if (!canBecome(action.state as ActionState, 'cancelled')) {
    return conflict('Its container has been given the withdrawal already.')
  }
  return { plan: action }
}

function nothing(text: string): { refusal: Refusal } {
  return { refusal: { code: 'NOTHING_TO_DO', text } }
}

function conflict(text: string): { refusal: Refusal } {
  return { refusal: { code: 'LICENSE_STATE', text } }
}
