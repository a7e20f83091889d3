import { In } from 'typeorm'
import type { MoveRule } from '../domain/item.ts'
import { judgeMove, type MoveDecision, type MoveKind, type MoveVerdict, ruleOf } from '../domain/move-rule.ts'
import { Move } from '../entities/move.ts'
import { MoveRequest } from '../entities/move-request.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'
import { moveDecisions } from '../vendor-actions/decide-moves.ts'

/** A license that is to leave its container, as it is there now. */
export type MovingLicense = Pick<ItemLicense, 'id' | 'generation' | 'item'>

/**
 * Judges whether licenses may leave their containers in this way, each by the rule of its item: by what was moved before,
 * since when it waits, and what a person has decided. Asks the database only for what some rule asks for.
 */
export async function judgeMoves(
  tx: Tx,
  kind: MoveKind,
  licenses: readonly MovingLicense[],
  now: Date,
): Promise<Map<string, MoveVerdict>> {
  const asking = (asks: (rule: MoveRule) => boolean) => licenses.filter(({ item }) => asks(ruleOf(kind, item)))
  const doneAt = await movesOf(tx, kind, idsOf(asking(({ maximumCount }) => maximumCount > 0)))
  const askedAt = await requestsOf(
    tx,
    kind,
    asking(({ policy }) => policy === 'wait'),
  )
  const decisions = await moveDecisions(
    tx,
    asking(({ policy }) => policy === 'manual'),
  )
  return new Map(
    licenses.map(({ id, item }) => {
      const decision = decisions.get(id)?.decision as MoveDecision | undefined
      const record = { doneAt: doneAt.get(id) ?? [], askedAt: askedAt.get(id), decision }
      return [id, judgeMove(kind, ruleOf(kind, item), record, now)]
    }),
  )
}

/** Since when copies of licenses wait for a move, by license. */
export async function requestsOf(
  tx: Tx,
  kind: MoveKind,
  licenses: readonly Pick<MovingLicense, 'id' | 'generation'>[],
): Promise<Map<string, Date>> {
  if (licenses.length === 0) return new Map()
  const generations = new Map(licenses.map(({ id, generation }) => [id, generation]))
  const rows = await tx.findBy(MoveRequest, { licenseId: In([...generations.keys()]), kind })
  const present = rows.filter(({ licenseId, generation }) => generations.get(licenseId) === generation)
  return new Map(present.map(({ licenseId, askedAt }) => [licenseId, askedAt]))
}

async function movesOf(tx: Tx, kind: MoveKind, licenseIds: readonly string[]): Promise<Map<string, Date[]>> {
  const times = new Map<string, Date[]>()
  if (licenseIds.length === 0) return times
  const select = { licenseId: true, movedAt: true } as const
  for (const { licenseId, movedAt } of await tx.find(Move, {
    select,
    where: { licenseId: In([...licenseIds]), kind },
  })) {
    times.set(licenseId, [...(times.get(licenseId) ?? []), movedAt])
  }
  return times
}

function idsOf(licenses: readonly MovingLicense[]): string[] {
  return licenses.map(({ id }) => id)
}
