import type { FaultCode } from '../faults.ts'
import type { LicenseState } from './license.ts'
import { pieceOf, piecesOf } from './line-pieces.ts'
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

/** A license that stands for pieces of its line, or is to stand for them again. */
interface PieceLicense {
  readonly id: string
  readonly factor: number
  /** Of several licenses that share one piece: the same for all of them. */
  readonly pieceId: string | null
  /** The package that sold it: all of its licenses are one piece, whatever their factors. */
  readonly packageId: string | null
}

/**
 * Which of the licenses that are being withdrawn may come back to their line, one after the other: what the line says now
 * is all that it may have. A new configuration may have left their pieces out, or sold others for them.
 */
export function withRoom(
  quantity: number,
  standing: readonly PieceLicense[],
  leaving: readonly PieceLicense[],
): ReadonlySet<string> {
  const pieces = new Map(standing.map((license) => [pieceOf(license), piecesOf(license)]))
  let room = quantity - [...pieces.values()].reduce((sum, count) => sum + count, 0)
  const back = new Set<string>()
  for (const license of leaving) {
    const piece = pieceOf(license)
    if (!pieces.has(piece)) {
      const count = piecesOf(license)
      if (count > room) continue
      room -= count
      pieces.set(piece, count)
    }
    back.add(license.id)
  }
  return back
}

/** What is known of the action that takes a license out of its container. */
interface Taking {
  readonly kind: string
  readonly state: string
}

/**
 * Whether a withdrawal can be taken back: only while its container has not been given it, and its line has room for it.
 * @param hasRoom see `withRoom`
 */
export function judgeCancellation<Action extends Taking>(
  state: LicenseState,
  action: Action | undefined,
  hasRoom: boolean,
): { plan: Action } | { refusal: Refusal } {
  if (state === 'Withdrawn') return conflict('The license is withdrawn for good; sell another one.')
  if (state !== 'WithdrawPending') return nothing('The license is not being withdrawn.')
  if (action === undefined || (action.kind as ActionKind) !== 'withdraw') {
    return conflict('The license is being replaced, not withdrawn.')
  }
  if (!canBecome(action.state as ActionState, 'cancelled')) {
    return conflict('Its container has been given the withdrawal already.')
  }
  if (!hasRoom) {
    return conflict('Its order has been given a new configuration, in which there is no room for it any more.')
  }
  return { plan: action }
}

function nothing(text: string): { refusal: Refusal } {
  return { refusal: { code: 'NOTHING_TO_DO', text } }
}

function conflict(text: string): { refusal: Refusal } {
  return { refusal: { code: 'LICENSE_STATE', text } }
}
