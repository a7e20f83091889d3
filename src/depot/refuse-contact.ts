import { holdsKeys } from '../cloud/credentials.ts'
import { Container, type StoredJudgement } from '../entities/container.ts'
import type { Chain } from '../entities/chain.ts'
import { Fault } from '../faults.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { manipulation, stateFault } from '../delivery/container-faults.ts'
import { judgeMachine, saltFault, storedJudgement } from './binding.ts'
import { headOf, type Meeting } from './meet-container.ts'
import { openTransfers } from '../delivery/open-transfers.ts'
import { livesHere } from './played-place.ts'

/**
 * Whether a container may go on; every operation that takes a context asks. The fault is given and not thrown, because a
 * detected manipulation has to be stored: from then on the container waits for a person.
 * - `CONTAINER_BLOCKED`: it is on the block list.
 * - `MANIPULATION_DETECTED`: now or earlier, or it is not on the machine that it is bound to.
 * - `NEED_PROOF`: nothing is changed; the container is ahead of what this server knows, which may have been put back.
 * - `CONTEXT_STALE`: nothing is changed; the details name the transfer to catch up with, and the number to go on from.
 */
export async function refuseContact(tx: Tx, call: Call, meeting: Meeting): Promise<Fault | undefined> {
  const { chain, context, judgement } = meeting
  const fault = await containerFault(tx, call, meeting)
  if (fault !== undefined) return fault
  if (judgement.verdict === 'stale') return staleFault(tx, chain)
  if (judgement.verdict === 'unproven') return proofNeeded(context.serial, judgement.reason)
  return judgement.verdict === 'accepted' ? undefined : detectManipulation(tx, call, meeting, judgement.reason)
}

/** Why nothing is done for a container whatever its context says of its steps. */
export async function containerFault(tx: Tx, call: Call, meeting: Meeting): Promise<Fault | undefined> {
  const { container, chain, context } = meeting
  if (container === undefined) return undefined
  const fault = stateFault(container) ?? credentialFault(container, context)
  // A person who accepts a container accepts its machine too.
  if (fault !== undefined || headOf(chain).believeNext === true) return fault
  return saltFault(container, chain, context) ?? machineFault(tx, call, container, context)
}

/** The context was verified before this transaction; meanwhile the credential that signed it may have been changed. */
export function credentialFault(container: Container, context: ReceivedContext): Fault | undefined {
  if (!livesHere(container) || holdsKeys(container, context)) return undefined
  const text = `The credential of container ${context.serial} that signed the context is void.`
  return new Fault('CONTEXT_INVALID', text)
}

/** Why a container is not where it was bound to. It stays known, in case it comes home; the history tells it once. */
async function machineFault(
  tx: Tx,
  call: Call,
  container: Container,
  context: ReceivedContext,
): Promise<Fault | undefined> {
  const judgement = judgeMachine(container, context)
  const { holds, score, reasons } = judgement
  if (holds) return undefined
  const stored = storedJudgement(judgement, context)
  if (isNews(stored, container.bindingJudgement)) {
    const version = await changeRow(tx, Container, container, { bindingJudgement: stored, updatedAt: call.now })
    await record(tx, call, [
      { kind: 'container', id: container.id, version, change: 'ContainerElsewhere', after: { ...stored } },
    ])
  }
  const text = `Container ${context.serial} is bound to a machine and comes from another: ${reasons.join(', ')}. If the machine was changed, RestoreContainer puts its licenses into a new container.`
  return new Fault('MANIPULATION_DETECTED', text, { details: { bindingScore: score.toFixed(2) } })
}

/** Anybody can send the same file again and again. */
function isNews(now: StoredJudgement, before: StoredJudgement | null): boolean {
  if (before?.firmCode !== now.firmCode) return true
  return before.contextSeq < now.contextSeq && (before.holds || before.reasons.join() !== now.reasons.join())
}

/** From now on the container waits for a person; one that is not known is only refused. */
export async function detectManipulation(tx: Tx, call: Call, meeting: Meeting, reason: string): Promise<Fault> {
  const { container, context } = meeting
  if (container !== undefined) await flag(tx, call, container, meeting, reason)
  return manipulation(context.serial, reason)
}

function proofNeeded(serial: string, reason: string): Fault {
  const text = `Container ${serial} is in a state that this server does not know: ${reason}. Call ConfirmUpdate with a new context and, as proofFiles, the updates that the container has kept.`
  return new Fault('NEED_PROOF', text)
}

async function staleFault(tx: Tx, chain: Chain | undefined): Promise<Fault> {
  const { lastContextSeq } = headOf(chain)
  const [newest] = await openTransfers(tx, chain)
  const how = newest === undefined ? '' : ' Import the update of the transfer in the details first (ContinueTransfer).'
  return new Fault('CONTEXT_STALE', `The container has sent a newer context before; come again with a new one.${how}`, {
    details: { lastContextSeq: String(lastContextSeq), ...(newest && { transferId: newest.id }) },
  })
}

async function flag(tx: Tx, call: Call, container: Container, { context }: Meeting, reason: string): Promise<void> {
  const version = await changeRow(tx, Container, container, { state: 'manipulation', updatedAt: call.now })
  const { firmCode, contextSeq, counter } = context
  await record(tx, call, [
    {
      kind: 'container',
      id: container.id,
      version,
      change: 'ContainerManipulationDetected',
      before: { state: container.state },
      after: { state: 'manipulation', reason, firmCode, contextSeq, counter },
    },
  ])
}
