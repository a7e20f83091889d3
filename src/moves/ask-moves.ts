import { type MoveKind, type MoveVerdict, ruleOf } from '../domain/move-rule.ts'
import { License } from '../entities/license.ts'
import { MoveRequest } from '../entities/move-request.ts'
import type { Change } from '../ledger/record.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { requestsOf } from './judge-moves.ts'

/**
 * Lets the waiting times of licenses begin that were refused because they have to wait, each once for the copy that there is
 * now. Their rows change too, so that whatever else happens to them meanwhile and this see each other. Gives the events.
 * @param verdicts of `judgeMoves`, at this very time
 */
export async function askMoves(
  tx: Tx,
  call: Call,
  kind: MoveKind,
  licenses: readonly ItemLicense[],
  verdicts: ReadonlyMap<string, MoveVerdict>,
  why: Why,
): Promise<Change[]> {
  const waiting = licenses.filter(
    (license) => ruleOf(kind, license.item).policy === 'wait' && waitOf(license, verdicts),
  )
  const known = await requestsOf(tx, kind, waiting)
  const asking = waiting.filter(({ id }) => !known.has(id))
  await insertRows(
    tx,
    MoveRequest,
    asking.map(({ id: licenseId, generation }) => ({ licenseId, kind, generation, askedAt: call.now })),
  )
  await changeRows(tx, License, asking, { updatedAt: call.now })
  return asking.map((license) => ({
    kind: 'license',
    id: license.id,
    version: license.version + 1,
    change: 'LicenseMoveAsked',
    ...history(why, {
      moveKind: kind,
      generation: license.generation,
      possibleAt: waitOf(license, verdicts)?.toISOString(),
    }),
  }))
}

/** Until when it has to wait. */
function waitOf({ id }: ItemLicense, verdicts: ReadonlyMap<string, MoveVerdict>): Date | undefined {
  const verdict = verdicts.get(id)
  return verdict === undefined || verdict.allowed ? undefined : verdict.possibleAt
}
