import { Between, LessThanOrEqual } from 'typeorm'
import { type Anomaly, type Belief, type ChainHead, groundOf } from '../domain/chain.ts'
import { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { settleBelief } from './believe-contact.ts'
import { confirmLicenses } from './confirm-licenses.ts'
import { keepUnits } from './consumption.ts'
import { anomaliesOf, rebinding, recordFacts } from './container-facts.ts'
import type { Meeting } from './meet-container.ts'
import { settleDelivered, type Settled } from './settle-delivered.ts'
import { generationsPut, licensesRemoved } from '../licenses/step-actions.ts'
import { repeatReturns } from '../moves/repeat-returns.ts'

/** A chain that exists, met by a context that was accepted. */
export interface Contact {
  readonly meeting: Meeting
  readonly container: Container
  readonly chain: Chain
  /** What is known of the chain by this context. */
  readonly head: ChainHead
  readonly healed: Anomaly | undefined
  /** The context was believed because a person accepted the container. */
  readonly believed: Belief | undefined
}

/** A step that is appended by the same transaction. */
export type NewHead = Pick<Chain, 'counter' | 'digest'>

/** The contact of a meeting whose context was accepted; undefined where there is no chain to settle. */
export function contactOf(meeting: Meeting): Contact | undefined {
  const { container, chain, judgement } = meeting
  if (container === undefined || chain === undefined || judgement.verdict !== 'accepted') return undefined
  return { meeting, container, chain, head: judgement.head, healed: judgement.healed, believed: judgement.believed }
}

/**
 * Stores what a context tells, which is also the receipt for every step up to its counter: the head of the chain, the
 * transfers and licenses that have arrived, the units that were used, a fork or rollback that is healed. Changes the chain row once, with the step
 * that is appended. Gives the events.
 */
export async function settleContact(tx: Tx, call: Call, contact: Contact, appended?: NewHead): Promise<Change[]> {
  const { chain, head, healed, believed } = contact
  const isNews = head.lastContextSeq !== chain.lastContextSeq || healed !== undefined || believed !== undefined
  if (!isNews && appended === undefined) return []
  const { confirmed, lastContextSeq, healed: healedCount } = head
  const lastContextHash = head.lastContextHash === null ? null : Buffer.from(head.lastContextHash)
  const seen = { confirmed, lastContextSeq, lastContextHash, healed: healedCount }
  const moved = believed === undefined ? {} : { ...placeOf(contact, believed), believeNextAt: null }
  await changeRow(tx, Chain, chain, { ...seen, ...moved, ...appended, updatedAt: call.now })
  if (!isNews) return []
  const lower = await keepUnits(tx, call, contact.container.id, contact.meeting.context)
  const isReceipt = confirmed > chain.confirmed && groundOf(believed) === undefined
  const { changes, facts } = isReceipt ? await confirmArrived(tx, call, contact) : nothingArrived
  // A person who accepted this container as it is accepted its machine and its units too.
  const isAccepted = believed !== undefined && believed.how !== 'proved'
  const anomalies = believed === undefined ? anomaliesOf(contact, lower) : []
  const news = [...facts, ...(isAccepted ? [] : rebinding(contact)), ...anomalies]
  const { container, events } = await recordFacts(tx, call, contact.container, news)
  const repeated = healed === undefined ? [] : await repeatReturns(tx, call, container, shownAgain(contact))
  if (believed === undefined) return [...changes, ...repeated, ...events]
  return [...changes, ...events, ...(await settleBelief(tx, call, { ...contact, container }, believed))]
}

const nothingArrived: Settled = { changes: [], facts: [] }

/** Licenses that an older state has again, and that had left it. */
function shownAgain({ meeting, chain }: Contact): string[] {
  const { counter, licenses } = meeting.context
  const gone = meeting.steps.filter(({ counterTo }) => counterTo > counter && counterTo <= chain.confirmed)
  const removed = licensesRemoved(gone)
  return licenses.flatMap(({ licenseId }) => (removed.has(licenseId) ? [licenseId] : []))
}

/** Where the chain goes on after a context was believed. */
function placeOf({ head: { counter }, chain }: Contact, believed: Belief): NewHead {
  const ground = groundOf(believed)
  return { counter, digest: ground === undefined ? chain.digest : Buffer.from(ground) }
}

async function confirmArrived(tx: Tx, call: Call, { meeting, container, chain, head }: Contact): Promise<Settled> {
  const transfers = { chainId: chain.id, state: 'open' as const, counterTo: LessThanOrEqual(head.confirmed) }
  await tx.update(Transfer, transfers, { state: 'confirmed', version: () => 'version + 1', updatedAt: call.now })
  const { id: chainId, confirmed } = chain
  const receiptSeq = head.lastContextSeq
  await tx.update(Step, { chainId, counterTo: Between(confirmed + 1, head.confirmed) }, { receiptSeq })
  // A step that is repeated, because an older state was put back, had its effect with its first receipt.
  const arrived = meeting.steps.filter(
    ({ counterTo, receiptSeq: known }) => counterTo > confirmed && counterTo <= head.confirmed && known === null,
  )
  const later = meeting.steps.filter(({ counterTo }) => counterTo > head.confirmed)
  const confirmations = await confirmLicenses(tx, call, container, generationsPut(arrived))
  const { changes, facts } = await settleDelivered(tx, call, container, chain.firmCode, arrived, later)
  return { changes: [...confirmations, ...changes], facts }
}
