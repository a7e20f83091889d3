import type { Catalogue } from '../catalogue/catalogue.ts'
import { deliverPending } from '../delivery/deliver-pending.ts'
import type { Destination } from '../delivery/destination.ts'
import { pendingWork } from '../delivery/pending-work.ts'
import { whatWaits } from '../delivery/what-waits.ts'
import { newChain } from '../domain/chain.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { GivenParameter } from '../domain/item-parameters.ts'
import { record } from '../ledger/record.ts'
import { actionsOf, licensesPut, licensesRemoved } from '../licenses/step-actions.ts'
import type { OldCopy } from '../moves/recall.ts'
import { recallStrays, strayCopies } from '../moves/stray-copies.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { dueCopies, renewCopies } from '../vendor-actions/renew-copies.ts'
import { dueRenewals, renewSubscriptions, type RenewingContainer } from '../vendor-actions/renew-subscriptions.ts'
import { appendStep } from './append-step.ts'
import { rootFault } from './check-root.ts'
import { meetContainer, type Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { contactOf, settleContact } from './settle-contact.ts'

/** A container that has been given what waited for it. */
export interface Served {
  /** The container as it is met after that. */
  readonly meeting: Meeting
  /** Some of it still waits: there was no room. */
  readonly waits: boolean
}

/**
 * Gives a container whose context was accepted what its vendor has decided, by a step of its own, before anything that its
 * user wants (design §4.2). What the context tells is stored first, since it may be the receipt of what was decided before.
 * The fault is that of a container which would refuse the update.
 * @param given values of parameters that a user gives at the same time
 */
export async function vendorFirst(
  tx: Tx,
  call: Call,
  { catalogue }: Pick<DepotParts, 'catalogue'>,
  meeting: Meeting,
  given: readonly GivenParameter[] = [],
): Promise<Outcome<Served>> {
  const isNews = movesLicenses(meeting)
  const arrived = isNews ? await settle(tx, call, meeting) : meeting
  const strays = await straysIn(tx, arrived)
  if (!isNews && strays.length === 0 && !(await isToServe(tx, call, catalogue, destinationOf(meeting)))) {
    return { done: { meeting, waits: false } }
  }
  const settled = await recall(tx, call, isNews ? arrived : await settle(tx, call, meeting), strays)
  const destination = destinationOf(settled)
  const renewing = renewingOf(destination)
  if (renewing !== undefined) {
    await renewSubscriptions(tx, call, await dueRenewals(tx, call, catalogue, renewing))
    await renewCopies(tx, call, await dueCopies(tx, call, catalogue, renewing))
  }
  const work = await pendingWork(tx, catalogue, destination)
  if (work.actions.length === 0 && work.dedicated.length === 0) return { done: { meeting: settled, waits: false } }
  const refused = await rootFault(tx, settled.context)
  if (refused !== undefined) return { fault: refused }
  const { appended, waits } = await deliverPending(tx, call, catalogue, destination, work, given, (actions, facts) =>
    appendStep(tx, call, settled, actions, facts),
  )
  return { done: { meeting: appended === undefined ? settled : await meetContainer(tx, settled.context), waits } }
}

/**
 * Whether the context shows that licenses have left the container, which then may go somewhere, or back into it; that some
 * are there again which had left it; or that they are where it says, because a person accepted it.
 */
function movesLicenses({ chain, steps, judgement }: Meeting): boolean {
  if (chain === undefined || judgement.verdict !== 'accepted') return false
  if (judgement.believed !== undefined || judgement.healed !== undefined) return true
  const { confirmed } = judgement.head
  const arrived = steps.filter(({ counterTo }) => counterTo > chain.confirmed && counterTo <= confirmed)
  return arrived.flatMap(actionsOf).some((action) => 'remove' in action)
}

/** Whether there is anything for the vendor to do; an end alone does not say that a license renews itself now. */
async function isToServe(tx: Tx, call: Call, catalogue: Catalogue, destination: Destination): Promise<boolean> {
  const waiting = await whatWaits(tx, destination)
  if (waiting.decided) return true
  const renewing = renewingOf(destination)
  if (renewing === undefined) return false
  if (waiting.renewable && (await dueRenewals(tx, call, catalogue, renewing)).length > 0) return true
  return waiting.dying && (await dueCopies(tx, call, catalogue, renewing)).length > 0
}

/** Copies that the container shows and that are not its own. */
async function straysIn(tx: Tx, meeting: Meeting): Promise<OldCopy[]> {
  const { container, firmCode, shown, unconfirmed } = destinationOf(meeting)
  if (container === undefined) return []
  const leaving = licensesRemoved(unconfirmed)
  return strayCopies(tx, { containerId: container.id, firmCode, licenseIds: shown, leaving })
}

async function recall(tx: Tx, call: Call, meeting: Meeting, strays: readonly OldCopy[]): Promise<Meeting> {
  if (meeting.container === undefined || strays.length === 0) return meeting
  await recallStrays(tx, call, meeting.container, strays)
  return meetContainer(tx, meeting.context)
}

function renewingOf({ container, firmCode, unconfirmed }: Destination): RenewingContainer | undefined {
  const onTheWay = new Set(unconfirmed.flatMap(licensesPut))
  return container && { containerId: container.id, firmCode, onTheWay }
}

/** Stores what the context tells, and meets the container as it is known then. */
async function settle(tx: Tx, call: Call, meeting: Meeting): Promise<Meeting> {
  const contact = contactOf(meeting)
  if (contact === undefined) return meeting
  await record(tx, call, await settleContact(tx, call, contact))
  return meetContainer(tx, meeting.context)
}

function destinationOf({ context, container, steps, judgement }: Meeting): Destination {
  const { serial, kind, firmCode, fingerprint, licenses, removed } = context
  const { confirmed } = judgement.verdict === 'accepted' ? judgement.head : newChain
  return {
    serial,
    kind,
    firmCode,
    bindingScheme: fingerprint?.scheme ?? containerOfKind(kind).bindingScheme,
    container,
    confirmed,
    unconfirmed: steps.filter(({ counterTo }) => counterTo > confirmed),
    shown: licenses.map(({ licenseId }) => licenseId),
    removed: removed.map(({ licenseId }) => licenseId),
  }
}
