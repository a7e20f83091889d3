import type { CreateOrder } from '../../src/contract/sales.ts'
import type { Store, Tx } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { openShop } from './shop.ts'

/** A store whose writing transactions tell their statements, BEGIN and COMMIT not counted. */
function listening(store: Store, statements: string[]): Store {
  const listen = (tx: Tx) => {
    const runner = tx.queryRunner
    const query = runner?.query.bind(runner) as ((...args: unknown[]) => Promise<unknown>) | undefined
    const heard = (text: string, ...rest: unknown[]) => {
      if (text !== 'COMMIT') statements.push(text)
      return query?.(text, ...rest)
    }
    Object.assign(runner ?? {}, { query: heard })
    return tx
  }
  const transact: Store['transact'] = (work, options) => store.transact((tx) => work(listen(tx)), options)
  return Object.assign(Object.create(store) as Store, { transact, read: store.read.bind(store) })
}

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
        expect.stringMatching(/^INSERT INTO .tickets/),
        expect.stringMatching(/^INSERT INTO .orders/),
        expect.stringMatching(/^SELECT/),
        expect.stringMatching(/^INSERT INTO .order_lines/),
        expect.stringMatching(/^INSERT INTO .licenses/),
        expect.stringMatching(/^INSERT INTO .events/),
      ])
    })

    test.each([1, 998])('%d new lines of a known order', async (count) => {
      const statements = await statementsOf(createOrder(lines(count, 1)), createOrder(lines(1)))
      expect(statements).toHaveLength(10)
    })

    test.each([1, 1000])('%d lines again', async (count) => {
      const statements = await statementsOf(createOrder(lines(count)), createOrder(lines(count)))
      expect(statements).toHaveLength(4)
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
