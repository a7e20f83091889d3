import { In } from 'typeorm'
import { type MoveKind, type MoveVerdict, ruleOf } from '../domain/move-rule.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { MoveRequest } from '../entities/move-request.ts'
import type { Change } from '../ledger/record.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import { leaveNotices } from '../notices/leave-notices.ts'
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
  // What somebody gives back himself he need not be told.
  if (kind !== 'return') await tellAsked(tx, call, asking, verdicts)
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

/** The customers are told, each time once. */
async function tellAsked(
  tx: Tx,
  call: Call,
  asking: readonly ItemLicense[],
  verdicts: ReadonlyMap<string, MoveVerdict>,
): Promise<void> {
  const ids = new Set(asking.flatMap(({ containerId }) => containerId ?? []))
  const containers = ids.size === 0 ? [] : await tx.findBy(Container, { id: In([...ids]) })
  const serials = new Map(containers.map(({ id, serial }) => [id, serial]))
  for (const time of new Set(asking.map((license) => waitOf(license, verdicts)?.getTime() ?? 0))) {
    const noticed = asking.filter((license) => waitOf(license, verdicts)?.getTime() === time)
    const told = noticed.map((license) => ({ license, oldSerial: serials.get(license.containerId ?? '') ?? '' }))
    await leaveNotices(tx, call, 'asked', told, new Date(time))
  }
}

/** Until when it has to wait. */
function waitOf({ id }: ItemLicense, verdicts: ReadonlyMap<string, MoveVerdict>): Date | undefined {
  const verdict = verdicts.get(id)
  return verdict === undefined || verdict.allowed ? undefined : verdict.possibleAt
}
