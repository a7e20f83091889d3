import { holdLease, type Lease } from '../background/lease.ts'
import { LedgerEvent } from '../entities/ledger-event.ts'
import { noPoints, type Points } from '../store/points.ts'
import { setValues } from '../store/set-values.ts'
import type { Store, Tx } from '../store/store.ts'
import { inOrder } from './batch-order.ts'
import { hashAt } from './chain.ts'
import { readEvents, type StoredEvent } from './stored-event.ts'
import { moveTip, Overtaken, readTip, type Tip } from './tip.ts'

export interface NumberingParts {
  readonly store: Store
  readonly lease: Lease
  /** How long the lease is held from here on; milliseconds. */
  readonly leaseTime: number
  /** Events at most. */
  readonly batchSize: number
  readonly points?: Points | undefined
}

/** Events with the places that they are about to get. */
interface Batch {
  readonly from: Tip
  readonly to: Tip
  readonly places: readonly NumberedEvent[]
}

type NumberedEvent = StoredEvent & { readonly sequence: number; readonly hash: Buffer }

/**
 * Gives committed events that have no number yet the next ones, and gives how many there were. Reading and hashing happen
 * before the transaction, which only writes: it keeps the lease, moves the tip and numbers the events, each statement
 * fenced by the epoch of the lease. Events of transactions that are still open are not there yet; they get later numbers.
 * @throws LeaseLost, Overtaken; nothing was written then
 */
export async function numberEvents(parts: NumberingParts): Promise<number> {
  const { store, lease, leaseTime, points = noPoints } = parts
  const batch = await nextBatch(store, parts.batchSize)
  if (batch === undefined) return 0
  await store.transact(
    async (tx) => {
      await holdLease(tx, lease, leaseTime)
      await moveTip(tx, batch.from, batch.to, lease.epoch)
      await give(tx, batch.places, lease)
      points.reach('events-numbered')
    },
    { background: true },
  )
  return batch.places.length
}

async function nextBatch(store: Store, batchSize: number): Promise<Batch | undefined> {
  const [from, waiting] = await store.read(async (tx) => [await readTip(tx), await readWaiting(tx, batchSize)] as const)
  if (waiting.length === 0) return undefined
  let to = from
  const places = inOrder(waiting).map((event) => {
    const sequence = to.sequence + 1
    to = { sequence, hash: hashAt(event, { sequence, previous: to.hash }) }
    return { ...event, ...to }
  })
  return { from, to, places }
}

/** By the primary key, in which the index of missing numbers is sorted anyway; so no version comes without those before it. */
async function readWaiting(tx: Tx, limit: number): Promise<StoredEvent[]> {
  const orderBy = 'aggregate_kind, aggregate_id, version'
  return readEvents(tx, { where: 'sequence IS NULL', values: [], orderBy, limit })
}

async function give(tx: Tx, places: readonly NumberedEvent[], { name, epoch }: Lease): Promise<void> {
  const rows = places.map(({ kind, id, version, sequence, hash }) => {
    return { aggregateKind: kind, aggregateId: id, version, sequence, hash }
  })
  const fence = 'sequence IS NULL AND (SELECT epoch FROM leases WHERE name = ?) = ?'
  const condition = { text: fence, values: [name, epoch] }
  const numbered = await setValues(tx, LedgerEvent, rows as LedgerEvent[], ['sequence', 'hash'], condition)
  if (numbered !== places.length) throw new Overtaken('some of the events were numbered by somebody else')
}
