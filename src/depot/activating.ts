import type { ActivationPlan, LicenseOutcome } from '../domain/activation.ts'
import type { Refusal } from '../domain/activation-rules.ts'
import type { ChainHead } from '../domain/chain.ts'
import type { Transfer } from '../entities/transfer.ts'
import { contentHash } from '../intake/content-hash.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { activationContent, type WishedActivation } from './activation-wish.ts'
import type { Meeting } from './meet-container.ts'
import type { ReservingParts } from './parts.ts'
import type { Reserved, TransferFacts, TransferResults } from '../delivery/transfers.ts'

/** An activation with its update reserved, and what became of each license. */
export interface ReservedActivation {
  readonly reserved: Reserved
  readonly outcomes: readonly LicenseOutcome[]
  /** Why licenses do not go, and what would change it, by license; a replay does not know it any more. */
  readonly refusals?: ReadonlyMap<string, Refusal>
}

/** A wish whose context was accepted: everything that its rules and rows need. */
export interface Reserving {
  readonly tx: Tx
  readonly call: Call
  readonly parts: ReservingParts
  readonly meeting: Meeting
  readonly head: ChainHead
  /** Something that the vendor has decided has no room and waits; nothing overtakes it. */
  readonly waits: boolean
}

export interface Activating extends Reserving {
  readonly wish: WishedActivation
}

/** What the transfer of an activation remembers. */
export function factsOf({ wish, meeting }: Activating, { outcomes }: Pick<ActivationPlan, 'outcomes'>): TransferFacts {
  const requestHash = requestHashOf(wish, meeting.context.firmCode)
  return { kind: wish.kind, requestHash, results: { licenses: outcomes, collector: wish.collector } }
}

/** By this a transfer is known to be that of the same request. */
export function requestHashOf(wish: WishedActivation, firmCode: number): Buffer {
  return contentHash(activationContent(wish, firmCode))
}

/** What a transfer remembers; its times are text in the row. */
export function resultsOf({ results }: Transfer): TransferResults {
  const { licenses, ...more } = results as TransferResults
  const timed = licenses.map((outcome) =>
    outcome.ok || outcome.waitUntil === undefined ? outcome : { ...outcome, waitUntil: new Date(outcome.waitUntil) },
  )
  return { ...more, licenses: timed }
}
