import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { holdLease, type Lease, LeaseLost, takeLease } from '../../src/background/lease.ts'
import { beginningHash, hashAt } from '../../src/ledger/chain.ts'
import { numberEvents } from '../../src/ledger/number-events.ts'
import { Sequencer } from '../../src/ledger/sequencer.ts'
import type { StoredEvent } from '../../src/ledger/stored-event.ts'
import { moveTip, Overtaken, readTip } from '../../src/ledger/tip.ts'
import { canonicalJson } from '../../src/formats/canonical.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { newId, numberAll, numbered, waiting, write, writeMany } from './ledger-kit.ts'

async function mustTake(store: Store, milliseconds = 60_000): Promise<Lease> {
  const lease = await takeLease(store, { name: 'sequencer', holder: 'test', milliseconds })
  if (lease === undefined) throw new Error('the lease is not free')
  return lease
}

/** Numbers from 1 without a gap, and of each thing the versions in their order. */
async function expectWellNumbered(store: Store, count: number): Promise<void> {
  const events = await numbered(store)
  expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  const versions = new Map<string, number>()
  for (const { aggregateId, version } of events) {
    expect(version).toBe((versions.get(aggregateId) ?? 0) + 1)
    versions.set(aggregateId, version)
  }
}

describeEachDatabase('the sequencer', (databases) => {
  test('numbers committed events without gaps, of each thing by version, in small batches too', async () => {
    const store = await databases.open()
    const ids = [newId(), newId(), newId()]
    for (const version of [1, 2, 3]) {
      for (const id of ids) {
        // A later version with an earlier time, as a call that waited for another one writes it.
        const now = new Date(Date.UTC(2026, 4, 4) - version * 1000)
        await store.transact((tx) => write(tx, id, version, { now }))
      }
    }
    await numberAll(store, { batchSize: 2 })
    await expectWellNumbered(store, 9)
    await writeMany(store, 2)
    await numberAll(store)
    await expectWellNumbered(store, 11)
  })

  test('chains the hashes as docs/ledger.md says', async () => {
    const store = await databases.open()
    const id = newId()
    const more = { before: { state: 'a' }, after: { état: '1 < 2', b: [1.5, null] }, comment: 'by "phone"\n' }
    await store.transact((tx) => write(tx, id, 1, more))
    await store.transact((tx) => write(tx, id, 2))
    await numberAll(store)
    const common = { actor: 'erp', at: '2026-05-04T08:00:00.000Z', id, kind: 'license', operation: 'CreateOrder' }
    const texts = [
      { after: '{"état":"1 < 2","b":[1.5,null]}', before: '{"state":"a"}', comment: 'by "phone"\n' },
      { after: '{"version":2}', before: null, comment: null },
    ]
    let previous = '0'.repeat(64)
    for (const [index, event] of (await numbered(store)).entries()) {
      const sequence = index + 1
      const content = { ...common, ...texts[index], change: `Change${sequence}`, requestId: null, version: sequence }
      const text = canonicalJson({ ...content, previous, sequence, v: 1 })
      previous = createHash('sha256').update(text).digest('hex')
      expect(event.hash?.toString('hex')).toBe(previous)
    }
    const tip = await store.read(readTip)
    expect(tip.sequence).toBe(2)
    expect(tip.hash.toString('hex')).toBe(previous)
  })

  test('two at once never number twice', async () => {
    const url = await databases.newUrl()
    const store = await databases.open({ url })
    const others = databases.kind === 'sqlite in memory' ? [store] : [await databases.open({ url })]
    const sequencers = [store, ...others, store].map(
      (each, index) => new Sequencer({ store: each, holder: `s${index}`, batchSize: 3, leaseTime: 5 }),
    )
    let writing = true
    const work = sequencers.map(async (sequencer) => {
      while (writing || (await waiting(store)) > 0) {
        await sequencer.turn()
        await sleep(Math.random() * 12)
      }
    })
    await Promise.all([1, 2, 3].map(() => writeMany(store, 20)))
    writing = false
    await Promise.all(work)
    await expectWellNumbered(store, 60)
    const tip = await store.read(readTip)
    expect((await numbered(store)).at(-1)?.hash).toEqual(tip.hash)
  })

  test('one that lost its lease cannot write any more, whichever statement it comes to', async () => {
    const store = await databases.open()
    await writeMany(store, 3)
    const old = await mustTake(store, 1)
    await sleep(20)
    const present = await mustTake(store)
    expect(present.epoch).toBe(old.epoch + 1)
    const asOld = numberEvents({ store, lease: old, leaseTime: 1000, batchSize: 10 })
    await expect(asOld).rejects.toThrow(LeaseLost)
    expect(await waiting(store)).toBe(3)
    expect(await numberEvents({ store, lease: present, leaseTime: 1000, batchSize: 2 })).toBe(2)

    const tip = await store.read(readTip)
    const further = { sequence: 3, hash: Buffer.alloc(32, 1) }
    await expect(store.transact((tx) => moveTip(tx, tip, further, old.epoch))).rejects.toThrow(Overtaken)
    await expect(store.transact((tx) => moveTip(tx, further, tip, present.epoch))).rejects.toThrow(Overtaken)
    await expectWellNumbered(store, 2)
  })

  test('a lease is one process’s at a time, by the clock of the database', async () => {
    const store = await databases.open()
    const wish = { name: 'w', holder: 'a', milliseconds: 300 }
    const [first, second] = await Promise.all([takeLease(store, wish), takeLease(store, wish)])
    expect([first, second].filter((lease) => lease !== undefined)).toEqual([{ name: 'w', epoch: 1 }])
    await store.transact(async (tx) => {
      await holdLease(tx, { name: 'w', epoch: 1 }, 300)
      await holdLease(tx, { name: 'w', epoch: 1 }, 300)
    })
    expect(await takeLease(store, wish)).toBeUndefined()
    await sleep(350)
    expect(await takeLease(store, wish)).toEqual({ name: 'w', epoch: 2 })
    await expect(store.transact((tx) => holdLease(tx, { name: 'w', epoch: 1 }, 300))).rejects.toThrow(LeaseLost)
  })

  test('a crash in the middle of a batch leaves nothing half done', async () => {
    const store = await databases.open()
    await writeMany(store, 5)
    const points = {
      reach: () => {
        throw new Error('the power went')
      },
    }
    await expect(new Sequencer({ store, points, leaseTime: 1 }).turn()).rejects.toThrow('the power went')
    expect(await waiting(store)).toBe(5)
    expect((await store.read(readTip)).sequence).toBe(0)
    await numberAll(store, { leaseTime: 1 })
    await expectWellNumbered(store, 5)
  })

  test('gives the lease back at its end, so that the next one works at once', async () => {
    const store = await databases.open()
    const first = new Sequencer({ store, holder: 'first' })
    await first.turn()
    const second = new Sequencer({ store, holder: 'second' })
    await writeMany(store, 1)
    await second.turn()
    expect(await waiting(store)).toBe(1)
    await first.end()
    await second.turn()
    expect(await waiting(store)).toBe(0)
  })
})

