import { In } from 'typeorm'
import type { ConfirmationResult, ConfirmUpdate, ConfirmUpdateResponse } from '../contract/depot.ts'
import type { Chain } from '../entities/chain.ts'
import { License } from '../entities/license.ts'
import { Step } from '../entities/step.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { meetContainer, type Meeting } from './meet-container.ts'
import { proveContact } from './prove-contact.ts'
import { readProof, type KeptUpdates } from './read-proof.ts'
import { openTransfers } from '../delivery/open-transfers.ts'
import { settled, type Outcome } from './outcome.ts'
import { receivedElsewhere } from './received-elsewhere.ts'
import { stateFault } from '../delivery/container-faults.ts'
import { refuseContact } from './refuse-contact.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import { licensesShown } from '../licenses/step-actions.ts'

/**
 * Takes a receipt, which is simply the next context of the container. Lists the licenses whose arrival became known by this
 * context, so a repeated receipt has the same answer. A container that is ahead of this server proves its state by updates that
 * it has kept (docs/formats.md §11.1).
 *
 * @throws Fault `CONTAINER_UNKNOWN`, `CONTAINER_BLOCKED`, `CONTEXT_INVALID`, `CONTEXT_STALE`, `NEED_PROOF`,
 * `MANIPULATION_DETECTED`, `REQUEST_CONFLICT`
 */
export async function confirmUpdate({ confirmation }: ConfirmUpdate, call: Call): Promise<ConfirmUpdateResponse> {
  const context = await receivedElsewhere(call, confirmation.contextFile)
  const { proofFiles, comment } = confirmation
  const kept = proofFiles && (await readProof(call, proofFiles.proofFile, context))
  const confirm = (tx: Tx) => confirmContext(tx, call, { context, kept, comment })
  return { result: settled(await call.store.transact(confirm, { keep: !call.check })) }
}

/** A context, with the updates by which its container proves its state, if it has brought any. */
interface Receipt {
  readonly context: ReceivedContext
  readonly kept: KeptUpdates | undefined
  readonly comment: string | undefined
}

async function confirmContext(
  tx: Tx,
  call: Call,
  { context, kept, comment }: Receipt,
): Promise<Outcome<ConfirmationResult>> {
  const claim = { content: { context: context.hash.toString('hex') }, scope: containerScope(context.serial) }
  const doneBefore = await findRequest(tx, call, claim)
  const met = await meetContainer(tx, context)
  const needsProof = kept !== undefined && met.judgement.verdict === 'unproven'
  const proven = needsProof ? await proveContact(tx, call, met, kept) : { done: met }
  if ('fault' in proven) return proven
  const meeting = proven.done
  const { container } = meeting
  const refused = doneBefore === undefined ? await refuseContact(tx, call, meeting) : container && stateFault(container)
  if (refused !== undefined) return { fault: refused }
  if (container === undefined) return { fault: containerUnknown(context.serial) }
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
  return { done: await confirmation(tx, meeting) }
}

export function containerUnknown(serial: string): Fault {
  return new Fault(
    'CONTAINER_UNKNOWN',
    `No container ${serial} is known here; it becomes known with its first license.`,
  )
}

/** So many licenses and transfers are listed; there are counts of all. */
const mostListed = 100

async function confirmation(tx: Tx, { context, chain }: Meeting): Promise<ConfirmationResult> {
  const confirmed = await receiptOf(tx, chain, context)
  const listed = await statesOf(tx, confirmed.slice(0, mostListed))
  const open = await openTransfers(tx, chain)
  const openTransfer = open.slice(0, mostListed).map(({ id, createdAt }) => ({ transferId: id, createdAt }))
  return {
    containerSerial: context.serial,
    confirmedCount: confirmed.length,
    confirmedLicenses: { confirmedLicense: listed },
    openCount: open.length,
    openTransfers: { openTransfer },
  }
}

/** The licenses of the steps which this very context showed to have arrived, now or when it came first. */
async function receiptOf(tx: Tx, chain: Chain | undefined, { contextSeq }: ReceivedContext): Promise<string[]> {
  if (chain === undefined) return []
  const where = { chainId: chain.id, receiptSeq: contextSeq }
  const steps = await tx.find(Step, { select: { actions: true }, where, order: { counterTo: 'ASC' } })
  return [...new Set(steps.flatMap(licensesShown))]
}

async function statesOf(tx: Tx, licenseIds: readonly string[]): Promise<{ licenseId: string; state: string }[]> {
  if (licenseIds.length === 0) return []
  const rows = await tx.find(License, { select: { id: true, state: true }, where: { id: In([...licenseIds]) } })
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  return licenseIds.flatMap((licenseId) => {
    const state = states.get(licenseId)
    return state === undefined ? [] : [{ licenseId, state }]
  })
}
