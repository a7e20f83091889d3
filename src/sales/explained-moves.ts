import { In } from 'typeorm'
import type { Verdict } from '../domain/explanation.ts'
import { judgeMove, type MoveDecision, type MoveVerdict } from '../domain/move-rule.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { moveDecisions } from '../vendor-actions/decide-moves.ts'

/** A verdict, and from when on the license can move if it is in the wrong place. */
export type ToldVerdict = Verdict & { readonly possibleAt?: Date | undefined }

/** Whether licenses that are in a container may be taken from it there, because it is lost: judged by their items' rules. */
export async function movesOf(
  { store, now }: Call,
  licenses: readonly ItemLicense[],
): Promise<Map<string, MoveVerdict>> {
  const moving = licenses.filter(({ state }) => state === 'Collected' || state === 'Confirmed')
  if (moving.length === 0) return new Map()
  return store.read(async (tx) => {
    const ids = moving.map(({ id }) => id)
    const events = await tx.find(LedgerEvent, {
      select: { aggregateId: true, at: true },
      where: { aggregateKind: 'license', aggregateId: In(ids), change: 'LicenseReactivated' },
    })
    const decisions = await moveDecisions(tx, moving)
    const verdicts = moving.map(({ id, item }): [string, MoveVerdict] => {
      const doneAt = events.filter(({ aggregateId }) => aggregateId === id).map(({ at }) => at)
      const decision = decisions.get(id)?.decision as MoveDecision | undefined
      return [id, judgeMove('reactivation', item.reactivationRule, { doneAt, decision }, now)]
    })
    return new Map(verdicts)
  })
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
