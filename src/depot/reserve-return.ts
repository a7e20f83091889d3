import { refusedOutcome } from '../domain/activation.ts'
import type { Refusal } from '../domain/activation-rules.ts'
import { newChain } from '../domain/chain.ts'
import { stepsOf } from '../delivery/transfers.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { licensesRemoved } from '../licenses/step-actions.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { resultsOf, type ReservedActivation } from './activating.ts'
import { doneBefore } from './done-before.ts'
import { meetKnown } from './meet-known.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { returnContent, type WishedReturn } from './return-wish.ts'
import { vendorFirst } from './vendor-first.ts'
import { giveBack, requestHashOf } from './give-back.ts'

/**
 * The transaction of a return: what was done under this request id before is found again; else the context is judged, the
 * container gets what its vendor has decided, and a step is reserved that takes the licenses out. They are Returning until
 * the receipt. A refused return still is a receipt.
 */
export async function reserveReturn(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  wish: WishedReturn,
  context: ReceivedContext,
): Promise<Outcome<ReservedActivation>> {
  const claim = { content: returnContent(wish, context.firmCode), scope: containerScope(context.serial) }
  const transferId = await findRequest(tx, call, claim)
  if (transferId !== undefined) return resume(tx, parts, wish, transferId)

  const met = await meetKnown(tx, call, context)
  if ('fault' in met) return met
  const served = await vendorFirst(tx, call, parts, met.done.meeting)
  if ('fault' in served) return served
  const { meeting, waits } = served.done
  const { container = met.done.container } = meeting
  const head = meeting.judgement.verdict === 'accepted' ? meeting.judgement.head : newChain
  const returning = { tx, call, parts, wish, meeting, head, waits, container }
  const outcome = await giveBack(returning)
  if ('done' in outcome) await rememberRequest(tx, call, { ...claim, reference: outcome.done.reserved.transfer.id })
  return outcome
}

async function resume(
  tx: Tx,
  { catalogue }: ReservingParts,
  wish: WishedReturn,
  transferId: string,
): Promise<Outcome<ReservedActivation>> {
  const before = await doneBefore(tx, catalogue, transferId)
  if ('fault' in before) return before
  const reserved = before.done
  const isItsOwn = reserved.transfer.requestHash.equals(requestHashOf(wish, reserved.firmCode))
  if (isItsOwn) return { done: { reserved, outcomes: resultsOf(reserved.transfer).licenses } }
  const out = licensesRemoved(await stepsOf(tx, reserved.transfer))
  const outcomes = (wish.all ? [...out] : wish.licenseIds).map((licenseId) =>
    out.has(licenseId) ? ({ licenseId, ok: true } as const) : refusedOutcome(licenseId, notInIt),
  )
  return { done: { reserved, outcomes } }
}

const notInIt: Refusal = {
  code: 'LICENSE_STATE',
  text: 'This update does not take the license out; ask for it with a new requestId.',
  remedy: 'Ask with a new requestId.',
}
