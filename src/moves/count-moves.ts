import { In } from 'typeorm'
import type { MoveKind } from '../domain/move-rule.ts'
import type { License } from '../entities/license.ts'
import { Move } from '../entities/move.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** A copy of a license that leaves its container. */
export interface LeavingCopy {
  readonly license: Pick<License, 'id' | 'generation'>
  readonly fromContainerId: string
}

/**
 * Counts moves of licenses. Two transactions that count the same license meet at the number, and the later one runs again,
 * with the rules of its item.
 * @param toContainerId null: they are given back
 */
export async function countMoves(
  tx: Tx,
  { now, newId }: Pick<Call, 'now' | 'newId'>,
  kind: MoveKind,
  leaving: readonly LeavingCopy[],
  toContainerId: string | null,
): Promise<void> {
  if (leaving.length === 0) return
  const numbers = await lastNumbers(
    tx,
    kind,
    leaving.map(({ license }) => license.id),
  )
  const rows = leaving.map(({ license: { id: licenseId, generation }, fromContainerId }): Move => {
    const moveNumber = (numbers.get(licenseId) ?? 0) + 1
    const copy = { licenseId, kind, moveNumber, generation }
    return { id: newId(), ...copy, fromContainerId, toContainerId, movedAt: now }
  })
  await insertRows(tx, Move, rows)
}

async function lastNumbers(tx: Tx, kind: MoveKind, licenseIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.find(Move, {
    select: { licenseId: true, moveNumber: true },
    where: { licenseId: In([...licenseIds]), kind },
    order: { moveNumber: 'ASC' },
  })
  return new Map(rows.map(({ licenseId, moveNumber }) => [licenseId, moveNumber]))
}
