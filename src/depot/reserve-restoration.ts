import { planActivation, type ActivationPlan, type LicenseOutcome } from '../domain/activation.ts'
import { nothingToActivate } from '../domain/activation-fault.ts'
import { fitPlan, laterAll } from '../domain/activation-room.ts'
import { mayAppend, newChain } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { reservedOf, type Reserved, type TransferFacts } from '../delivery/transfers.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { contentHash } from '../intake/content-hash.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { resultsOf, type Reserving } from './activating.ts'
import { bringsDecisions, roomOf } from './append-licenses.ts'
import { appendRestored, restoredScene, type RestoredScene } from './append-restored.ts'
import { castRestored, foreignMachine, isForeign } from './cast-restored.ts'
import { rootFault } from './check-root.ts'
import { doneBefore } from './done-before.ts'
import { findLostContainer, type LostContainer } from './find-lost-container.ts'
import { giveAgain, transferOpen } from './give-again.ts'
import { meetContainer } from './meet-container.ts'
import { openTransfers, transferOf } from '../delivery/open-transfers.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { refuseContact } from './refuse-contact.ts'
import { restorationContent, type WishedRestoration } from './restoration-wish.ts'
import { settleFirst, settleOnly } from './settle-only.ts'
import { vendorFirst } from './vendor-first.ts'

/** What became of a restoring. */
export interface Restored {
  readonly oldSerial: string
  readonly score: number
  readonly outcomes: readonly LicenseOutcome[]
  /** Undefined if nothing goes yet, because licenses have to wait. */
  readonly reserved: Reserved | undefined
}

/** A restoring whose context was accepted and whose lost container was found. */
export interface Restoring extends Reserving {
  readonly wish: WishedRestoration
  readonly lost: LostContainer
}

/**
 * The transaction of a restoring: what was done under this request id before is found again; else the context is judged, the
 * lost container is found, the new one gets what its vendor has decided, and a step is reserved for the licenses that move.
 */
export async function reserveRestoration(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  wish: WishedRestoration,
  context: ReceivedContext,
): Promise<Outcome<Restored>> {
  const claim = { content: restorationContent(wish, context.firmCode), scope: containerScope(context.serial) }
  const transferId = await findRequest(tx, call, claim)
  if (transferId !== undefined) return resume(tx, parts, transferId)

  const arriving = await meetContainer(tx, context)
  const refused = (await refuseContact(tx, call, arriving)) ?? kindFault(context)
  if (refused !== undefined) return { fault: refused }
  const lost = await findLostContainer(tx, arriving, wish.oldSerial)
  if ('fault' in lost) {
    await settleOnly({ tx, call, meeting: arriving })
    return lost
  }
  const served = await vendorFirst(tx, call, parts, await settleFirst({ tx, call, meeting: arriving }))
  if ('fault' in served) return served
  const { judgement } = served.done.meeting
  const head = judgement.verdict === 'accepted' ? judgement.head : newChain
  const outcome = await restore({ tx, call, parts, wish, ...served.done, head, lost: lost.done })
  const reserved = 'done' in outcome ? outcome.done.reserved : undefined
  if (reserved !== undefined) await rememberRequest(tx, call, { ...claim, reference: reserved.transfer.id })
  return outcome
}

/** Only what is bound to a machine can take the place of what was on it before. */
function kindFault({ kind }: ReceivedContext): Fault | undefined {
  const { canBeRestored, needsFingerprint } = containerOfKind(kind)
  if (canBeRestored && needsFingerprint) return undefined
  const text = `A ${kind} container does not take the place of another one; its licenses are issued anew one by one (ReactivateLicenses).`
  return new Fault('CONTAINER_KIND', text, { field: 'restoration/contextFile' })
}

async function resume(tx: Tx, { catalogue }: ReservingParts, transferId: string): Promise<Outcome<Restored>> {
  const before = await doneBefore(tx, catalogue, transferId)
  if ('fault' in before) return before
  const { licenses, restored } = resultsOf(before.done.transfer)
  if (restored === undefined) throw new Error(`transfer ${transferId} restored nothing`)
  return { done: { ...restored, outcomes: licenses, reserved: before.done } }
}

