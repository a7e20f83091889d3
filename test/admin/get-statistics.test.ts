import { License } from '../../src/entities/license.ts'
import { counterName } from '../../src/ledger/count-licenses.ts'
import { readPosition } from '../../src/ledger/reader.ts'
import { readTip } from '../../src/ledger/tip.ts'
import { waiting } from '../ledger/ledger-kit.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { useServer, type Credentials } from '../support/server.ts'
import { callAdmin, type Given } from './admin-client.ts'
import { item } from './items.ts'

interface Count {
  readonly itemNumber: string
  readonly licenseCount: string
  readonly activeCount: string
  readonly transferCount: string
  readonly expiringCount: string
  readonly itemMonths: '' | { readonly itemMonth: unknown }
}

const day = 86_400_000

describeEachDatabase(
  'GetStatistics',
  (databases) => {
    const server = useServer(async () => ({ database: await databases.newUrl() }))
    let [admin, erp, shop] = [] as unknown as [Credentials, Credentials, Credentials]
    beforeAll(async () => {
      admin = await server().client('boss', ['admin'])
      erp = await server().client('erp', ['sales'])
      shop = await server().client('shop', ['sales'])
      for (const firmCode of [6000010, 6000011]) {
        await callAdmin(server(), admin, 'PutFirmCode', { firm: { firmCode, name: 'Example' } })
      }
    })

    const put = (itemNumber: string, more: Record<string, Given> = {}) =>
      callAdmin(server(), admin, 'PutItem', { item: item({ itemNumber, ...more }) })
    const order = async (as: Credentials, orderNumber: string, itemNumber: string, quantity: number) => {
      const line = `<orderLine><lineNumber>1</lineNumber><itemNumber>${itemNumber}</itemNumber><quantity>${String(quantity)}</quantity></orderLine>`
      const content = `<orderNumber>${orderNumber}</orderNumber><customer><customerId>C</customerId></customer><orderLines>${line}</orderLines>`
      const body = `<CreateOrder xmlns="urn:opendepot:sales:v1"><order>${content}</order></CreateOrder>`
      expect((await server().post('sales', body, { as })).status).toBe(200)
    }
    /** Waits until the server has counted everything that happened so far. */
    const counted = async () => {
      const { store } = server()
      const isBehind = () =>
        store.read(async (tx) => (await readPosition(tx, counterName)) < (await readTip(tx)).sequence)
      while ((await waiting(store)) > 0 || (await isBehind())) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const thisMonth = () => new Date().toISOString().slice(0, 7)
    const statistics = async (query: Record<string, Given> = {}, pageSize = 0, cursor?: string, as = admin) => {
      const months = { firstMonth: thisMonth(), lastMonth: thisMonth(), expiringDays: 0 }
      const { itemNumberStart, ...rest } = query
      const statisticsQuery = { itemNumberStart, ...months, ...rest }
      const { result, fault } = await callAdmin(server(), as, 'GetStatistics', { statisticsQuery, pageSize, cursor })
      const { itemCounts, countedUntil, nextCursor } = (result ?? {}) as {
        itemCounts?: '' | { itemCount: Count | Count[] }
        countedUntil?: string
        nextCursor?: string
      }
      return { counts: itemCounts ? [itemCounts.itemCount].flat() : [], countedUntil, nextCursor, fault }
    }
    const numbersOf = (counts: readonly Count[]) => counts.map(({ itemNumber }) => itemNumber)

    test('before anything was sold', async () => {
      const { counts, nextCursor } = await statistics()
      expect({ counts, nextCursor }).toEqual({ counts: [], nextCursor: undefined })
    })

    test('what was sold this month, in every order scope', async () => {
      await put('S-1')
      await order(erp, '1', 'S-1', 3)
      await order(shop, '1', 'S-1', 2)
      await counted()
      const { counts, countedUntil } = await statistics({ itemNumberStart: 'S-' })
      expect(counts).toEqual([
        {
          itemNumber: 'S-1',
          licenseCount: '5',
          activeCount: '0',
          transferCount: '0',
          expiringCount: '0',
          itemMonths: {
            itemMonth: {
              monthName: thisMonth(),
              soldCount: '5',
              activatedCount: '0',
              returnedCount: '0',
              activeCount: '0',
            },
          },
        },
      ])
      expect(Math.abs(Date.parse(countedUntil ?? '') - Date.now())).toBeLessThan(60_000)
    })

    test('months in which nothing happened are not there; the totals are', async () => {
      await put('M-1')
      await order(erp, '2', 'M-1', 1)
      await counted()
      const [count] = (await statistics({ itemNumberStart: 'M-', firstMonth: '2020-01', lastMonth: '2022-01' })).counts
      expect(count).toMatchObject({ licenseCount: '1', itemMonths: '' })
    })

    test('what ends soon, of both order scopes, and not what has ended or is withdrawn', async () => {
      await put('E-1')
      await order(erp, '3', 'E-1', 5)
      await order(shop, '3', 'E-1', 1)
      await counted()
      const { store } = server()
      const licenses = await store.read((tx) => tx.find(License, { order: { createdAt: 'DESC', id: 'ASC' }, take: 6 }))
      const ends = [-1, 1, 29, 31, 29, 29].map((days) => new Date(Date.now() + days * day))
      await store.transact(async (tx) => {
        const sorted = licenses.toSorted((left, right) => (left.orderScope < right.orderScope ? -1 : 1))
        for (const [index, { id }] of sorted.entries()) {
          await tx.update(
            License,
            { id },
            { expiresAt: ends[index] ?? null, ...(index === 4 && { state: 'Withdrawn' }) },
          )
        }
      })
      const soon = async (expiringDays: number) =>
        (await statistics({ itemNumberStart: 'E-', expiringDays })).counts[0]?.expiringCount
      expect([await soon(0), await soon(2), await soon(60)]).toEqual(['3', '1', '4'])
    })

    test('only items of the firm codes that the client may touch', async () => {
      await put('F-1')
      await put('F-2', { firmCode: 6000011 })
      await order(erp, '4', 'F-1', 1)
      await order(erp, '5', 'F-2', 1)
      await counted()
      expect(numbersOf((await statistics({ itemNumberStart: 'F-' })).counts)).toEqual(['F-1', 'F-2'])
      const one = await server().client('one', ['admin'], { firmCodes: [6000011] })
      expect(numbersOf((await statistics({ itemNumberStart: 'F-' }, 0, undefined, one)).counts)).toEqual(['F-2'])
    })

    test('items that nobody bought are not there; pages give each other one once', async () => {
      for (const number of ['P-1', 'P-2', 'P-3', 'P-4']) await put(number)
      for (const number of ['P-1', 'P-2', 'P-4']) await order(erp, `of ${number}`, number, 1)
      await counted()
      const query = { itemNumberStart: 'P-' }
      const first = await statistics(query, 2)
      expect(numbersOf(first.counts)).toEqual(['P-1', 'P-2'])
      const second = await statistics(query, 2, first.nextCursor)
      expect(numbersOf(second.counts)).toEqual(['P-4'])
      expect(second.nextCursor).toBeUndefined()
      expect((await statistics({ itemNumberStart: 'M-' }, 2, first.nextCursor)).fault?.code).toBe('CURSOR_INVALID')
    })

    test.each([
      ['lastMonth', { firstMonth: '2026-02', lastMonth: '2026-01' }],
      ['lastMonth', { firstMonth: '2024-01', lastMonth: '2026-02' }],
      ['expiringDays', { expiringDays: 36_526 }],
    ])('INVALID_REQUEST, %s', async (field, query) => {
      const { fault } = await statistics(query)
      expect(fault).toMatchObject({ code: 'INVALID_REQUEST', field: `statisticsQuery/${field}` })
    })

    test('24 months after the first one can be asked for', async () => {
      expect((await statistics({ firstMonth: '2024-01', lastMonth: '2026-01' })).fault).toBeUndefined()
    })
  },
  ['sqlite in memory', 'mariadb'],
)
