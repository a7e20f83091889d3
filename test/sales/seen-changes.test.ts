import fc from 'fast-check'
import { addClient } from '../../src/clients/manage.ts'
import { putUser } from '../../src/clients/put-user.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import type { Caller, Role } from '../../src/operation.ts'
import { readSeenChanges } from '../../src/sales/seen-changes.ts'
import { randomBytes } from 'node:crypto'
import { numberAll } from '../ledger/ledger-kit.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, firmCode, openShop, otherFirmCode, type Shop, start } from './shop.ts'

const as = (more: Partial<Omit<Caller, 'roles'>>, ...roles: Role[]): Caller => {
  return { ...erp, ...more, roles: new Set(roles.length === 0 ? ['sales' as const] : roles) }
}
const shopper = as({ name: 'shop', orderScope: 'shop' })
const auditor = as({ name: 'auditor', orderScope: 'nobody' }, 'support', 'admin')

describeEachDatabase(
  'who sees which changes',
  (databases) => {
    let shop: Shop
    beforeEach(async () => {
      shop = await openShop(await databases.open())
    })

    /** All that a client sees, by pages of this size. */
    const feed = async (caller: Caller, pageSize = 500) => {
      const all: { number: number; kind: string; id: string; after: string }[] = []
      for (let cursor: string | undefined; ;) {
        const { result } = await shop.call('ListChanges', { pageSize, cursor }, { caller })
        for (const { sequenceText, historyEntry } of result.ledgerChanges.ledgerChange) {
          const { subjectKind: kind, subjectId: id, afterText: after = '' } = historyEntry
          all.push({ number: Number(sequenceText), kind, id, after })
        }
        if (result.caughtUp === 'yes') return all
        expect(result.nextCursor).not.toBe(cursor)
        cursor = result.nextCursor
      }
    }
    const countOf = (entries: readonly { kind: string }[], kind: string) =>
      entries.filter((one) => one.kind === kind).length
    const sell = (caller: Caller, orderNumber: string, itemNumber = 'PLAIN') =>
      shop.call('CreateOrder', createOrder([{ lineNumber: '1', itemNumber }], { orderNumber }), { caller })

    test('orders, tickets and licenses of its own order scope, and everything else of nobody', async () => {
      await sell(erp, '1')
      await sell(shopper, '2')
      await sell(shopper, '3')
      await numberAll(shop.store)
      for (const [caller, orders] of [
        [erp, 1],
        [shopper, 2],
        [as({}, 'support'), 1],
        [as({ orderScope: 'none' }), 0],
      ] as const) {
        const seen = await feed(caller)
        expect(['order', 'ticket', 'license'].map((kind) => countOf(seen, kind))).toEqual([orders, orders, orders])
        expect(countOf(seen, 'item')).toBeGreaterThan(0)
      }
      const own = (await feed(shopper)).filter(({ kind }) => kind === 'order')
      expect(own.map(({ after }) => (JSON.parse(after) as { orderNumber: string }).orderNumber)).toEqual(['2', '3'])
    })

    test('what is sold of its firm codes, and the firm codes themselves', async () => {
      await numberAll(shop.store)
      const all = await feed(erp)
      const some = await feed(as({ firmCodes: new Set([otherFirmCode]) }))
      expect([countOf(all, 'firmCode'), countOf(some, 'firmCode')]).toEqual([2, 1])
      expect(countOf(some, 'item')).toBe(1)
      expect(countOf(await feed(as({ firmCodes: new Set([firmCode]) })), 'item')).toBe(countOf(all, 'item') - 1)
    })

    test('accounts are for administrators of all firm codes, who see everything without a gap', async () => {
      const by = {
        now: start,
        caller: erp,
        operation: 'test',
        requestId: undefined,
        newId: idMaker(() => start, randomBytes),
      }
      await shop.store.transact(async (tx) => {
        await addClient(tx, by, { name: 'sap', roles: ['sales'], ipRanges: ['10.0.0.0/8'] }, { hash: 'x' })
        const user = { displayName: 'Erika Muster', roles: ['support'], firmCodes: [], active: true } as const
        await putUser(tx, by, { ...user, name: 'emuster' })
      })
      await sell(shopper, '1')
      await numberAll(shop.store)
      const everything = await feed(auditor, 3)
      expect(everything.map(({ number }) => number)).toEqual(everything.map((_, index) => index + 1))
      expect([countOf(everything, 'client'), countOf(everything, 'user'), countOf(everything, 'order')]).toEqual([
        1, 1, 1,
      ])
      for (const caller of [erp, as({}, 'support'), as({ firmCodes: new Set([firmCode]) }, 'support', 'admin')]) {
        const seen = await feed(caller)
        expect([countOf(seen, 'client'), countOf(seen, 'user'), countOf(seen, 'order')]).toEqual([0, 0, 0])
      }
    })

    test('by pages of any size and past any number of events of others, each of its own comes once', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 7 }),
          fc.integer({ min: 1, max: 9 }),
          async (isOwn, wanted, most) => {
            for (const own of isOwn) await sell(own ? shopper : erp, `p${String(orders++)}`)
            await numberAll(shop.store)
            const whole = await feed(shopper)
            expect(await feed(shopper, wanted)).toEqual(whole)
            const numbers: number[] = []
            for (let after = 0; ;) {
              const read = { after, wanted, most }
              const { events, reached, highest } = await shop.store.read((tx) => readSeenChanges(tx, shopper, read))
              expect(reached).toBeGreaterThan(after)
              numbers.push(...events.map(({ sequence }) => sequence))
              after = reached
              if (reached === highest) break
            }
            expect(numbers).toEqual(whole.map(({ number }) => number))
          },
        ),
        { numRuns: 8 },
      )
    })
    let orders = 0
  },
  ['sqlite in memory', 'mariadb'],
)
