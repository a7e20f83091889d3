import type { ConfirmationResult, ConfirmUpdate, ConfirmUpdateResponse } from '../contract/depot.ts'
import { License } from '../entities/license.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { meetContainer, openTransfers, type Meeting } from './meet-container.ts'
import { settled, type Outcome } from './outcome.ts'
import { receiveContext } from './receive-context.ts'
import { refuseContact, stateFault } from './refuse-contact.ts'
import { contactOf, settleContact } from './settle-contact.ts'

/**
 * Takes a receipt, which is simply the next context of the container. Lists every license that is known to have arrived
 * for its firm code, so that a repeated receipt has the same answer.
 *
 * @throws Fault `CONTAINER_UNKNOWN`, `CONTAINER_BLOCKED`, `CONTEXT_INVALID`, `CONTEXT_STALE`, `MANIPULATION_DETECTED`,
 * `REQUEST_CONFLICT`, `CONTAINER_KIND`
 */
export async function confirmUpdate({ confirmation }: ConfirmUpdate, call: Call): Promise<ConfirmUpdateResponse> {
  const context = await receiveContext(call, confirmation.contextFile)
  const confirm = (tx: Tx) => confirmContext(tx, call, context, confirmation.comment)
  return { result: settled(await call.store.transact(confirm, { keep: !call.check })) }
}

async function confirmContext(
  tx: Tx,
  call: Call,
  context: ReceivedContext,
  comment: string | undefined,
): Promise<Outcome<ConfirmationResult>> {
  const claim = { content: { context: context.hash.toString('hex') }, scope: containerScope(context.serial) }
  const doneBefore = await findRequest(tx, call, claim)
  const meeting = await meetContainer(tx, context)
  const { container } = meeting
  if (container === undefined) return { fault: containerUnknown(context.serial) }
  const refused = doneBefore === undefined ? await refuseContact(tx, call, meeting) : stateFault(container)
  if (refused !== undefined) return { fault: refused }
  if (doneBefore === undefined) {
    const contact = contactOf(meeting)
    const events = contact === undefined ? [] : await settleContact(tx, call, contact)
    await record(
      tx,
      call,
      events.map((event) => ({ ...event, comment })),
    )
    await rememberRequest(tx, call, { ...claim, reference: container.id })
  }
  return { done: await confirmation(tx, container.id, meeting) }
}

export function containerUnknown(serial: string): Fault {
  return new Fault(
    'CONTAINER_UNKNOWN',
    `No container ${serial} is known here; it becomes known with its first license.`,
  )
}

async function confirmation(
  tx: Tx,
  containerId: string,
  { context: { serial, firmCode }, chain }: Meeting,
): Promise<ConfirmationResult> {
  const licenses = await tx.find(License, {
    select: { id: true, state: true },
    where: { containerId, firmCode, state: 'Confirmed' },
    order: { createdAt: 'ASC', id: 'ASC' },
  })
  const open = await openTransfers(tx, chain)
  return {
    containerSerial: serial,
    confirmedLicenses: { confirmedLicense: licenses.map(({ id, state }) => ({ licenseId: id, state })) },
    openTransfers: { openTransfer: open.map(({ id, createdAt }) => ({ transferId: id, createdAt })) },
  }
}
