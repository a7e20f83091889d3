import { In, LessThanOrEqual } from 'typeorm'
import { proved } from '../domain/chain.ts'
import { statesWithUser } from '../domain/license.ts'
import { License } from '../entities/license.ts'
import { Step } from '../entities/step.ts'
import { Fault } from '../faults.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { openChain } from './append-step.ts'
import { judgeProof, type KnownGround } from './judge-proof.ts'
import { headOf, type Meeting } from './meet-container.ts'
import type { Outcome } from './outcome.ts'
import type { KeptUpdates } from './read-proof.ts'
import { containerFault, detectManipulation } from './refuse-contact.ts'

/**
 * Lets a container whose state this server does not know prove that it was issued here (design §4.2): a server that was put
 * back to an older state learns it again. Gives the meeting as accepted, with the container and its chain made known if they
 * were lost. A proof that does not hold is a manipulation; one that lacks updates can be sent again.
 */
export async function proveContact(tx: Tx, call: Call, meeting: Meeting, kept: KeptUpdates): Promise<Outcome<Meeting>> {
  const fault = await containerFault(tx, call, meeting)
  if (fault !== undefined) return { fault }
  const { context } = meeting
  const proof =
    'broken' in kept
      ? ({ verdict: 'false', reason: kept.broken } as const)
      : judgeProof(context, kept.updates, await knownGround(tx, meeting))
  if (proof.verdict === 'false') return { fault: await detectManipulation(tx, call, meeting, proof.reason) }
  if (proof.verdict === 'incomplete') return { fault: incomplete(proof.lacking) }
  const { container, chain, events } = await openChain(tx, call, meeting)
  await record(tx, call, events)
  const judgement = proved(headOf(chain), context)
  return { done: { context, container, chain, steps: [], judgement, proven: proof.proven } }
}

async function knownGround(tx: Tx, { container, chain, context: { firmCode } }: Meeting): Promise<KnownGround> {
  if (container === undefined || chain === undefined) return { licenses: new Map(), steps: [] }
  const where = { containerId: container.id, firmCode, state: In([...statesWithUser]) }
  const licenses = await tx.find(License, { select: { id: true, generation: true }, where })
  const taken = { chainId: chain.id, counterTo: LessThanOrEqual(chain.confirmed) }
  const steps = await tx.find(Step, { where: taken, order: { counterTo: 'ASC' } })
  return { licenses: new Map(licenses.map(({ id, generation }) => [id, generation])), steps }
}

/** So many licenses are named; the details have the number of all. */
const mostNamed = 20

function incomplete(lacking: readonly string[]): Fault {
  const text =
    'The updates prove the step that the container shows, but not all of its licenses; send those too that brought the licenses in the details. If they are lost, the support of the vendor has to accept the container (ResolveContainer).'
  const named = Object.fromEntries(
    lacking.slice(0, mostNamed).map((licenseId, index) => [`license[${index + 1}]`, licenseId]),
  )
  return new Fault('NEED_PROOF', text, { details: { licenseCount: String(lacking.length), ...named } })
}
