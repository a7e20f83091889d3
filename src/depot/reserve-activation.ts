import { nothingToActivate } from '../domain/activation-fault.ts'
import { checkParameterNames, planActivation, type ActivationPlan, type LicenseOutcome } from '../domain/activation.ts'
import { maxUnconfirmedSteps, mayAppend, newChain, type ChainHead } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { Ticket } from '../entities/ticket.ts'
import type { Transfer } from '../entities/transfer.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { contentHash } from '../intake/content-hash.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { activationContent, type WishedActivation } from './activation-wish.ts'
import { appendStep } from './append-step.ts'
import { rootFault } from './check-root.ts'
import { collectLicenses, collectTicket, prepareLicenses } from './collect-licenses.ts'
import { findTickets, ticketUnknown } from './find-tickets.ts'
import { meetContainer, openTransfers, type Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { refuseContact, stateFault } from './refuse-contact.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { licensesPut } from './step-actions.ts'
import { orderParameters, ticketLicenses, type ItemLicense } from './ticket-licenses.ts'
import { catchesUp, loadReserved, reservedOf, startTransfer, type Reserved, type TransferResults } from './transfers.ts'

/** An activation with its update reserved, and what became of each license. */
export interface ReservedActivation {
  readonly reserved: Reserved
  readonly outcomes: readonly LicenseOutcome[]
}

interface Activating {
  readonly tx: Tx
  readonly call: Call
  readonly parts: DepotParts
  readonly wish: WishedActivation
  readonly meeting: Meeting
  readonly head: ChainHead
}

/**
 * The transaction of an activation: what was done under this request id before is found again; else the context is
 * judged, the licenses are chosen, and a step is reserved for them. A refused activation still is a receipt.
 */
export async function reserveActivation(
  tx: Tx,
  call: Call,
  parts: DepotParts,
  wish: WishedActivation,
  context: ReceivedContext,
): Promise<Outcome<ReservedActivation>> {
  const claim = { content: activationContent(wish), scope: containerScope(context.serial) }
  const doneBefore = await findRequest(tx, call, claim)
  if (doneBefore !== undefined) return resume(tx, parts, doneBefore)

  const meeting = await meetContainer(tx, context)
  const refused = await refuseContact(tx, call, meeting)
  if (refused !== undefined) return { fault: refused }
  const head = meeting.judgement.verdict === 'accepted' ? meeting.judgement.head : newChain
  const activating = { tx, call, parts, wish, meeting, head }

  const outcome = await activate(activating)
  if ('fault' in outcome) await settleOnly(activating)
  else await rememberRequest(tx, call, { ...claim, reference: outcome.done.reserved.transfer.id })
  return outcome
}

async function resume(tx: Tx, { catalogue }: DepotParts, transferId: string): Promise<Outcome<ReservedActivation>> {
  const reserved = await loadReserved(tx, catalogue, transferId)
  if (reserved === undefined) throw new Error(`transfer ${transferId} of a known request is missing`)
  const fault = stateFault(reserved.container)
  if (fault !== undefined) return { fault }
  if (reserved.transfer.state === 'superseded') return { fault: superseded }
  return { done: { reserved, outcomes: resultsOf(reserved.transfer).licenses } }
}

const superseded = new Fault(
  'CONTEXT_STALE',
  'The update of this requestId leads nowhere since the container was accepted in another state; use a new requestId.',
)

async function activate(activating: Activating): Promise<Outcome<ReservedActivation>> {
  const { tx, parts, wish } = activating
  const [ticket] = await findTickets(tx, parts.vault, [wish.ticket])
  if (ticket === undefined) return { fault: ticketUnknown('activation/ticketId') }
  const licenses = await ticketLicenses(tx, parts.catalogue, ticket.id)
  checkParameterNames(licenses, wish)
  const plan = planActivation({ inseparable: ticket.inseparable, licenses }, wish, targetOf(activating))
  if (!plan.outcomes.some(({ ok }) => ok)) return { fault: nothingToActivate(plan.outcomes) }
  return plan.go.length > 0 ? appendLicenses(activating, ticket, plan) : giveAgain(activating, plan)
}

function targetOf({ meeting: { context, container, steps }, head }: Activating) {
  return {
    serial: context.serial,
    containerId: container?.id,
    firmCode: context.firmCode,
    container: containerOfKind(context.kind),
    onTheWay: new Set(steps.filter(({ counterTo }) => counterTo > head.confirmed).flatMap(licensesPut)),
  }
}

async function appendLicenses(
  activating: Activating,
  ticket: Ticket,
  plan: ActivationPlan<ItemLicense>,
): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting, head } = activating
  if (!mayAppend(head)) return { fault: await transferOpen(activating) }
  const refused = await rootFault(tx, meeting.context)
  if (refused !== undefined) return { fault: refused }

  const ordered = await orderParameters(
    tx,
    plan.go.map(({ license }) => license),
  )
  const collecting = prepareLicenses(plan, ordered, call.now)
  const actions = collecting.map(({ action }) => action)
  const facts = { kind: 'activate', requestHash: requestHash(wish), results: resultsFor(wish, plan) }
  const { container, transfer, step, events } = await appendStep(tx, call, meeting, actions, facts)
  await record(tx, call, [
    ...events,
    ...(await collectTicket(tx, call, ticket, container)),
    ...(await collectLicenses(tx, call, container, collecting, wish)),
  ])
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, [...meeting.steps, step])
  return { done: { reserved, outcomes: plan.outcomes } }
}

/** Everything asked for is on its way: the same request has its update already, another one gets all those steps. */
async function giveAgain(activating: Activating, plan: ActivationPlan): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting, head } = activating
  const contact = contactOf(meeting)
  if (contact === undefined) throw new Error('licenses are on their way into a container without a chain')
  const { container, chain } = contact
  await record(tx, call, await settleContact(tx, call, contact))
  const facts = { kind: 'activate', requestHash: requestHash(wish), results: resultsFor(wish, plan) }
  const same = (await openTransfers(tx, chain)).find(
    (transfer) => catchesUp(transfer, head) && transfer.requestHash.equals(facts.requestHash),
  )
  const transfer = same ?? (await startTransfer(tx, call, chain, head, facts))
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, meeting.steps)
  return { done: { reserved, outcomes: plan.outcomes } }
}

/** What a context tells is stored although the wish is refused. */
async function settleOnly({ tx, call, meeting }: Activating): Promise<void> {
  const contact = contactOf(meeting)
  if (contact !== undefined) await record(tx, call, await settleContact(tx, call, contact))
}

async function transferOpen({ tx, meeting: { chain }, head }: Activating): Promise<Fault> {
  const [newest] = (await openTransfers(tx, chain)).filter((transfer) => catchesUp(transfer, head))
  const text = `${maxUnconfirmedSteps} updates for this container are not confirmed; import what ContinueTransfer gives and come again with a new context.`
  return new Fault('TRANSFER_OPEN', text, { details: newest === undefined ? {} : { transferId: newest.id } })
}

function requestHash(wish: WishedActivation): Buffer {
  return contentHash(activationContent(wish))
}

function resultsFor({ collector }: WishedActivation, { outcomes }: ActivationPlan): TransferResults {
  return { licenses: outcomes, collector }
}

function resultsOf({ results }: Transfer): TransferResults {
  return results as TransferResults
}
