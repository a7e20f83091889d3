import type { AutoUpdate, AutoUpdateResponse } from '../contract/depot.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import type { Reserved } from '../delivery/transfers.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { doneBefore } from './done-before.ts'
import { heldLicenses, shownElsewhere } from './held-licenses.ts'
import { importHere } from './import-here.ts'
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
 * @throws Fault `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_BLOCKED`, `MANIPULATION_DETECTED`,
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
  if (containerOfKind(context.kind).livesOnServer) {
    return call.answer(async (tx) => ({ result: { ...told, ...(await serveHere(tx, call, parts, context)) } }))
  }
  if (reserved === undefined || call.check) return { result: { ...told, ...shownElsewhere } }
  const transferId = reserved.transfer.id
  return deliverUpdate(call, parts, reserved, (updateFile) => ({
    result: { ...told, ...shownElsewhere, transferId, updateFile },
  }))
}

/** What waits for a container that lives here is in it at once; whoever has its key learns what it holds. */
async function serveHere(tx: Tx, call: Call, { catalogue }: DepotParts, { serial, firmCode }: ReceivedContext) {
  const { id } = await tx.findOneByOrFail(Container, { serial })
  await importHere(tx, call, id, firmCode)
  return heldLicenses(tx, catalogue, { containerId: id, firmCode })
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
