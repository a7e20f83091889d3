import { nothingToActivate } from '../domain/activation-fault.ts'
import { fitPlan, type ActivationRoom, type FittedPlan } from '../domain/activation-room.ts'
import { parameterNameFault, planActivation, type ActivationPlan, type Departure } from '../domain/activation.ts'
import { mayAppend, newChain } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { Chain } from '../entities/chain.ts'
import type { Ticket } from '../entities/ticket.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { roomForSteps, stepSize } from '../formats/update-size.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { factsOf, requestHashOf, resultsOf, type Activating, type ReservedActivation } from './activating.ts'
import { activationContent, type WishedActivation } from './activation-wish.ts'
import { appendStep } from './append-step.ts'
import { countTrials } from '../delivery/count-trials.ts'
import { rootFault } from './check-root.ts'
import { collectLicenses, collectTicket, prepareLicense, ownParameters } from '../delivery/collect-licenses.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import { giveAgain, retell, transferOpen } from './give-again.ts'
import { chainsBeside, guardLimit } from '../delivery/guard-limit.ts'
import { meetContainer } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { refuseContact, stateFault } from './refuse-contact.ts'
import { replaceBases } from '../delivery/replace-bases.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { activationTarget, type KnownTarget } from '../licenses/activation-target.ts'
import { licensesPut, sizeOfStep } from '../licenses/step-actions.ts'
import { orderParameters, ticketLicenses, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { renewSubscriptions } from '../vendor-actions/renew-subscriptions.ts'
import { loadReserved, reservedOf } from '../delivery/transfers.ts'

/**
 * The transaction of an activation: what was done under this request id before is found again; else the context is
 * judged, the licenses are chosen, and a step is reserved for them. A refused activation still is a receipt.
 */
export async function reserveActivation(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  wish: WishedActivation,
  context: ReceivedContext,
): Promise<Outcome<ReservedActivation>> {
  const claim = { content: activationContent(wish, context.firmCode), scope: containerScope(context.serial) }
  const doneBefore = await findRequest(tx, call, claim)
  if (doneBefore !== undefined) return resume(tx, parts, wish, doneBefore)

  const meeting = await meetContainer(tx, context)
  const refused = await refuseContact(tx, call, meeting)
  if (refused !== undefined) return { fault: refused }
  const head = meeting.judgement.verdict === 'accepted' ? meeting.judgement.head : newChain
  const activating = { tx, call, parts, wish, meeting, head }
  await renew(activating)

  const outcome = await activate(activating)
  if ('fault' in outcome) await settleOnly(activating)
  else await rememberRequest(tx, call, { ...claim, reference: outcome.done.reserved.transfer.id })
  return outcome
}

/** A contact renews what renews itself; first of all, as it changes licenses that are looked at later. */
async function renew({ tx, call, parts, meeting, head }: Activating): Promise<void> {
  const { container, chain, steps } = meeting
  if (container === undefined || chain === undefined) return
  const onTheWay = new Set(steps.filter(({ counterTo }) => counterTo > head.confirmed).flatMap(licensesPut))
  const { firmCode } = chain
  await renewSubscriptions(tx, call, parts.catalogue, { containerId: container.id, firmCode, onTheWay })
}

async function resume(
  tx: Tx,
  parts: ReservingParts,
  wish: WishedActivation,
  transferId: string,
): Promise<Outcome<ReservedActivation>> {
  const reserved = await loadReserved(tx, parts.catalogue, transferId)
  if (reserved === undefined) throw new Error(`transfer ${transferId} of a known request is missing`)
  const fault = stateFault(reserved.container)
  if (fault !== undefined) return { fault }
  if (reserved.transfer.state === 'superseded') return { fault: superseded() }
  const isItsOwn = reserved.transfer.requestHash.equals(requestHashOf(wish, reserved.firmCode))
  const outcomes = isItsOwn ? resultsOf(reserved.transfer).licenses : await retell(tx, parts, wish, reserved)
  return { done: { reserved, outcomes } }
}

function superseded(): Fault {
  const text =
    'The update of this requestId leads nowhere since the container was accepted in another state; use a new requestId.'
  return new Fault('CONTEXT_STALE', text)
}

async function activate(activating: Activating): Promise<Outcome<ReservedActivation>> {
  const { tx, parts, wish } = activating
  const [ticket] = await findTickets(tx, parts.vault, [wish.ticket])
  if (ticket === undefined) return { fault: ticketUnknown('activation/ticketId') }
  const licenses = await ticketLicenses(tx, parts.catalogue, ticket.id)
  const nameless = parameterNameFault(licenses, wish)
  if (nameless !== undefined) return { fault: nameless }
  const scene = await setScene(activating, ticket, licenses)
  const plan = planActivation({ inseparable: ticket.inseparable, licenses }, wish, scene.target)
  if (!plan.outcomes.some(({ ok }) => ok)) return nothingGoes(plan)
  return plan.go.length > 0 ? appendLicenses(activating, scene, plan) : giveAgain(activating, plan)
}

/** Whereto licenses of a ticket are to go. */
interface Scene {
  readonly ticket: Ticket
  readonly target: KnownTarget
  /** See `guardLimit`. */
  readonly beside: readonly Chain[]
}

async function setScene(
  { tx, parts, meeting: { context, container, steps }, head }: Activating,
  ticket: Ticket,
  licenses: readonly ItemLicense[],
): Promise<Scene> {
  const { kind, firmCode } = context
  const containerId = container?.id
  const beside = await chainsBeside(tx, { containerId, firmCode }, licenses)
  const bindingScheme = context.fingerprint?.scheme ?? containerOfKind(kind).bindingScheme
  const facts = { ...context, containerId, bindingScheme, steps, confirmed: head.confirmed }
  return { ticket, target: await activationTarget(tx, parts.catalogue, facts, licenses), beside }
}

async function appendLicenses(
  activating: Activating,
  { ticket, target, beside }: Scene,
  plan: ActivationPlan<ItemLicense>,
): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting, head } = activating
  if (!mayAppend(head)) return { fault: await transferOpen(activating) }
  const refused = await rootFault(tx, meeting.context)
  if (refused !== undefined) return { fault: refused }

  const lines = await orderParameters(tx, [...plan.go.map(({ license }) => license), ...target.held.values()])
  const ordered = (license: ItemLicense) => ownParameters(license) ?? lines.get(license.orderLineId) ?? {}
  const preparing = { now: call.now, held: target.held, ordered }
  const prepare = (departure: Departure<ItemLicense>) => prepareLicense(departure, preparing)
  const fitted = fitPlan(plan, prepare, roomOf(activating), ticket.inseparable)
  const { going, outcomes } = fitted
  const refusals = new Map([...plan.refusals, ...fitted.refusals])
  if (going.length === 0) return nothingFits(activating, { ...fitted, refusals })

  const actions = going.flatMap((one) => one.actions)
  const facts = factsOf(activating, fitted)
  const { container, transfer, step, events } = await appendStep(tx, call, meeting, actions, facts)
  await record(tx, call, [
    ...events,
    ...(await collectTicket(tx, call, ticket, container)),
    ...(await collectLicenses(tx, call, container, going, wish)),
    ...(await replaceBases(tx, call, container, going, step.counterTo, wish)),
  ])
  await countTrials(tx, call, target, going)
  await guardLimit(tx, call, beside, target, going)
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, [...meeting.steps, step])
  return { done: { reserved, outcomes, refusals } }
}

