import fc from 'fast-check'
import type { LicenseQuery } from '../../src/contract/sales.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { openShop, type Shop, start } from './shop.ts'

/** Instants lie close together, so that many licenses share one. */
const instant = fc.integer({ min: 0, max: 3 }).map((milliseconds) => new Date(start.getTime() + milliseconds))
const purchase = fc.record({ at: instant, quantity: fc.integer({ min: 1, max: 6 }) })
const query = fc.constantFrom<((customerId: string) => LicenseQuery)[]>(
  (customerId) => ({ customerId }),
  (customerId) => ({ customerId, state: 'NotCollected' }),
  (customerId) => ({ customerId, changedSince: start }),
  (customerId) => ({ customerId, itemNumber: 'PLAIN' }),
)

describeEachDatabase(
  'the pages of FindLicenses',
  (databases) => {
    let shop: Shop
    let runs = 0
    beforeAll(async () => {
      shop = await openShop(await databases.open())
    })

    test('hold each license once, whatever is bought between and beside them', async () => {
      const before = fc.array(purchase, { minLength: 1, maxLength: 5 })
      const beside = fc.array(purchase, { maxLength: 8 })
      const pageSize = fc.integer({ min: 1, max: 9 })
      await fc.assert(
        fc.asyncProperty(before, beside, pageSize, query, async (known, added, size, queryOf) => {
          const customerId = `C-${(runs += 1)}`
          const bought = await Promise.all(known.map((each, index) => buy(customerId, `old ${index}`, each)))
          const more = added.map((each, index) => () => buy(customerId, `new ${index}`, each))
          const listed = await pages(queryOf(customerId), size, more)
          expect(new Set(listed).size).toBe(listed.length)
          expect(listed).toEqual(expect.arrayContaining(bought.flat()))
        }),
        { numRuns: 15 },
      )
    }, 120_000)

    async function buy(customerId: string, name: string, { at, quantity }: { at: Date; quantity: number }) {
      const order = { orderNumber: `${customerId} ${name}`, customer: { customerId } }
      const request = createOrder([{ lineNumber: '10', quantity }], order)
      const { licenses } = (await shop.call('CreateOrder', request, { now: at })).result
      return licenses.license.map(({ licenseId }) => licenseId)
    }

    /** All pages; with each of them, while it is read, one of the others is done. */
    async function pages(licenseQuery: LicenseQuery, pageSize: number, others: (() => Promise<unknown>)[]) {
      const listed: string[] = []
      let cursor: string | undefined
      do {
        const asked = shop.call('FindLicenses', { licenseQuery, pageSize, cursor })
        const [{ result }] = await Promise.all([asked, others.shift()?.()])
        listed.push(...result.licenseStates.licenseState.map(({ licenseId }) => licenseId))
        cursor = result.nextCursor
      } while (cursor !== undefined)
      return listed
    }
  },
  ['sqlite in memory', 'mariadb'],
)
