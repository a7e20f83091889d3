import type { CreateOrder } from '../../src/contract/sales.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { listening } from '../support/statements.ts'
import { createOrder } from './orders.ts'
import { openShop } from './shop.ts'

const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    lineNumber: String(from + index),
    itemNumber: index % 2 === 0 ? 'PLAIN' : 'SECOND',
  }))

describeEachDatabase(
  'CreateOrder takes a handful of statements, however many lines:',
  (databases) => {
    /** What a call costs, with the definitions of the items in memory. */
    const statementsOf = async (request: CreateOrder, ...before: CreateOrder[]) => {
      const statements: string[] = []
      const shop = await openShop(listening(await databases.open(), statements))
      await shop.call('CreateOrder', createOrder(lines(2), { orderNumber: 'warm up' }))
      for (const each of before) await shop.call('CreateOrder', each)
      statements.length = 0
      await shop.call('CreateOrder', request)
      return statements.map((text) => text.split(/[\s(]/, 3).join(' '))
    }

    test.each([1, 1000])('a new order of %d lines', async (count) => {
      expect(await statementsOf(createOrder(lines(count)))).toEqual([
        expect.stringMatching(/^SELECT/),
        expect.stringMatching(/^SELECT/),
        expect.stringMatching(/^INSERT INTO .tickets/),
        expect.stringMatching(/^INSERT INTO .orders/),
        expect.stringMatching(/^INSERT INTO .order_lines/),
        expect.stringMatching(/^INSERT INTO .licenses/),
        expect.stringMatching(/^INSERT INTO .events/),
      ])
    })

    test.each([1, 998])('%d new lines of a known order', async (count) => {
      const statements = await statementsOf(createOrder(lines(count, 1)), createOrder(lines(1)))
      expect(statements).toHaveLength(11)
    })

    test.each([1, 1000])('%d lines again', async (count) => {
      const statements = await statementsOf(createOrder(lines(count)), createOrder(lines(count)))
      expect(statements).toHaveLength(5)
      expect(statements.filter((text) => !text.startsWith('SELECT'))).toEqual([])
    })

    test.each([1, 1000])('a requestId costs one look and one row; again, with %d lines', async (count) => {
      const request = createOrder(lines(count), {}, { requestId: 'R1' })
      expect(await statementsOf(request)).toHaveLength(9)
      expect(await statementsOf(request, request)).toHaveLength(5)
    })
  },
  ['sqlite in memory', 'mariadb'],
)