describeEachDatabase(
  'a writer that stays open',
  (databases) => {
    test('delays nobody, and its event gets the next number when it is there', async () => {
      const store = await databases.open()
      const slow = newId()
      let release!: () => void
      let written!: () => void
      const held = new Promise<void>((resolve) => (release = resolve))
      const isWritten = new Promise<void>((resolve) => (written = resolve))
      const writer = store.transact(async (tx) => {
        await write(tx, slow, 1)
        written()
        await held
      })
      await isWritten
      await writeMany(store, 3)
      const lease = await mustTake(store)
      expect(await numberEvents({ store, lease, leaseTime: 60_000, batchSize: 10 })).toBe(3)
      expect(await numberEvents({ store, lease, leaseTime: 60_000, batchSize: 10 })).toBe(0)
      release()
      await writer
      expect(await numberEvents({ store, lease, leaseTime: 60_000, batchSize: 10 })).toBe(1)
      await expectWellNumbered(store, 4)
      expect((await numbered(store)).at(-1)?.aggregateId).toBe(slow)
    })
  },
  ['mariadb'],
)

test('the example of docs/ledger.md is right', () => {
  const page = readFileSync(new URL('../../docs/ledger.md', import.meta.url), 'utf8')
  const [, text = '', hash] = /^ {4}(\{"actor".*\})\n[\s\S]*?^ {4}([0-9a-f]{64})$/m.exec(page) ?? []
  expect(createHash('sha256').update(text).digest('hex')).toBe(hash)
  const { sequence, previous, v, ...event } = JSON.parse(text) as StoredEvent & { previous: string; v: number }
  expect({ sequence, previous, v }).toEqual({ sequence: 1, previous: beginningHash.toString('hex'), v: 1 })
  const stored = { ...event, at: new Date(event.at), sequence: null, hash: null }
  expect(hashAt(stored, { sequence: 1, previous: beginningHash }).toString('hex')).toBe(hash)
})
