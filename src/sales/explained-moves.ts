import type { Verdict } from '../domain/explanation.ts'
import { canLeave } from '../domain/license.ts'
import type { MoveVerdict } from '../domain/move-rule.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import { judgeMoves } from '../moves/judge-moves.ts'
import type { Call } from '../operation.ts'

/** A verdict, and from when on the license can move if it is in the wrong place. */
export type ToldVerdict = Verdict & { readonly possibleAt?: Date | undefined }

/** Whether licenses that are in a container may be taken from it there, because it is lost: judged by their items' rules. */
export async function movesOf(
  { store, now }: Call,
  licenses: readonly ItemLicense[],
): Promise<Map<string, MoveVerdict>> {
  const moving = licenses.filter(({ state }) => canLeave(state))
  return moving.length === 0 ? new Map() : store.read((tx) => judgeMoves(tx, 'reactivation', moving, now))
}

/** The verdict on a license that has to leave another container first, with what is known of that. */
export function withMoves(verdict: Verdict, move: MoveVerdict | undefined): ToldVerdict {
  if (verdict.allowed || move === undefined || verdict.code !== 'LICENSE_STATE') return verdict
  if (move.allowed) {
    const remedy = `${verdict.remedy} If that container is lost, its item allows a reactivation.`
    return { ...verdict, remedy }
  }
  return { ...verdict, remedy: `${verdict.remedy} ${move.refusal.text}`, possibleAt: move.possibleAt }
}
