import { parameterNameFault, planActivation } from '../domain/activation.ts'
import { newChain, type ChainHead } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { chainsBeside } from '../delivery/guard-limit.ts'
import type { Ticket } from '../entities/ticket.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { activationTarget } from '../licenses/activation-target.ts'
import { ticketLicenses, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { requestHashOf, resultsOf, type Activating, type ReservedActivation } from './activating.ts'
import { activationContent, requestOf, type WishedActivation } from './activation-wish.ts'
import { appendLicenses, giveWhatThereIs, nothingGoes, type Scene } from './append-licenses.ts'
import { castLicenses } from './cast-licenses.ts'
import { doneBefore } from './done-before.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import { retell } from './give-again.ts'
import { meetContainer, type Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { refuseContact } from './refuse-contact.ts'
import { settleOnly } from './settle-only.ts'
import { vendorFirst } from './vendor-first.ts'

/**
 * The transaction of an activation: what was done under this request id before is found again; else the context is
 * judged, the container gets what its vendor has decided, the licenses are chosen, and a step is reserved for them. A
 * refused activation still is a receipt.
 */
export async function reserveActivation(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  wish: WishedActivation,
  context: ReceivedContext,
): Promise<Outcome<ReservedActivation>> {
  const claim = { content: activationContent(wish, context.firmCode), scope: containerScope(context.serial) }
  const transferId = await findRequest(tx, call, claim)
  if (transferId !== undefined) return resume(tx, parts, wish, transferId)

  const meeting = await meetContainer(tx, context)
  const refused = await refuseContact(tx, call, meeting)
  if (refused !== undefined) return { fault: refused }
  const request = { tx, call, parts, wish }
  const subject = await subjectOf(request)
  if ('fault' in subject) {
    await settleOnly({ ...request, meeting })
    return subject
  }
  const served = await vendorFirst(tx, call, parts, meeting, wish.parameters)
  if ('fault' in served) return served
  const activating = { ...request, ...served.done, head: headAfter(served.done.meeting) }
  // Serving the container may have changed what was read of the ticket.
  const current = served.done.meeting === meeting ? subject : await subjectOf(request)
  const outcome = 'fault' in current ? current : await activate(activating, current.done)
  if ('fault' in outcome) await settleOnly(activating)
  else await rememberRequest(tx, call, { ...claim, reference: outcome.done.reserved.transfer.id })
  return outcome
}

function headAfter({ judgement }: Meeting): ChainHead {
  return judgement.verdict === 'accepted' ? judgement.head : newChain
}

async function resume(
  tx: Tx,
  parts: ReservingParts,
  wish: WishedActivation,
  transferId: string,
): Promise<Outcome<ReservedActivation>> {
  const before = await doneBefore(tx, parts.catalogue, transferId)
  if ('fault' in before) return before
  const reserved = before.done
  const isItsOwn = reserved.transfer.requestHash.equals(requestHashOf(wish, reserved.firmCode))
  const outcomes = isItsOwn ? resultsOf(reserved.transfer).licenses : await retell(tx, parts, wish, reserved)
  return { done: { reserved, outcomes } }
}

/** A ticket with its licenses. */
interface Subject {
  readonly ticket: Ticket
  readonly licenses: readonly ItemLicense[]
}

async function subjectOf({ tx, parts, wish }: Pick<Activating, 'tx' | 'parts' | 'wish'>): Promise<Outcome<Subject>> {
  const [ticket] = await findTickets(tx, parts.vault, [wish.ticket])
  if (ticket === undefined) return { fault: ticketUnknown(`${requestOf(wish)}/ticketId`) }
  const licenses = await ticketLicenses(tx, parts.catalogue, ticket.id)
  const nameless = parameterNameFault(licenses, wish, `${requestOf(wish)}/parameters`)
  return nameless === undefined ? { done: { ticket, licenses } } : { fault: nameless }
}

async function activate(activating: Activating, { ticket, licenses }: Subject): Promise<Outcome<ReservedActivation>> {
  const cast = await castLicenses(activating, ticket, licenses)
  const scene = { ...(await setScene(activating, ticket, cast.licenses)), leaving: cast.leaving }
  const wish = { ...activating.wish, licenseIds: [...activating.wish.licenseIds, ...cast.riderIds] }
  const plan = planActivation({ inseparable: ticket.inseparable, licenses: cast.licenses }, wish, scene.target)
  if (plan.go.length > 0) return appendLicenses(activating, scene, plan)
  return plan.outcomes.some(({ ok }) => ok) ? giveWhatThereIs(activating, plan) : nothingGoes(activating, plan)
}

async function setScene(
  { tx, parts, meeting: { context, container, steps }, head }: Activating,
  ticket: Ticket,
  licenses: readonly ItemLicense[],
): Promise<Omit<Scene, 'leaving'>> {
  const { kind, firmCode } = context
  const containerId = container?.id
  const beside = await chainsBeside(tx, { containerId, firmCode }, licenses)
  const bindingScheme = context.fingerprint?.scheme ?? containerOfKind(kind).bindingScheme
  const facts = { ...context, containerId, bindingScheme, steps, confirmed: head.confirmed }
  return { ticket, target: await activationTarget(tx, parts.catalogue, facts, licenses), beside }
}
