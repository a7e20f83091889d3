import type { ReturnLicenses, ReturnLicensesResponse } from '../contract/depot.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { Call } from '../operation.ts'
import { settled } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { reserveReturn } from './reserve-return.ts'
import { readReturn } from './return-wish.ts'
import { toldDecisions } from './told-decisions.ts'
import { toldMoves } from './told-outcomes.ts'

/**
 * Gives licenses of a container back (design §2.1): the update takes them out, and the receipt makes them collectable again,
 * with the ends that they have.
 *
 * @throws Fault `LICENSE_UNKNOWN`, `LICENSE_STATE`, `FIRM_CODE_OTHER`, `RETURN_NOT_ALLOWED`, `WAIT`, `APPROVAL_NEEDED`,
 * `QUOTA_EXCEEDED`, `CONTAINER_UNKNOWN`, `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_BLOCKED`,
 * `NOTHING_TO_DO`, `TRANSFER_OPEN`, `NEED_PROOF`, `MANIPULATION_DETECTED`, `REQUEST_CONFLICT`, `INVALID_REQUEST`
 */
export async function returnLicenses(
  { licenseReturn }: ReturnLicenses,
  call: Call,
  parts: DepotParts,
): Promise<ReturnLicensesResponse> {
  const wish = readReturn(licenseReturn)
  const context = await receiveContext(call, licenseReturn.contextFile)
  const { reserved, outcomes } = settled(
    await call.store.transact((tx) => reserveReturn(tx, call, parts, wish, context), { keep: !call.check }),
  )
  const { serial: containerSerial } = context
  const told = { containerSerial, ...toldMoves(outcomes), ...toldDecisions(reserved.steps) }
  call.note({ moved: told.movedCount, refused: told.refusedCount })
  if (call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { ...told, transferId, updateFile } }))
}