/** What the container and the update, which begins at the first unconfirmed step, can take beside all that they hold. */
function roomOf({ meeting, head }: Activating): ActivationRoom {
  const { context } = meeting
  const steps = meeting.steps.filter(({ counterTo }) => counterTo > head.confirmed)
  const held = new Set([...context.licenses, ...context.removed].map(({ licenseId }) => licenseId))
  for (const licenseId of steps.flatMap(licensesPut)) held.add(licenseId)
  const wholeSize = roomForSteps - stepSize([])
  const takenSize = steps.reduce((sum, step) => sum + sizeOfStep(step), 0)
  return { held: held.size, wholeSize, freeSize: wholeSize - takenSize }
}

async function nothingFits(activating: Activating, fitted: FittedPlan): Promise<Outcome<ReservedActivation>> {
  const { head } = activating
  if (fitted.outcomes.some(({ ok }) => ok)) return giveAgain(activating, fitted)
  const waits = fitted.laterMore && head.confirmed < head.counter
  return waits ? { fault: await transferOpen(activating) } : nothingGoes(fitted)
}

function nothingGoes({ outcomes, refusals }: Pick<ActivationPlan, 'outcomes' | 'refusals'>): Outcome<never> {
  return { fault: nothingToActivate(outcomes), refusals }
}

/** What a context tells is stored although the wish is refused. */
async function settleOnly({ tx, call, meeting }: Activating): Promise<void> {
  const contact = contactOf(meeting)
  if (contact !== undefined) await record(tx, call, await settleContact(tx, call, contact))
}
