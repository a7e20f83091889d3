import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryEntry } from '../../src/contract/sales.ts'
import { type LicenseChange, stateOf } from '../../src/domain/license.ts'
import { License } from '../../src/entities/license.ts'
import { Setting } from '../../src/entities/setting.ts'
import { startTask } from '../../src/background/task.ts'
import { Sequencer } from '../../src/ledger/sequencer.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { numberAll, waiting } from '../ledger/ledger-kit.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop } from './shop.ts'

type Page = Awaited<ReturnType<typeof page>>

async function page(shop: Shop, pageSize: number, cursor?: string, caller = erp) {
  const { result } = await shop.call('ListChanges', { pageSize, cursor }, { caller })
  const { ledgerChanges, nextCursor = '', caughtUp, ledgerEpoch } = result
  const entries = ledgerChanges.ledgerChange.map(({ historyEntry }) => historyEntry)
  const numbers = ledgerChanges.ledgerChange.map(({ sequenceText }) => Number(sequenceText))
  return { entries, numbers, nextCursor, caughtUp, ledgerEpoch }
}

/** Follows the feed from the beginning until it says that this was all. */
async function follow(shop: Shop, pageSize: number): Promise<Page[]> {
  const pages: Page[] = [await page(shop, pageSize)]
  while (pages.at(-1)?.caughtUp === 'no') pages.push(await page(shop, pageSize, pages.at(-1)?.nextCursor))
  return pages
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describeEachDatabase(
  'ListChanges',
  (databases) => {
    let shop: Shop
    let before: number
    beforeEach(async () => {
      shop = await openShop(await databases.open())
      before = await waiting(shop.store)
      await numberAll(shop.store)
    })

    test('tells everything by number', async () => {
      await shop.call('CreateOrder', createOrder())
      await numberAll(shop.store)
      const { entries, numbers, caughtUp, ledgerEpoch } = await page(shop, 500)
      expect({ caughtUp, ledgerEpoch }).toEqual({ caughtUp: 'yes', ledgerEpoch: 1 })
      expect(numbers).toEqual(upTo(before + 3))
      expect(entries.slice(before).map(({ changeName }) => changeName)).toEqual([
        'TicketCreated',
        'OrderCreated',
        'LicenseCreated',
      ])
      expect(entries.at(-1)).toMatchObject({
        actor: 'erp',
        operation: 'CreateOrder',
        subjectKind: 'license',
        versionNumber: 1,
        afterText: expect.stringContaining('"state":"NotCollected"'),
      })
    })

    test('what has no number yet is not there, and comes when it has', async () => {
      const { nextCursor } = await page(shop, 500)
      await shop.call('CreateOrder', createOrder())
      const none = await page(shop, 500, nextCursor)
      expect(none).toMatchObject({ entries: [], caughtUp: 'yes', nextCursor })
      await numberAll(shop.store)
      expect((await page(shop, 500, none.nextCursor)).numbers).toEqual([before + 1, before + 2, before + 3])
    })

    test('pages hold what was asked for, or 60,000 bytes', async () => {
      const orderLine = Array.from({ length: 300 }, (_, line) => ({ lineNumber: String(line) }))
      await shop.call('CreateOrder', createOrder(orderLine))
      await numberAll(shop.store)
      const small = await follow(shop, 7)
      expect(small.flatMap(({ numbers }) => numbers)).toEqual(upTo(before + 302))
      expect(small.slice(0, -1).every(({ numbers }) => numbers.length === 7)).toBe(true)
      const large = await follow(shop, 500)
      expect(large.flatMap(({ numbers }) => numbers)).toEqual(upTo(before + 302))
      expect(large.length).toBeGreaterThan(2)
      for (const { entries } of large) expect(Buffer.byteLength(JSON.stringify(entries))).toBeLessThan(60_000)
      const order = large.flatMap(({ entries }) => entries).find(({ subjectKind }) => subjectKind === 'order')
      expect(JSON.parse(order?.afterText ?? '')).toMatchObject({ orderNumber: '4711', leftOut: ['lines'] })
    })

    test('loses nothing and repeats nothing while several write, and replayed it gives the states of the licenses', async () => {
      const { store } = shop
      const tasks = [1, 2].map(() => {
        const work = new Sequencer({ store, batchSize: 7 })
        return startTask(
          { name: 'test', turn: async () => Math.min(await work.turn(), 5), end: () => work.end() },
          () => {
            throw new Error('a turn failed')
          },
        )
      })
      const writers = { busy: true }
      const seen: HistoryEntry[] = []
      const numbers: number[] = []
      const reading = (async () => {
        for (let cursor: string | undefined; ;) {
          const isLast = !writers.busy && (await waiting(store)) === 0
          const next = await page(shop, 5, cursor)
          seen.push(...next.entries)
          numbers.push(...next.numbers)
          cursor = next.nextCursor
          if (isLast && next.caughtUp === 'yes') return
          // In memory nothing else would ever get its turn.
          await sleep(1)
        }
      })()
      await Promise.all(
        ['a', 'b', 'c'].map(async (writer) => {
          for (const round of upTo(8)) {
            const orderNumber = `${writer}${String(Math.ceil(round / 2))}`
            await shop.call('CreateOrder', createOrder([{ lineNumber: String(round) }], { orderNumber }))
          }
        }),
      )
      const [some] = await store.read((tx) => tx.find(License, { take: 1 }))
      await shop.call('WithdrawLicenses', {
        withdrawal: { licenseIds: { licenseId: [some?.id ?? ''] }, reason: 'refund' },
      })
      writers.busy = false
      await reading
      await Promise.all(tasks.map((task) => task.stop()))

      expect(numbers).toEqual(upTo(numbers.length))
      const ofLicenses = seen.filter(({ subjectKind }) => subjectKind === 'license')
      const licenses = await store.read((tx) => tx.find(License))
      expect(licenses).toHaveLength(24)
      for (const { id, state, version } of licenses) {
        const own = ofLicenses.filter(({ subjectId }) => subjectId === id)
        expect(own.map(({ versionNumber }) => versionNumber)).toEqual(upTo(version))
        expect(stateOf(own.map(({ changeName }) => changeName as LicenseChange))).toBe(state)
      }
      expect(licenses.filter(({ state }) => state === 'Withdrawn')).toHaveLength(1)
    })

    test('CURSOR_INVALID: of an epoch that a restore has ended, or further than anything was numbered', async () => {
      const { nextCursor } = await page(shop, 0)
      const future = shop.parts.cursors.write({ list: 'ListChanges', filter: {} }, `1 ${before + 1}`)
      const wrong = { code: 'CURSOR_INVALID', field: 'cursor' }
      expect(await refusal(page(shop, 0, future))).toMatchObject(wrong)
      expect(await refusal(page(shop, 0, `${nextCursor}A`))).toMatchObject(wrong)
      await shop.store.transact((tx) => insertRows(tx, Setting, [{ name: 'ledgerEpoch', value: '2' }]))
      expect(await refusal(page(shop, 0, nextCursor))).toMatchObject(wrong)
      expect((await page(shop, 0)).ledgerEpoch).toBe(2)
    })
  },
  ['sqlite in memory', 'mariadb'],
)
