import { randomBytes } from 'node:crypto'
import { getStatistics } from '../../src/admin/get-statistics.ts'
import type { AdminParts } from '../../src/admin/parts.ts'
import type { Call } from '../../src/operation.ts'
import { Cursors } from '../../src/paging/cursor.ts'
import { createKeyring, parseKeyring } from '../../src/tickets/keyring.ts'
import { countAll, numberAll } from '../ledger/ledger-kit.ts'
import { createOrder } from '../sales/orders.ts'
import { erp, openShop, start } from '../sales/shop.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { hearing, looksAtAll, type Statement } from '../support/plans.ts'

/** Tables that grow with the business; there are few items, and few counters of each. */
const growing = ['licenses', 'license', 'events', 'LedgerEvent', 'event', 'orders', 'order_lines', 'tickets']

describeEachDatabase(
  'GetStatistics',
  (databases) => {
    test('reads counters, and of the licenses only those that end soon, by index', async () => {
      const store = await databases.open()
      const shop = await openShop(store)
      for (let number = 0; number < 20; number += 1) {
        const lines = Array.from({ length: 50 }, (_, index) => ({
          lineNumber: String(index),
          itemNumber: index % 2 === 0 ? 'UNTIL-2030' : 'PLAIN',
        }))
        const caller = number < 10 ? erp : { ...erp, name: 'shop', orderScope: 'shop' }
        await shop.call('CreateOrder', createOrder(lines, { orderNumber: String(number) }), { caller })
      }
      await numberAll(store)
      await countAll(store)
      if (databases.kind === 'mariadb') {
        await store.transact((tx) => tx.query('ANALYZE TABLE licenses, events, items, item_months'))
      }

      const heard: Statement[] = []
      const call = { caller: erp, now: new Date('2029-12-15T00:00:00.000Z'), store: hearing(store, heard) } as const
      const statisticsQuery = { firstMonth: '2026-05', lastMonth: '2026-05', expiringDays: 60 }
      const parts = { cursors: new Cursors(parseKeyring(createKeyring(randomBytes))) } as AdminParts
      const { result } = await getStatistics({ statisticsQuery, pageSize: 0 }, call as unknown as Call, parts)
      const counts = result.itemCounts.itemCount
      expect(
        counts.map(({ itemNumber, licenseCount, expiringCount }) => [itemNumber, licenseCount, expiringCount]),
      ).toEqual([
        ['PLAIN', 500, 0],
        ['UNTIL-2030', 500, 500],
      ])
      expect(result.countedUntil).toEqual(start)
      expect(await looksAtAll(store, heard, growing)).toEqual([])
    }, 120_000)
  },
  ['sqlite in memory', 'mariadb'],
)
