import type { ActivationPlan, LicenseOutcome } from '../domain/activation.ts'
import { updateIsFull } from '../domain/activation-room.ts'
import type { Step } from '../entities/step.ts'
import type { Transfer } from '../entities/transfer.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import { factsOf, type Activating, type ReservedActivation } from './activating.ts'
import { openTransfers } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { licensesPut } from './step-actions.ts'
import { catchesUp, reservedOf, startTransfer } from './transfers.ts'

type Told = Pick<ActivationPlan, 'outcomes'>

/**
 * Everything asked for is on its way: the same request has its update already, another one gets all those steps, or as many
 * as one update holds.
 */
export async function giveAgain(activating: Activating, plan: Told): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, meeting, head } = activating
  const contact = contactOf(meeting)
  if (contact === undefined) throw new Error('licenses are on their way into a container without a chain')
  const { container, chain } = contact
  await record(tx, call, await settleContact(tx, call, contact))
  const facts = factsOf(activating, plan)
  const same = (await openTransfers(tx, chain)).find(
    (transfer) => catchesUp(transfer, head) && transfer.requestHash.equals(facts.requestHash),
  )
  const transfer = same ?? (await startTransfer(tx, call, chain, head, meeting.steps, facts))
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, meeting.steps)
  return { done: { reserved, outcomes: within(transfer, meeting.steps, plan) } }
}

/** After an older state of a container was put back, its steps may be more than one update holds; the others come later. */
function within({ counterTo }: Transfer, steps: readonly Step[], { outcomes }: Told): LicenseOutcome[] {
  const given = new Set(steps.filter((step) => step.counterTo <= counterTo).flatMap(licensesPut))
  return outcomes.map((outcome) => {
    if (!outcome.ok || given.has(outcome.licenseId)) return outcome
    return { licenseId: outcome.licenseId, ok: false, ...updateIsFull }
  })
}

/** The fault of an activation for which the unconfirmed steps leave no room. */
export async function transferOpen({ tx, meeting: { chain }, head }: Activating): Promise<Fault> {
  const [newest] = (await openTransfers(tx, chain)).filter((transfer) => catchesUp(transfer, head))
  const open = head.counter - head.confirmed
  const text = `${open} updates for this container are not confirmed, and there is no room for more; import what ContinueTransfer gives and come again with a new context.`
  return new Fault('TRANSFER_OPEN', text, { details: newest === undefined ? {} : { transferId: newest.id } })
}