async function restore(restoring: Restoring): Promise<Outcome<Restored>> {
  const { meeting, head, lost } = restoring
  const cast = await castRestored(restoring, lost, restoring.wish)
  if (cast.licenses.length === 0) return nothingLeft(restoring)
  if (isForeign(lost, cast)) return { fault: foreignMachine() }
  const scene = await restoredScene(restoring, cast)
  const wanted = { licenseIds: cast.licenses.map(({ id }) => id), all: false, parameters: [] }
  const plan = planActivation({ inseparable: false, licenses: cast.licenses }, wanted, scene.target)
  if (plan.go.length === 0) return nothingGoes(restoring, plan)
  if (!mayAppend(head)) {
    return bringsDecisions(restoring)
      ? nothingGoes(restoring, laterAll(plan))
      : { fault: await transferOpen(restoring) }
  }
  const refused = await rootFault(restoring.tx, meeting.context)
  return refused === undefined ? moveFitting(restoring, scene, plan) : { fault: refused }
}

async function moveFitting(
  restoring: Restoring,
  scene: RestoredScene,
  plan: ActivationPlan<RestoredScene['cast']['licenses'][number]>,
): Promise<Outcome<Restored>> {
  const { tx, parts, meeting } = restoring
  const { going, outcomes } = fitPlan(plan, scene.prepare, roomOf(restoring), false)
  if (going.length === 0) return nothingGoes(restoring, { outcomes })
  const { container, transfer, step } = await appendRestored(restoring, scene, going, factsOf(restoring, outcomes))
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, [...meeting.steps, step])
  return { done: { ...placeOf(restoring), outcomes, reserved } }
}

/** Nothing more goes now; what was restored before and is on its way, or was decided by the vendor, is given all the same. */
async function nothingGoes(
  restoring: Restoring,
  { outcomes }: Pick<ActivationPlan, 'outcomes'>,
): Promise<Outcome<Restored>> {
  const before = await restoredBefore(restoring)
  if (before.length > 0 || bringsDecisions(restoring)) return giveOnceMore(restoring, [...before, ...outcomes])
  const isWaiting = outcomes.some((outcome) => !outcome.ok && outcome.code === 'WAIT')
  if (!isWaiting) return { fault: nothingToActivate(outcomes, 'restoration') }
  return { done: { ...placeOf(restoring), outcomes, reserved: undefined } }
}

async function nothingLeft(restoring: Restoring): Promise<Outcome<Restored>> {
  const before = await restoredBefore(restoring)
  if (before.length > 0) return giveOnceMore(restoring, before)
  const { serial } = restoring.lost.container
  const text = `Container ${serial} holds nothing of this firm code that could be restored.`
  return { fault: new Fault('NOTHING_TO_DO', text) }
}

async function giveOnceMore(restoring: Restoring, outcomes: readonly LicenseOutcome[]): Promise<Outcome<Restored>> {
  const given = await giveAgain(restoring, factsOf(restoring, outcomes), { outcomes, refusals: new Map() })
  if ('fault' in given) return given
  return { done: { ...placeOf(restoring), outcomes: given.done.outcomes, reserved: given.done.reserved } }
}

/** The licenses that the same wish has put on their way already: its answer or its file was lost. */
async function restoredBefore({ tx, meeting, wish }: Restoring): Promise<LicenseOutcome[]> {
  const requestHash = contentHash(restorationContent(wish, meeting.context.firmCode))
  const open = (await openTransfers(tx, meeting.chain)).filter((each) => each.requestHash.equals(requestHash))
  const outcomes: LicenseOutcome[] = []
  for (const each of open) outcomes.push(...resultsOf(await transferOf(tx, each)).licenses.filter(({ ok }) => ok))
  return [...new Map(outcomes.map((outcome) => [outcome.licenseId, outcome])).values()]
}

function placeOf({ lost: { container, score } }: Restoring) {
  return { oldSerial: container.serial, score }
}

function factsOf(restoring: Restoring, licenses: readonly LicenseOutcome[]): TransferFacts {
  const { wish, meeting } = restoring
  const requestHash = contentHash(restorationContent(wish, meeting.context.firmCode))
  const results = { licenses, collector: wish.collector, restored: placeOf(restoring) }
  return { kind: 'restore', requestHash, results }
}
