import type { AutoUpdate, AutoUpdateResponse } from '../contract/depot.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { Reserved } from '../delivery/transfers.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { doneBefore } from './done-before.ts'
import { meetContainer } from './meet-container.ts'
import { openUpdate } from './open-update.ts'
import { settled, type Outcome } from './outcome.ts'
import type { DepotParts, ReservingParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { refuseContact } from './refuse-contact.ts'
import { contactOf } from './settle-contact.ts'
import { toldDecisions } from './told-decisions.ts'
import { vendorFirst } from './vendor-first.ts'

/**
 * Gives a container everything that waits for it, without a ticket (design §2.1): what its vendor has decided, the licenses
 * that are dedicated to it, subscriptions that renew themselves at a contact, and whatever it has not confirmed. It is the
 * contact of ActivateLicenses without the wish of a user. That there is nothing is no fault: programs ask from time to time.
 *
 * @throws Fault `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_KIND`, `CONTAINER_BLOCKED`, `MANIPULATION_DETECTED`,
 * `REQUEST_CONFLICT`
 */
export async function autoUpdate(
  { updateWish }: AutoUpdate,
  call: Call,
  parts: DepotParts,
): Promise<AutoUpdateResponse> {
  const context = await receiveContext(call, updateWish.contextFile)
  const reserve = (tx: Tx) => reserveUpdate(tx, call, parts, context)
  const reserved = settled(await call.store.transact(reserve, { keep: !call.check }))
  const told = { containerSerial: context.serial, ...toldDecisions(reserved?.steps ?? []) }
  if (reserved === undefined || call.check) return { result: told }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({ result: { ...told, transferId, updateFile } }))
}

/**
 * What was given under this request id before is found again; else the context is judged and stored, and the container gets
 * what waits for it. A request that finds nothing is not remembered: nothing was done, and anybody can make containers that
 * nobody knows.
 */
async function reserveUpdate(
  tx: Tx,
  call: Call,
  parts: ReservingParts,
  context: ReceivedContext,
): Promise<Outcome<Reserved | undefined>> {
  const claim = { content: { context: context.hash.toString('hex') }, scope: containerScope(context.serial) }
  const transferId = await findRequest(tx, call, claim)
  if (transferId !== undefined) return doneBefore(tx, parts.catalogue, transferId)

  const meeting = await meetContainer(tx, context)
  const refused = await refuseContact(tx, call, meeting)
  if (refused !== undefined) return { fault: refused }
  const served = await vendorFirst(tx, call, parts, meeting)
  if ('fault' in served) return served
  const contact = contactOf(served.done.meeting)
  const reserved = contact && (await openUpdate(tx, call, parts.catalogue, contact))
  if (reserved !== undefined) await rememberRequest(tx, call, { ...claim, reference: reserved.transfer.id })
  return { done: reserved }
}
