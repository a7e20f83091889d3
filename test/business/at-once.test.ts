import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { write } from '../ledger/ledger-kit.ts'
import { type Company, openCompany } from '../support/company.ts'
import { describeEachDatabase, type TestDatabases } from '../support/databases.ts'
import { busyDay, type Day, ordinaryDay } from './deeds.ts'
import { stock } from './goods.ts'
import {
  changesSince,
  everythingNumbered,
  feedTells,
  fieldIsRight,
  linesAreRight,
  nothingWaits,
  storedOf,
} from './judgement.ts'
import { Market } from './market.ts'

async function open(databases: TestDatabases): Promise<Company> {
  const company = await openCompany({ database: await databases.newUrl(), env: { DATABASE_POOL: '20' } })
  await stock(company)
  return company
}

const runsOn = { 'sqlite in memory': 15, 'sqlite file': 0, mariadb: 15 }

describeEachDatabase(
  'whatever several clients do at once',
  (databases) => {
    let company: Company
    beforeAll(async () => {
      company = await open(databases)
    }, 60_000)
    afterAll(() => company.close())

    /** A market of that day, in the end of which everything is as it should be; gives what the deeds came to. */
    async function live({ orders, clients }: Day): Promise<string[]> {
      const market = new Market(company)
      const outcomes: string[] = []
      for (const [order, lines] of orders.entries()) await market.happen({ do: 'order', order, lines })
      await market.happen({ do: 'activate', order: 0, container: 0, all: true })
      await Promise.all(
        clients.map(async (deeds) => {
          for (const deed of deeds) outcomes.push(await market.happen(deed))
        }),
      )
      await market.settle()
      const stored = await storedOf(company.server.store, market)
      linesAreRight(stored)
      await fieldIsRight(company, market, stored)
      await nothingWaits(company, market, stored)
      const found = (await market.licenses()).map(({ licenseId }) => licenseId)
      expect(found.sort()).toEqual(stored.licenses.map(({ id }) => id).sort())
      return outcomes
    }

    test('on an ordinary day everything succeeds', async () => {
      expect(new Set(await live(ordinaryDay))).toEqual(new Set(['ok']))
    })

    test('nobody gets more than was sold, and the ledger tells all of it', async () => {
      const property = fc.asyncProperty(busyDay, async (day) => {
        await live(day)
      })
      await fc.assert(property, { numRuns: runsOn[databases.kind], endOnFailure: true })

      await everythingNumbered(company)
      const { entries, numbers } = await changesSince(company)
      expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      // Some of the backups were of a state that the server had left behind.
      expect(entries.map(({ changeName }) => changeName)).toContain('ContainerHealed')
      feedTells(entries, await company.server.store.read((tx) => tx.find(License)))
    }, 280_000)
  },
  ['sqlite in memory', 'mariadb'],
)

// SQLite has one writer; whoever holds it holds everybody (design §3.2).
describeEachDatabase(
  'a writer that is held open for five seconds',
  (databases) => {
    test('delays no other, and its event still appears', async () => {
      const company = await open(databases)
      try {
        const { store } = company.server
        const market = new Market(company)
        const id = crypto.randomUUID()
        let isOpen = true
        const slow = store.transact(async (tx) => {
          await write(tx, id, 1)
          await sleep(5000)
          isOpen = false
        })
        await sleep(100)
        const lines = [{ lineNumber: '10', itemNumber: 'PLAIN', quantity: 2 }]
        expect(await market.happen({ do: 'order', order: 0, lines })).toBe('ok')
        expect(await market.happen({ do: 'activate', order: 0, container: 0, all: true })).toBe('ok')
        expect(await market.happen({ do: 'withdraw', license: 0 })).toBe('ok')
        await everythingNumbered(company)
        const before = await changesSince(company)
        expect(isOpen).toBe(true)
        feedTells(before.entries, (await storedOf(store, market)).licenses)
        expect(before.entries.map(({ subjectId }) => subjectId)).not.toContain(id)

        await slow
        await everythingNumbered(company)
        const after = await changesSince(company, before.cursor)
        expect(after.entries).toEqual([expect.objectContaining({ subjectId: id, versionNumber: 1 })])
        expect(after.numbers).toEqual([before.numbers.length + 1])
        expect(await store.read((tx) => tx.countBy(LedgerEvent, { aggregateId: id }))).toBe(1)
      } finally {
        await company.close()
      }
    }, 60_000)
  },
  ['mariadb'],
)
