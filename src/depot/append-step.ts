import { groundOf, newChain } from '../domain/chain.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { firstDigest } from '../formats/digest.ts'
import { makeStep } from '../formats/update.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { extendedBinding } from './binding.ts'
import { insertParts, storeParts } from './container-parts.ts'
import type { Meeting } from './meet-container.ts'
import { contactOf, settleContact } from './settle-contact.ts'
import type { StoredAction } from '../licenses/step-actions.ts'
import { storeStep, type Appended } from '../delivery/append.ts'
import type { TransferFacts } from '../delivery/transfers.ts'

/**
 * Appends a step to the chain of a container whose context was accepted, and reserves a transfer for it and every step
 * before that is not confirmed. The digest is fixed here. The first step makes the container known, or its chain for
 * another firm code. Two writers of one chain meet at its row, and the later one runs again.
 */
export async function appendStep(
  tx: Tx,
  call: Call,
  meeting: Meeting,
  actions: readonly StoredAction[],
  facts: TransferFacts,
): Promise<Appended> {
  const head = meeting.judgement.verdict === 'accepted' ? meeting.judgement.head : newChain
  const { to, digest } = makeStep(digestOf(meeting), head.counter, actions)
  const { container, chain, events } = await moveHead(tx, call, meeting, { counter: to, digest })
  const place = { chain, confirmed: head.confirmed, counterTo: to, digest }
  return { container, events, ...(await storeStep(tx, call, place, actions, facts)) }
}

/** What the next step is chained to. */
function digestOf({ chain, judgement }: Meeting): Buffer {
  const ground = judgement.verdict === 'accepted' ? groundOf(judgement.believed) : undefined
  return ground === undefined ? (chain?.digest ?? firstDigest) : Buffer.from(ground)
}

type NewHead = Pick<Chain, 'counter' | 'digest'>

async function moveHead(tx: Tx, call: Call, meeting: Meeting, newHead: NewHead): Promise<Opened> {
  const contact = contactOf(meeting)
  if (contact !== undefined) {
    const { container, chain } = contact
    return { container, chain, events: await settleContact(tx, call, contact, newHead) }
  }
  return enterWith(tx, call, meeting, newHead)
}

/** The rows of a container and of its chain; where there are none, they are made, with nothing done yet. */
export async function openChain(tx: Tx, call: Call, meeting: Meeting): Promise<Opened> {
  const { container, chain } = meeting
  if (container !== undefined && chain !== undefined) return { container, chain, events: [] }
  return enterWith(tx, call, meeting, { counter: 0, digest: firstDigest })
}

/** A container with the chain of one of its firm codes. */
interface Opened {
  readonly container: Container
  readonly chain: Chain
  /** What came of it; to be recorded by the caller. */
  readonly events: readonly Change[]
}

async function enterWith(tx: Tx, call: Call, meeting: Meeting, head: NewHead): Promise<Opened> {
  const { container, event } = await enter(tx, call, meeting)
  const chain = firstHead(call, meeting, container, head)
  await insertRows(tx, Chain, [chain])
  return { container, chain, events: event === undefined ? [] : [event] }
}

/** The row of the container: a new one, or the known one with the fingerprint that it shows to this firm. */
async function enter(
  tx: Tx,
  call: Call,
  { container, context }: Meeting,
): Promise<{ container: Container; event?: Change }> {
  const binding = extendedBinding(container, context.fingerprint)
  const { serial, kind, suite, firmCode } = context
  if (container === undefined) {
    const row = newContainer(call, context, binding ?? null)
    await insertRows(tx, Container, [row])
    await insertParts(tx, row)
    const after = { serial, kind, suite, firmCode, state: row.state }
    return { container: row, event: { kind: 'container', id: row.id, version: 1, change: 'ContainerEnrolled', after } }
  }
  if (binding === undefined) return { container }
  const version = await changeRow(tx, Container, container, { binding, updatedAt: call.now })
  await storeParts(tx, { id: container.id, binding })
  return {
    container: { ...container, binding, version },
    event: { kind: 'container', id: container.id, version, change: 'ContainerBound', after: { firmCode } },
  }
}

function newContainer(call: Call, context: Meeting['context'], binding: unknown): Container {
  return {
    id: call.newId(),
    serial: context.serial,
    kind: context.kind,
    suite: context.suite,
    signingKey: JSON.stringify(context.signingKey),
    agreementKey: JSON.stringify(context.agreementKey),
    binding,
    bindingJudgement: null,
    successorId: null,
    state: 'known',
    label: context.label ?? null,
    runtime: `${context.runtime.name} ${context.runtime.version}`.slice(0, 64),
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}

function firstHead(call: Call, { context }: Meeting, container: Container, newHead: NewHead): Chain {
  return {
    id: call.newId(),
    containerId: container.id,
    firmCode: context.firmCode,
    ...newHead,
    confirmed: 0,
    lastContextSeq: context.contextSeq,
    lastContextHash: context.hash,
    healed: 0,
    believeNextAt: null,
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}
