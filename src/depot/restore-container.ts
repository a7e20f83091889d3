import type { RestoreContainer, RestoreContainerResponse } from '../contract/depot.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { Call } from '../operation.ts'
import { settled } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { reserveRestoration } from './reserve-restoration.ts'
import { readRestoration } from './restoration-wish.ts'
import { toldDecisions } from './told-decisions.ts'
import { toldMoves } from './told-outcomes.ts'

/**
 * Puts what a lost container holds into the one of the context, because the machine was installed anew (design §2.1). The
 * lost one is found by its machine, or named, and blocked for good; each license moves if the restore rule of its item allows
 * it now. If all have to wait, that is no fault: the waiting time has begun, and nothing is blocked yet.
 *
 * @throws Fault `TERMS_NOT_ACCEPTED`, `CONTAINER_UNKNOWN`, `REACTIVATION_NOT_ALLOWED`, `APPROVAL_NEEDED`, `QUOTA_EXCEEDED`,
 * `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_KIND`, `CONTAINER_BLOCKED`, `NOTHING_TO_DO`, `TRANSFER_OPEN`, `NEED_PROOF`,
 * `MANIPULATION_DETECTED`, `REQUEST_CONFLICT`, `INVALID_REQUEST`
 */
export async function restoreContainer(
  { restoration }: RestoreContainer,
  call: Call,
  parts: DepotParts,
): Promise<RestoreContainerResponse> {
  const wish = readRestoration(restoration)
  const context = await receiveContext(call, restoration.contextFile)
  const { oldSerial, score, outcomes, reserved } = settled(
    await call.store.transact((tx) => reserveRestoration(tx, call, parts, wish, context), { keep: !call.check }),
  )
  const place = { containerSerial: context.serial, oldSerial, bindingScore: score.toFixed(2) }
  const told = { ...place, ...toldMoves(outcomes), ...toldDecisions(reserved?.steps ?? []) }
  call.note({ oldSerial, moved: told.movedCount, refused: told.refusedCount })
  if (reserved === undefined || call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { ...told, transferId, updateFile } }))
}
