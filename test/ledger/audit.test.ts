import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LedgerHead } from '../../src/entities/ledger-head.ts'
import { Setting } from '../../src/entities/setting.ts'
import { readHead, type SignedHead } from '../../src/formats/ledger-head.ts'
import { verifyLedger } from '../../src/ledger/audit/verify.ts'
import { hashAt } from '../../src/ledger/chain.ts'
import { HeadSigner } from '../../src/ledger/sign-heads.ts'
import { readEvents } from '../../src/ledger/stored-event.ts'
import { ledgerPublicKeys, openLedgerKey } from '../../src/signing/ledger-key.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { newId, numberAll, write, writeMany } from './ledger-kit.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-audit-'))
})
afterAll(() => rm(folder, { recursive: true }))

const key = () => openLedgerKey(folder, undefined)

/** A ledger of three things with four events each, numbered in the order of their versions: 1 is A1, 2 is B1, … 12 is C4. */
async function makeLedger(store: Store): Promise<void> {
  const ids = [newId(), newId(), newId()]
  await store.transact(async (tx) => {
    for (const version of [1, 2, 3, 4]) {
      const now = new Date(Date.UTC(2026, 4, 4, 8, 0, version))
      for (const id of ids) await write(tx, id, version, { now })
    }
  })
  await numberAll(store)
}

async function audit(store: Store, head?: SignedHead) {
  const report = await verifyLedger({ store, trusted: await ledgerPublicKeys(folder), head })
  expect(report.sound).toBe(report.findings.length === 0)
  const found = report.findings.map(({ kind, from, to }) => `${kind} ${String(from)}-${String(to)}`)
  return { ...report, found }
}

/** What happens behind the server's back. */
async function sql(store: Store, ...statements: string[]): Promise<void> {
  await store.transact(async (tx) => {
    for (const statement of statements) await tx.query(statement)
  })
}

async function signHead(store: Store): Promise<SignedHead> {
  await new HeadSigner({ store, interval: 0, key }).turn()
  const [row] = await store.read((tx) => tx.find(LedgerHead, { order: { sequence: 'DESC' }, take: 1 }))
  return readHead(row?.signed ?? '', await ledgerPublicKeys(folder))
}

/** Computes the hashes anew from a number on, as somebody would who knows docs/ledger.md. */
async function rehash(store: Store, from: number, { tip = true } = {}): Promise<void> {
  await store.transact(async (tx) => {
    const query = { where: 'sequence >= ?', values: [from - 1], orderBy: 'sequence', limit: 1000 }
    const [before, ...events] = await readEvents(tx, query)
    let previous = before?.hash ?? Buffer.alloc(32)
    for (const event of events) {
      previous = hashAt(event, { sequence: event.sequence ?? 0, previous })
      await tx.query('UPDATE events SET hash = ? WHERE sequence = ?', [previous, event.sequence])
    }
    if (tip) {
      await tx.query('UPDATE ledger_tips SET hash = ?, sequence = ?', [previous, events.at(-1)?.sequence ?? 0])
    }
  })
}

