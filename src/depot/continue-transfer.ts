import type { ContinueTransfer, ContinueTransferResponse } from '../contract/depot.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { containerUnknown } from './confirm-update.ts'
import { deliverUpdate } from '../delivery/deliver-update.ts'
import { meetContainer } from './meet-container.ts'
import { openUpdate } from './open-update.ts'
import { settled, type Outcome } from './outcome.ts'
import type { DepotParts } from './parts.ts'
import { livesHere } from './played-place.ts'
import { nothingToCarry, receivedElsewhere } from './received-elsewhere.ts'
import { stateFault } from '../delivery/container-faults.ts'
import { refuseContact } from './refuse-contact.ts'
import { contactOf } from './settle-contact.ts'
import { loadReserved, type Reserved } from '../delivery/transfers.ts'

/**
 * Gives the update of a transfer once more, or has it signed if a server stopped before that. By a context it is the
 * newest open one, which holds every step that the container lacks.
 *
 * @throws Fault `TRANSFER_UNKNOWN`, `CONTAINER_UNKNOWN`, `CONTAINER_BLOCKED`, `CONTEXT_INVALID`, `CONTEXT_STALE`,
 * `MANIPULATION_DETECTED`, `INVALID_REQUEST`
 */
export async function continueTransfer(
  { transferKey: { transferId, contextFile } }: ContinueTransfer,
  call: Call,
  parts: DepotParts,
): Promise<ContinueTransferResponse> {
  if ((transferId === undefined) === (contextFile === undefined)) {
    throw new Fault('INVALID_REQUEST', 'Give either transferId or contextFile.', { field: 'transferKey' })
  }
  const reserved =
    contextFile === undefined
      ? await byId(call, parts, transferId ?? '')
      : await byContext(call, parts, await receivedElsewhere(call, contextFile))
  const { transfer, container } = reserved
  if (livesHere(container)) throw nothingToCarry(container.serial)
  return deliverUpdate(call, parts, reserved, (updateFile = '') => ({
    result: { transferId: transfer.id, containerSerial: container.serial, updateFile },
  }))
}

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

async function byId(call: Call, { catalogue }: DepotParts, text: string): Promise<Reserved> {
  const transferId = text.trim().toLowerCase()
  const reserved = idForm.test(transferId)
    ? await call.store.read((tx) => loadReserved(tx, catalogue, transferId))
    : undefined
  if (reserved === undefined || reserved.transfer.state === 'superseded') {
    const facts = { field: 'transferKey/transferId', isMiss: true } as const
    throw new Fault('TRANSFER_UNKNOWN', 'There is no transfer of this id.', facts)
  }
  const fault = stateFault(reserved.container)
  if (fault !== undefined) throw fault
  return reserved
}

async function byContext(call: Call, parts: DepotParts, context: ReceivedContext): Promise<Reserved> {
  return settled(await call.store.transact((tx) => findOpen(tx, call, parts, context)))
}

async function findOpen(tx: Tx, call: Call, parts: DepotParts, context: ReceivedContext): Promise<Outcome<Reserved>> {
  const meeting = await meetContainer(tx, context)
  const refused = await refuseContact(tx, call, meeting)
  if (refused !== undefined) return { fault: refused }
  if (meeting.container === undefined) return { fault: containerUnknown(context.serial) }
  const contact = contactOf(meeting)
  if (contact === undefined) return { fault: nothingOpen(context) }
  const reserved = await openUpdate(tx, call, parts.catalogue, contact)
  return reserved === undefined ? { fault: nothingOpen(context) } : { done: reserved }
}

function nothingOpen({ serial, firmCode }: ReceivedContext): Fault {
  return new Fault('TRANSFER_UNKNOWN', `Container ${serial} has no open transfer for firm code ${firmCode}.`)
}
