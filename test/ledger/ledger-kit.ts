import { randomBytes } from 'node:crypto'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { countLicenses } from '../../src/ledger/count-licenses.ts'
import { record, type Change } from '../../src/ledger/record.ts'
import { Sequencer, type SequencerOptions } from '../../src/ledger/sequencer.ts'
import type { Store, Tx } from '../../src/store/store.ts'

export const newId = idMaker(() => new Date(), randomBytes)

/** Writes one event of a license, as operations do. */
export async function write(tx: Tx, id: string, version: number, more: Partial<Change> & { now?: Date } = {}) {
  const { now = new Date('2026-05-04T08:00:00.000Z'), ...change } = more
  const cause = { now, caller: { name: 'erp' }, operation: 'CreateOrder', requestId: undefined }
  const plain = { kind: 'license', id, version, change: `Change${String(version)}`, after: { version } } as const
  await record(tx, cause, [{ ...plain, ...change }])
}

/** A new thing with this many events, each written by a transaction of its own; gives its id. */
export async function writeMany(store: Store, count: number): Promise<string> {
  const id = newId()
  for (let version = 1; version <= count; version++) await store.transact((tx) => write(tx, id, version))
  return id
}

/** Lets a sequencer work until nothing waits any more. */
export async function numberAll(store: Store, options: Partial<SequencerOptions> = {}): Promise<void> {
  const sequencer = new Sequencer({ store, ...options })
  for (let turn = 0; (await waiting(store)) > 0; turn++) {
    if (turn > 1000) throw new Error('the sequencer numbers nothing')
    await sequencer.turn()
  }
  await sequencer.end()
}

export async function waiting(store: Store): Promise<number> {
  return store.read(async (tx) => {
    const [row]: { count: number | string }[] = await tx.query(
      'SELECT COUNT(*) AS count FROM events WHERE sequence IS NULL',
    )
    return Number(row?.count)
  })
}

/** All numbered events by their numbers. */
export async function numbered(store: Store): Promise<LedgerEvent[]> {
  const events = await store.read((tx) => tx.find(LedgerEvent, { order: { sequence: 'ASC' } }))
  return events.filter(({ sequence }) => sequence !== null)
}

/** Lets the statistics count everything that is numbered. */
export async function countAll(store: Store): Promise<void> {
  while ((await countLicenses(store, 100)) > 0);
}
