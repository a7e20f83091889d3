import type { ActivateLicenses, ActivateLicensesResponse } from '../contract/depot.ts'
import type { Call } from '../operation.ts'
import { askCheck } from './ask-check.ts'
import { readActivation } from './activation-wish.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import { settled } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { reserveActivation } from './reserve-activation.ts'
import { toldDecisions } from './told-decisions.ts'
import { toldOutcomes } from './told-outcomes.ts'

/**
 * Puts licenses of a ticket into a container (design §4.2): the context proves itself, one transaction chooses the licenses
 * and reserves a step for them, the update is signed outside of any transaction, and a second one stores the signed bytes
 * with the answer.
 *
 * @throws Fault `TICKET_MALFORMED`, `TICKET_UNKNOWN`, `LICENSE_UNKNOWN`, `LICENSE_STATE`, `PARAMETER_INVALID`,
 * `CONTEXT_INVALID`, `CONTEXT_STALE`, `FIRM_CODE_OTHER`, `CONTAINER_KIND`, `CONTAINER_BLOCKED`, `NOTHING_TO_DO`,
 * `CHECK_REFUSED`, `TRANSFER_OPEN`, `MANIPULATION_DETECTED`, `REQUEST_CONFLICT`, `INVALID_REQUEST`
 */
export async function activateLicenses(
  { activation }: ActivateLicenses,
  call: Call,
  parts: DepotParts,
): Promise<ActivateLicensesResponse> {
  const wish = readActivation(activation)
  const context = await receiveContext(call, activation.contextFile)
  await askCheck(call, parts, wish, context)
  const { reserved, outcomes } = settled(
    await call.store.transact((tx) => reserveActivation(tx, call, parts, wish, context), { keep: !call.check }),
  )
  const { goCount: activatedCount, ...fared } = toldOutcomes(outcomes)
  const told = { activatedCount, ...fared, ...toldDecisions(reserved.steps) }
  call.note({ activated: activatedCount, refused: fared.refusedCount })
  if (call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { transferId, updateFile, ...told } }))
}
