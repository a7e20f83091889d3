import { Between, LessThanOrEqual } from 'typeorm'
import type { Anomaly, Belief, ChainHead } from '../domain/chain.ts'
import type { LowerUnits } from '../domain/consumption.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { settleBelief } from './believe-contact.ts'
import { confirmLicenses } from './confirm-licenses.ts'
import { keepUnits } from './consumption.ts'
import type { Meeting } from './meet-container.ts'
import { licensesPut } from './step-actions.ts'

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
  const isReceipt = confirmed > chain.confirmed && believed?.how !== 'rebased'
  const arrived = isReceipt ? await confirmArrived(tx, call, contact) : []
  // A person who accepted the state of this container as it is accepted its units too.
  const facts =
    believed === undefined
      ? await recordAnomalies(tx, call, contact, lower)
      : await settleBelief(tx, call, contact, believed)
  return [...arrived, ...facts]
}

/** Where the chain goes on after a context was believed. */
function placeOf({ head: { counter }, chain }: Contact, believed: Belief): NewHead {
  return { counter, digest: believed.how === 'rebased' ? Buffer.from(believed.digest) : chain.digest }
}

async function confirmArrived(tx: Tx, call: Call, { meeting, container, chain, head }: Contact): Promise<Change[]> {
  const transfers = { chainId: chain.id, state: 'open' as const, counterTo: LessThanOrEqual(head.confirmed) }
  await tx.update(Transfer, transfers, { state: 'confirmed', version: () => 'version + 1', updatedAt: call.now })
  const { id: chainId, confirmed } = chain
  const receiptSeq = head.lastContextSeq
  await tx.update(Step, { chainId, counterTo: Between(confirmed + 1, head.confirmed) }, { receiptSeq })
  const arrived = meeting.steps.filter(({ counterTo }) => counterTo > confirmed && counterTo <= head.confirmed)
  return confirmLicenses(tx, call, container, arrived.flatMap(licensesPut))
}

/** So many licenses are named by an event; it has the number of all. */
const mostNamed = 20

/** What a context tells of an older state that was put back, as events of the container: one change of its row for each. */
async function recordAnomalies(tx: Tx, call: Call, contact: Contact, lower: readonly LowerUnits[]): Promise<Change[]> {
  const { healed } = contact
  const facts = [
    ...(healed === undefined ? [] : [healing(contact, healed)]),
    ...(lower.length === 0 ? [] : [setBack(contact, lower)]),
  ]
  let { container } = contact
  const changes: Change[] = []
  for (const fact of facts) {
    const version = await changeRow(tx, Container, container, { updatedAt: call.now })
    changes.push({ kind: 'container', id: container.id, version, ...fact })
    container = { ...container, version }
  }
  return changes
}

type Fact = Pick<Change, 'change' | 'before' | 'after'>

function healing({ chain, head, meeting }: Contact, anomaly: Anomaly): Fact {
  const { firmCode, contextSeq, counter } = meeting.context
  return {
    change: 'ContainerHealed',
    before: { firmCode, confirmed: chain.confirmed, contextSeq: chain.lastContextSeq, healed: chain.healed },
    after: { firmCode, confirmed: counter, contextSeq, healed: head.healed, anomaly },
  }
}

function setBack({ meeting }: Contact, lower: readonly LowerUnits[]): Fact {
  const { firmCode, contextSeq } = meeting.context
  const licenses = lower.slice(0, mostNamed)
  return {
    change: 'ContainerUnitsSetBack',
    before: { consumed: Object.fromEntries(licenses.map(({ licenseId, kept }) => [licenseId, String(kept)])) },
    after: {
      firmCode,
      contextSeq,
      licenseCount: lower.length,
      consumed: Object.fromEntries(licenses.map(({ licenseId, shown }) => [licenseId, String(shown)])),
    },
  }
}
