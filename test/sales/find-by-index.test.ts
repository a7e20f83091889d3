import type { LicenseQuery, TicketQuery } from '../../src/contract/sales.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { hearing, looksAtAll, type Statement } from '../support/plans.ts'
import { createOrder } from './orders.ts'
import { openShop, type Shop, start } from './shop.ts'

const later = new Date(start.getTime() + 3_600_000)
const longAgo = new Date('2020-01-01T00:00:00.000Z')
const farAway = new Date('2090-01-01T00:00:00.000Z')

const licenseQueries: readonly LicenseQuery[] = [
  {},
  { customerId: 'C1' },
  { itemNumber: 'UNTIL-2030' },
  { itemNumber: 'LONG' },
  { itemNumber: 'LONG', customerId: 'C1' },
  { state: 'NotCollected' },
  { orderNumber: '7' },
  { containerSerial: '130-7' },
  { changedSince: later },
  { changedSince: longAgo },
  { expiresBefore: farAway },
  { customerId: 'C1', itemNumber: 'UNTIL-2030', state: 'NotCollected' },
  { customerId: 'C1', changedSince: longAgo },
  { customerId: 'C4', changedSince: later },
]

const ticketQueries: readonly TicketQuery[] = [
  {},
  { customerId: 'C1' },
  { state: 'Open' },
  { orderNumber: '7' },
  { changedSince: later },
  { changedSince: longAgo },
  { changedSince: longAgo, customerId: 'C1' },
]

/** Tables that grow with the business; a look at all their rows, or at all of an index, would grow with them. */
const growing = [
  'licenses',
  'license',
  'orders',
  'sold',
  'order_lines',
  'line',
  'tickets',
  'ticket',
  'containers',
  'container',
]

describeEachDatabase(
  'by an index',
  (databases) => {
    const heard: Statement[] = []

    test('FindLicenses goes, whatever it looks for, also on the second page', async () => {
      const { shop, ticketId } = await businessOf(await databases.open())
      const looks: string[] = []
      for (const query of [...licenseQueries, { ticketId }]) {
        heard.length = 0
        const first = await shop.call('FindLicenses', { licenseQuery: query, pageSize: 10 })
        const cursor = first.result.nextCursor
        if (cursor !== undefined) await shop.call('FindLicenses', { licenseQuery: query, pageSize: 10, cursor })
        expect(first.result.licenseStates.licenseState).toHaveLength(10)
        looks.push(...(await looksAtAll(shop.store, heard, growing)).map((look) => `${JSON.stringify(query)}: ${look}`))
      }
      expect(looks).toEqual([])
    }, 120_000)

    test('FindTickets goes, whatever it looks for, also on the second page', async () => {
      const { shop, ticketId } = await businessOf(await databases.open())
      const looks: string[] = []
      for (const query of [...ticketQueries, { ticketId }]) {
        heard.length = 0
        const first = await shop.call('FindTickets', { ticketQuery: query, pageSize: 2 })
        const cursor = first.result.nextCursor
        if (cursor !== undefined) await shop.call('FindTickets', { ticketQuery: query, pageSize: 2, cursor })
        expect(first.result.ticketRows.ticketRow).not.toEqual([])
        looks.push(...(await looksAtAll(shop.store, heard, growing)).map((look) => `${JSON.stringify(query)}: ${look}`))
      }
      expect(looks).toEqual([])
    }, 120_000)

    test('ReconcileOrders goes', async () => {
      const { shop } = await businessOf(await databases.open())
      const orderExport = ['7', '8', '9'].map((orderNumber) => ({ orderNumber, exportLines: { exportLine: [] } }))
      heard.length = 0
      const { result } = await shop.call('ReconcileOrders', { orderExports: { orderExport } })
      expect(result.extraLines.extraLine).toHaveLength(150)
      expect(await looksAtAll(shop.store, heard, growing)).toEqual([])
    }, 120_000)

    /** Thirty orders of fifty lines, every other one of a package, of five customers; the last one changed later than the others. */
    async function businessOf(store: Store): Promise<{ shop: Shop; ticketId: string | undefined }> {
      const shop = await openShop(hearing(store, heard))
      await shop.putPackage('LONG', 'UNTIL-2030')
      let ticketId: string | undefined
      for (let number = 0; number < 30; number += 1) {
        const lines = Array.from({ length: 50 }, (_, index) => ({
          lineNumber: String(index),
          itemNumber: index % 2 === 0 ? 'UNTIL-2030' : 'LONG',
          ...(number === 29 && { containerSerial: '130-7' }),
        }))
        const order = { orderNumber: String(number), customer: { customerId: `C${number % 5}` } }
        const { result } = await shop.call('CreateOrder', createOrder(lines, order), {
          now: number < 29 ? start : later,
        })
        ticketId = result.ticketId
      }
      if (databases.kind === 'mariadb') {
        await store.transact((tx) => tx.query('ANALYZE TABLE licenses, orders, order_lines, tickets, items'))
      }
      return { shop, ticketId }
    }
  },
  ['sqlite in memory', 'mariadb'],
)