describeEachDatabase(
  'the audit of the ledger',
  (databases) => {
    let store: Store
    beforeEach(async () => {
      store = await databases.open()
      await makeLedger(store)
    })

    test('finds nothing in a ledger as it was written, and says what waits for its number', async () => {
      const head = await signHead(store)
      await store.transact((tx) => write(tx, newId(), 1))
      const report = await audit(store, head)
      expect(report).toMatchObject({ sound: true, ledgerEpoch: 1, sequence: 12, events: 12, waiting: 1, heads: 2 })
      expect(report.findings).toEqual([])
    })

    test.each([
      ['who did it', "actor = 'somebody'"],
      ['what happened', "`change` = 'LicenseReturned'"],
      ['a blank in its values', '`after` = \'{"version": 2}\''],
      ['what is not JSON', "`after` = 'nonsense'"],
      ['its time', "at = '2026-05-04 08:00:00.001'"],
      ['its comment', "comment = 'nothing happened'"],
      ['its operation', "operation = 'GetOrder'"],
      ['its request', "request_id = 'r'"],
      ['its hash', 'hash = NULL'],
      ['its version', 'version = 9'],
    ])('an event is changed: %s', async (_, change) => {
      await sql(store, `UPDATE events SET ${change} WHERE sequence = 5`)
      const { found, findings } = await audit(store)
      expect(found[0]).toBe('changed 5-5')
      expect(found.filter((each) => !each.startsWith('removed undefined'))).toHaveLength(1)
      expect(findings[0]?.subject).toMatch(
        change.startsWith('version') ? /^license .*, version 9$/ : /^license .*, version 2$/,
      )
    })

    test('the first and the last event are no exception, nor are two neighbours', async () => {
      await sql(store, "UPDATE events SET actor = 'x' WHERE sequence IN (1, 6, 7, 12)")
      expect((await audit(store)).found).toEqual(['changed 1-1', 'changed 6-6', 'changed 7-7', 'changed 12-12'])
    })

    test('an event is removed: its number, and to whom it belonged', async () => {
      await sql(store, 'DELETE FROM events WHERE sequence = 5')
      const { found, findings } = await audit(store)
      expect(found).toEqual(['removed 5-5', 'removed undefined-undefined'])
      expect(findings[1]?.text).toContain('3 events for versions 1 to 4')
    })

    test('several are removed, in two places', async () => {
      await sql(store, 'DELETE FROM events WHERE sequence IN (3, 4, 8)')
      expect((await audit(store)).found.filter((each) => !each.includes('undefined'))).toEqual([
        'removed 3-4',
        'removed 8-8',
      ])
    })

    test('an event is removed and the rest renumbered', async () => {
      await sql(store, 'DELETE FROM events WHERE sequence = 5', ...renumber(6, 12, -1))
      const { found } = await audit(store)
      expect(found.filter((each) => !each.includes('undefined'))).toEqual(['removed 5-5', 'cutOff 12-12'])
    })

    test('a whole thing is removed before it had a number', async () => {
      const id = await writeMany(store, 3)
      await sql(store, `DELETE FROM events WHERE sequence IS NULL AND version = 2`)
      const { found, findings } = await audit(store)
      expect(found).toEqual(['removed undefined-undefined'])
      expect(findings[0]?.subject).toBe(`license ${id}`)
    })

    test('an event is inserted and the rest renumbered', async () => {
      await sql(store, ...renumber(12, 5, 1))
      await insertEvent(store, 5)
      const { found } = await audit(store)
      expect(found).toEqual(['inserted 5-5', 'inserted 13-13'])
    })

    test('an event is inserted behind the end, with the right hash', async () => {
      await insertEvent(store, 13)
      await rehash(store, 13, { tip: false })
      expect((await audit(store)).found).toEqual(['inserted 13-13'])
    })

    test('an event is inserted before the beginning', async () => {
      await insertEvent(store, 0)
      expect((await audit(store)).found).toEqual(['inserted 0-0'])
    })

    test.each([
      ['neighbours', 5, 6],
      ['far from each other', 3, 10],
      ['the first and the last', 1, 12],
    ])('two events are swapped: %s', async (_, a, b) => {
      await sql(store, ...swapNumbers(a, b))
      expect((await audit(store)).found).toEqual([`swapped ${a}-${b}`])
    })

    test('two events are swapped, and the hashes stay where they were', async () => {
      await sql(store, ...swapNumbers(4, 9), 'UPDATE events SET hash = NULL WHERE sequence = 0')
      await store.transact(async (tx) => {
        const [at4, at9] = await readEvents(tx, {
          where: 'sequence IN (4, 9)',
          values: [],
          orderBy: 'sequence',
          limit: 2,
        })
        await tx.query('UPDATE events SET hash = ? WHERE sequence = 4', [at9?.hash])
        await tx.query('UPDATE events SET hash = ? WHERE sequence = 9', [at4?.hash])
      })
      expect((await audit(store)).found).toEqual(['swapped 4-9'])
    })

    test('the end is cut off', async () => {
      await sql(store, 'DELETE FROM events WHERE sequence > 9')
      expect((await audit(store)).found).toEqual(['cutOff 10-12'])
    })

    test('the end is cut off and nothing in the database remembers it: only a head that was kept outside does', async () => {
      const head = await signHead(store)
      await sql(store, 'DELETE FROM events WHERE sequence > 9', 'DELETE FROM ledger_heads')
      await rehash(store, 9)
      expect((await audit(store)).found).toEqual([])
      expect((await audit(store, head)).found).toEqual(['cutOff 10-12'])
    })

    test('the chain is rewritten: it fits together, but is not what was signed', async () => {
      const head = await signHead(store)
      await makeLedger(store)
      await signHead(store)
      await sql(store, "UPDATE events SET actor = 'x' WHERE sequence = 15")
      await rehash(store, 15)
      expect((await audit(store, head)).found).toEqual(['rewritten 13-24'])
      await sql(store, 'DELETE FROM ledger_heads')
      expect((await audit(store, head)).found).toEqual([])
      await sql(store, "UPDATE events SET actor = 'x' WHERE sequence = 12")
      await rehash(store, 12)
      expect((await audit(store)).found).toEqual([])
      expect((await audit(store, head)).found).toEqual(['rewritten 1-12'])
    })

    test('the note of the end is not the end of the chain', async () => {
      await sql(store, "UPDATE events SET actor = 'x' WHERE sequence = 12")
      await rehash(store, 12, { tip: false })
      expect((await audit(store)).found).toEqual(['rewritten 12-12'])
      await sql(store, 'DELETE FROM ledger_tips')
      expect((await audit(store)).found).toEqual(['rewritten 1-12'])
    })

    test('a stored head is changed, or signed by a stranger', async () => {
      await signHead(store)
      await sql(store, 'UPDATE ledger_heads SET sequence = 11')
      expect((await audit(store)).found).toEqual(['head 11-11'])
      await sql(store, "UPDATE ledger_heads SET sequence = 12, signed = '{}'")
      expect((await audit(store)).found).toEqual(['head 12-12'])
    })

    test('a head of before a restore is said to be that', async () => {
      const head = await signHead(store)
      await store.transact((tx) => insertRows(tx, Setting, [{ name: 'ledgerEpoch', value: '2' }]))
      const { found, findings } = await audit(store, head)
      expect(found).toEqual(['head 12-12'])
      expect(findings[0]?.text).toContain('a restore from a backup lies between them')
    })

    test('is no matter of the size of a page, and tells how far it is', async () => {
      const told: string[] = []
      const onProgress = (checked: number, of: number) => told.push(`${checked} of ${of}`)
      await verifyLedger({ store, trusted: [], onProgress })
      expect(told).toEqual(['12 of 12'])
    })

    test('a mess is told in bounds', async () => {
      await sql(store, "UPDATE events SET hash = NULL, actor = 'x'")
      const { findings, sound } = await audit(store)
      expect(sound).toBe(false)
      expect(findings).toHaveLength(12)
    })
  },
  ['sqlite in memory', 'mariadb'],
)

function renumber(from: number, to: number, by: 1 | -1): string[] {
  const step = Math.sign(to - from)
  const numbers = Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => from + step * index)
  return numbers.map((number) => `UPDATE events SET sequence = ${number + by} WHERE sequence = ${number}`)
}

function swapNumbers(a: number, b: number): string[] {
  return [
    `UPDATE events SET sequence = -1 WHERE sequence = ${a}`,
    `UPDATE events SET sequence = ${a} WHERE sequence = ${b}`,
    `UPDATE events SET sequence = ${b} WHERE sequence = -1`,
  ]
}

async function insertEvent(store: Store, sequence: number): Promise<void> {
  await store.transact(async (tx) => {
    await write(tx, newId(), 1)
    await tx.query('UPDATE events SET sequence = ?, hash = ? WHERE sequence IS NULL', [sequence, Buffer.alloc(32, 7)])
  })
}
