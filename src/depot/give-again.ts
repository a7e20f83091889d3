import type { ActivationPlan } from '../domain/activation.ts'
import { maxUnconfirmedSteps } from '../domain/chain.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import { factsOf, type Activating, type ReservedActivation } from './activating.ts'
import { openTransfers } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { catchesUp, reservedOf, startTransfer } from './transfers.ts'

/** Everything asked for is on its way: the same request has its update already, another one gets all those steps. */
export async function giveAgain(activating: Activating, plan: ActivationPlan): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, meeting, head } = activating
  const contact = contactOf(meeting)
  if (contact === undefined) throw new Error('licenses are on their way into a container without a chain')
  const { container, chain } = contact
  await record(tx, call, await settleContact(tx, call, contact))
  const facts = factsOf(activating, plan)
  const same = (await openTransfers(tx, chain)).find(
    (transfer) => catchesUp(transfer, head) && transfer.requestHash.equals(facts.requestHash),
  )
  const transfer = same ?? (await startTransfer(tx, call, chain, head, facts))
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, meeting.steps)
  return { done: { reserved, outcomes: plan.outcomes } }
}

/** The fault of an activation for which the unconfirmed steps leave no room. */
export async function transferOpen({ tx, meeting: { chain }, head }: Activating): Promise<Fault> {
  const [newest] = (await openTransfers(tx, chain)).filter((transfer) => catchesUp(transfer, head))
  const text = `${maxUnconfirmedSteps} updates for this container are not confirmed; import what ContinueTransfer gives and come again with a new context.`
  return new Fault('TRANSFER_OPEN', text, { details: newest === undefined ? {} : { transferId: newest.id } })
}
