import type { MoveResult, ReactivateLicenses, ReactivateLicensesResponse } from '../contract/depot.ts'
import { refusedOutcome } from '../domain/activation.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { Call } from '../operation.ts'
import type { ReservedActivation } from './activating.ts'
import { askCheck } from './ask-check.ts'
import { readReactivation } from './activation-wish.ts'
import { settled, type Outcome } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { reserveActivation } from './reserve-activation.ts'
import { toldDecisions } from './told-decisions.ts'
import { toldMoves } from './told-outcomes.ts'

/**
 * Issues licenses anew into another container, because the one that they were in is lost (design §2.1). It is an activation
 * of licenses that leave their containers in our books, each if the rule of its item allows it now; the old copies are
 * blocked. If all have to wait, that is no fault: the waiting time has begun, and the answer says when it ends.
 *
 * @throws Fault `TERMS_NOT_ACCEPTED`, `REACTIVATION_NOT_ALLOWED`, `APPROVAL_NEEDED`, `QUOTA_EXCEEDED`, and those of
 * ActivateLicenses
 */
export async function reactivateLicenses(
  { reactivation }: ReactivateLicenses,
  call: Call,
  parts: DepotParts,
): Promise<ReactivateLicensesResponse> {
  const wish = readReactivation(reactivation)
  const context = await receiveContext(call, reactivation.contextFile)
  await askCheck(call, parts, wish, context)
  const { serial: containerSerial } = context
  const outcome = await call.store.transact((tx) => reserveActivation(tx, call, parts, wish, context), {
    keep: !call.check,
  })
  const waiting = waitingOf(outcome)
  if (waiting !== undefined) return { result: { containerSerial, ...waiting } }
  const { reserved, outcomes } = settled(outcome)
  const told = { containerSerial, ...toldMoves(outcomes), ...toldDecisions(reserved.steps) }
  call.note({ moved: told.movedCount, refused: told.refusedCount })
  if (call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { ...told, transferId, updateFile } }))
}

/** The answer if nothing goes and a waiting time runs; else the fault says why nothing goes. */
function waitingOf(outcome: Outcome<ReservedActivation>): Omit<MoveResult, 'containerSerial'> | undefined {
  if (!('fault' in outcome)) return undefined
  const refusals = [...(outcome.refusals ?? [])]
  if (!refusals.some(([, { code }]) => code === 'WAIT')) return undefined
  const outcomes = refusals.map(([licenseId, refusal]) => refusedOutcome(licenseId, refusal))
  return { ...toldMoves(outcomes), ...toldDecisions([]) }
}
