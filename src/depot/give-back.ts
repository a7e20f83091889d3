import { earliestWait, refusedOutcome, type LicenseOutcome } from '../domain/activation.ts'
import { updateIsFull } from '../domain/activation-room.ts'
import { mayAppend } from '../domain/chain.ts'
import { nothingDone } from '../domain/license-act.ts'
import { planReturn, type ReturnPlan } from '../domain/license-return.ts'
import { stateAfter } from '../domain/license.ts'
import type { MoveVerdict } from '../domain/move-rule.ts'
import { roomBeside } from '../delivery/room.ts'
import { reservedOf, type TransferFacts } from '../delivery/transfers.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import { contentHash } from '../intake/content-hash.ts'
import { type Change, record } from '../ledger/record.ts'
import { sizeOfAction } from '../licenses/step-actions.ts'
import { licensesIn, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { askMoves } from '../moves/ask-moves.ts'
import { judgeMoves } from '../moves/judge-moves.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { ReservedActivation, Reserving } from './activating.ts'
import { appendStep } from './append-step.ts'
import { bringsDecisions } from './append-licenses.ts'
import { rootFault } from './check-root.ts'
import { giveAgain, transferOpen } from './give-again.ts'
import type { Outcome } from './outcome.ts'
import { returnContent, type WishedReturn } from './return-wish.ts'

/** A return whose context was accepted. */
export interface Returning extends Reserving {
  readonly wish: WishedReturn
  readonly container: Container
}

/**
 * Decides which licenses go, and reserves a step that takes them out; they are Returning from then on. Waiting times begin for
 * those that have to wait. If nothing goes, what is on its way anyway is given, or why nothing goes.
 */
export async function giveBack(returning: Returning): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting, container, head } = returning
  const { firmCode } = meeting.context
  const held = await licensesIn(tx, parts.catalogue, container.id)
  const asked = held.filter(
    ({ id, state, ...license }) =>
      license.firmCode === firmCode && stays(state) && (wish.all || wish.licenseIds.includes(id)),
  )
  const verdicts = await judgeMoves(tx, 'return', asked, call.now)
  const plan = planReturn(held, wish, firmCode, ({ id }) => verdictOf(id, verdicts))
  const waiting = asked.filter(({ id }) => plan.refusals.has(id))
  await record(tx, call, await askMoves(tx, call, 'return', waiting, verdicts, wish))
  if (plan.groups.length === 0) return nothingNew(returning, plan)
  if (!mayAppend(head)) {
    if (bringsDecisions(returning)) return nothingNew(returning, fit(plan, 0))
    return { fault: await transferOpen(returning) }
  }
  const fitted = fit(plan, roomOf(returning))
  return fitted.groups.length === 0 ? nothingNew(returning, fitted) : takeOut(returning, fitted)
}

function stays(state: ItemLicense['state']): boolean {
  return state === 'Collected' || state === 'Confirmed'
}

function verdictOf(licenseId: string, verdicts: ReadonlyMap<string, MoveVerdict>): MoveVerdict {
  const verdict = verdicts.get(licenseId)
  if (verdict === undefined) throw new Error(`the return of license ${licenseId} was not judged`)
  return verdict
}

/** What is on its way anyway, if that is something; else why nothing goes. */
async function nothingNew(
  returning: Returning,
  { outcomes, refusals }: ReturnPlan<ItemLicense>,
): Promise<Outcome<ReservedActivation>> {
  if (outcomes.some(({ ok }) => ok) || bringsDecisions(returning)) {
    return giveAgain(returning, factsOf(returning, outcomes), { outcomes, refusals })
  }
  const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome]))
  if (refused.length === 0) {
    const text = 'The container holds no license of the firm code of this context.'
    return { fault: new Fault('NOTHING_TO_DO', text, { field: 'licenseReturn/selection' }) }
  }
  return { fault: nothingDone(refused, 'licenseReturn/licenseIds', earliestWait(outcomes)), refusals }
}

/** The groups that the next update has room for, beside what it carries anyway. What the vendor has decided goes first. */
function fit(plan: ReturnPlan<ItemLicense>, room: number): ReturnPlan<ItemLicense> {
  const groups: ItemLicense[][] = []
  const later: string[] = []
  let free = room
  for (const group of plan.groups) {
    free -= group.reduce((sum, { id: licenseId }) => sum + sizeOfAction({ remove: { licenseId } }), 0)
    if (free >= 0) groups.push([...group])
    else later.push(...group.map(({ id }) => id))
  }
  const refusals = new Map([...plan.refusals, ...later.map((id) => [id, updateIsFull] as const)])
  const outcomes = plan.outcomes.map((outcome) =>
    later.includes(outcome.licenseId) ? refusedOutcome(outcome.licenseId, updateIsFull) : outcome,
  )
  return { groups, outcomes, refusals }
}

function roomOf({ meeting: { context, steps }, head, waits }: Returning): number {
  if (waits) return 0
  const known = [...context.licenses, ...context.removed].map(({ licenseId }) => licenseId)
  const unconfirmed = steps.filter(({ counterTo }) => counterTo > head.confirmed)
  return roomBeside(known, unconfirmed).freeSize
}

async function takeOut(
  returning: Returning,
  { groups, outcomes, refusals }: ReturnPlan<ItemLicense>,
): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting } = returning
  const refused = await rootFault(tx, meeting.context)
  if (refused !== undefined) return { fault: refused }
  const licenses = groups.flat()
  const actions = licenses.map(({ id: licenseId }) => ({ remove: { licenseId } }))
  const facts = factsOf(returning, outcomes)
  const { container, transfer, step, events } = await appendStep(tx, call, meeting, actions, facts)
  await record(tx, call, [...events, ...(await letGo(tx, call, licenses, container, wish))])
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, [...meeting.steps, step])
  return { done: { reserved, outcomes, refusals } }
}

/** The rows of licenses that an update on its way takes out. */
async function letGo(
  tx: Tx,
  call: Call,
  licenses: readonly ItemLicense[],
  { serial: containerSerial }: Container,
  { comment }: WishedReturn,
): Promise<Change[]> {
  const state = stateAfter('Confirmed', 'LicenseReturning')
  await changeRows(tx, License, licenses, { state, updatedAt: call.now })
  return licenses.map(({ id, version, state: before }) => ({
    kind: 'license',
    id,
    version: version + 1,
    change: 'LicenseReturning',
    before: { state: before },
    after: { state, containerSerial },
    comment,
  }))
}

function factsOf({ wish, meeting }: Returning, outcomes: readonly LicenseOutcome[]): TransferFacts {
  const requestHash = requestHashOf(wish, meeting.context.firmCode)
  return { kind: 'return', requestHash, results: { licenses: outcomes, collector: wish.collector } }
}

/** By this a transfer is known to be that of the same return. */
export function requestHashOf(wish: WishedReturn, firmCode: number): Buffer {
  return contentHash(returnContent(wish, firmCode))
}
