import { planActivation, refusedOutcome, type ActivationPlan, type LicenseOutcome } from '../domain/activation.ts'
import { updateIsFull } from '../domain/activation-room.ts'
import type { Step } from '../entities/step.ts'
import type { Transfer } from '../entities/transfer.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import type { Tx } from '../store/store.ts'
import type { ReservedActivation, Reserving } from './activating.ts'
import type { WishedActivation } from './activation-wish.ts'
import { findTickets } from './find-tickets.ts'
import { openTransfers } from '../delivery/open-transfers.ts'
import type { Outcome } from './outcome.ts'
import type { ReservingParts } from './parts.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { activationTarget, bindingSchemeOf } from '../licenses/activation-target.ts'
import { licensesPut, licensesRemoved, parametersPut } from '../licenses/step-actions.ts'
import { ticketLicenses } from '../licenses/ticket-licenses.ts'
import { reservedOf, stepsOf, type Reserved, type TransferFacts } from '../delivery/transfers.ts'
import { catchesUp, startTransfer, transferOf } from '../delivery/open-transfers.ts'

type Told = Pick<ActivationPlan, 'outcomes' | 'refusals'>

/**
 * Everything asked for is on its way: the same request has its update already, another one gets all those steps, or as many
 * as one update holds.
 */
export async function giveAgain(
  { tx, call, parts, meeting, head }: Reserving,
  facts: TransferFacts,
  plan: Told,
): Promise<Outcome<ReservedActivation>> {
  const contact = contactOf(meeting)
  if (contact === undefined) throw new Error('licenses are on their way into a container without a chain')
  const { container, chain } = contact
  await record(tx, call, await settleContact(tx, call, contact))
  const open = await openTransfers(tx, chain)
  const same = open.find((each) => catchesUp(each, head) && each.requestHash.equals(facts.requestHash))
  const transfer =
    same === undefined ? await startTransfer(tx, call, contact, open, meeting.steps, facts) : await transferOf(tx, same)
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, meeting.steps)
  return { done: { reserved, outcomes: within(transfer, meeting.steps, plan), refusals: plan.refusals } }
}

/**
 * What became of each license, for a repeated request that was served by the transfer of another one: judged once more, as
 * a replay tells the present states (design §2.2). Only what is in the update can be ok.
 */
export async function retell(
  tx: Tx,
  parts: ReservingParts,
  wish: WishedActivation,
  { transfer, container, firmCode }: Pick<Reserved, 'transfer' | 'container' | 'firmCode'>,
): Promise<LicenseOutcome[]> {
  const [ticket] = await findTickets(tx, parts.vault, [wish.ticket])
  if (ticket === undefined) return []
  const licenses = await ticketLicenses(tx, parts.catalogue, ticket.id)
  const steps = await stepsOf(tx, transfer)
  const given = parametersPut(steps)
  const place = { serial: container.serial, containerId: container.id, firmCode }
  const shape = { kind: container.kind, bindingScheme: bindingSchemeOf(container) }
  const facts = { ...place, ...shape, steps, confirmed: transfer.counterFrom }
  const target = await activationTarget(tx, parts.catalogue, facts, licenses)
  const { outcomes } = planActivation({ inseparable: ticket.inseparable, licenses }, wish, target)
  return outcomes.map((outcome) => {
    if (!outcome.ok || given.has(outcome.licenseId)) return outcome
    return { licenseId: outcome.licenseId, ok: false, ...notInIt }
  })
}

const notInIt = {
  code: 'LICENSE_STATE',
  text: 'The license is not in this update; ask for it with a new requestId.',
} as const

/** After an older state of a container was put back, its steps may be more than one update holds; the others come later. */
function within({ counterTo }: Transfer, steps: readonly Step[], { outcomes }: Told): LicenseOutcome[] {
  const held = steps.filter((step) => step.counterTo <= counterTo)
  const given = new Set([...held.flatMap(licensesPut), ...licensesRemoved(held)])
  return outcomes.map((outcome) => {
    if (!outcome.ok || given.has(outcome.licenseId)) return outcome
    return refusedOutcome(outcome.licenseId, updateIsFull)
  })
}

/** The fault of a wish for which the unconfirmed steps leave no room. */
export async function transferOpen({
  tx,
  meeting: { chain },
  head,
}: Pick<Reserving, 'tx' | 'meeting' | 'head'>): Promise<Fault> {
  const [newest] = (await openTransfers(tx, chain)).filter((transfer) => catchesUp(transfer, head))
  const open = head.counter - head.confirmed
  const text = `${open} updates for this container are not confirmed, and there is no room for more; import what ContinueTransfer gives and come again with a new context.`
  return new Fault('TRANSFER_OPEN', text, { details: newest === undefined ? {} : { transferId: newest.id } })
}
