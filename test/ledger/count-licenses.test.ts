import { ItemMonth } from '../../src/entities/item-month.ts'
import { License } from '../../src/entities/license.ts'
import { isLive } from '../../src/domain/item-statistics.ts'
import { isWithUser, type LicenseState } from '../../src/domain/license.ts'
import { counterName, countLicenses } from '../../src/ledger/count-licenses.ts'
import { readPosition } from '../../src/ledger/reader.ts'
import { Overtaken } from '../../src/ledger/tip.ts'
import { depotDatabases, firm, useDepot } from '../depot/depot-shop.ts'
import { countAll, numberAll } from './ledger-kit.ts'

describe.each(depotDatabases)('counting licenses on %s', (kind) => {
  const depot = useDepot(kind)

  const counted = async (itemIds: readonly string[]) => {
    const rows = await depot().store.read((tx) => tx.find(ItemMonth, { order: { month: 'ASC' } }))
    return rows.filter(({ itemId }) => itemIds.includes(itemId)).map(({ itemId: _, ...counters }) => counters)
  }

  test('counts sales and activations in the month of their event, once', async () => {
    const shop = depot()
    await numberAll(shop.store)
    await countAll(shop.store)
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 3 }])
    const [license] = await shop.licenses(ticketId)
    const before = await counted([license?.itemId ?? ''])
    await shop.activate(shop.container(), { ticketId }, { now: new Date('2026-06-01T00:00:00.000Z') })
    await numberAll(shop.store)
    await countAll(shop.store)
    await countAll(shop.store)
    const after = await counted([license?.itemId ?? ''])
    const [may, june] = ['2026-05', '2026-06'].map((month) => {
      const [was, is] = [before, after].map((rows) => rows.find((row) => row.month === month))
      return { sold: (is?.sold ?? 0) - (was?.sold ?? 0), activated: (is?.activated ?? 0) - (was?.activated ?? 0) }
    })
    expect(may).toEqual({ sold: 3, activated: 0 })
    expect(june).toEqual({ sold: 0, activated: 1 })
  })

  test('two nodes count no event twice', async () => {
    const shop = depot()
    const { store } = shop
    await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 50 }])
    await numberAll(store)
    const both = () => Promise.allSettled([countLicenses(store, 7), countLicenses(store, 7)])
    for (let more = true; more;) {
      const turns = await both()
      const failed = turns.flatMap((turn) => (turn.status === 'rejected' ? [turn.reason as unknown] : []))
      expect(failed.filter((error) => !(error instanceof Overtaken))).toEqual([])
      more = turns.some((turn) => turn.status === 'rejected' || turn.value > 0)
    }
    await expectRecount()
  })

  test('what is split or replaced is not sold again, and stays as many as there are', async () => {
    const shop = depot()
    const { store } = shop
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 2 }])
    const [first, second] = await shop.licenses(ticketId)
    const reason = 'wrong one'
    await shop.sales('ReplaceLicense', {
      requestId: `replace-${first?.id ?? ''}`,
      replacement: { licenseId: first?.id ?? '', itemNumber: 'PLAIN', reason },
    })
    await shop.sales('WithdrawLicenses', {
      withdrawal: { licenseIds: { licenseId: [second?.id ?? ''] }, reason },
    })
    await numberAll(store)
    await countAll(store)
    await expectRecount()
  })

  test('what leaves a container, or takes the place of a license in it, is counted as it is', async () => {
    const shop = depot()
    const { store } = shop
    const container = shop.container()
    const settle = async (ticketId: string) => {
      const { updateFile } = await shop.activate(container, { ticketId, selection: 'all' })
      await container.import(firm, updateFile)
      await shop.confirm(container)
    }
    const withdrawn = await shop.order(['PLAIN', 'BASE'])
    await settle(withdrawn)
    const [plain] = await shop.licenses(withdrawn)
    const licenseIds = { licenseId: [plain?.id ?? ''] }
    await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds, reason: 'wrong one' } })
    await settle(await shop.order(['UPGRADE']))
    const states = (await shop.licenses(withdrawn)).map(({ state }) => state)
    expect(states).toEqual(['Withdrawn', 'Replaced'])
    await numberAll(store)
    await countAll(store)
    await expectRecount()
  })

  test('an event that nobody has numbered yet is not passed over', async () => {
    const shop = depot()
    const { store } = shop
    await numberAll(store)
    await countAll(store)
    const position = await store.read((tx) => readPosition(tx, counterName))
    await shop.order(['PLAIN'])
    await countAll(store)
    expect(await store.read((tx) => readPosition(tx, counterName))).toBe(position)
    await numberAll(store)
    await countAll(store)
    expect(await store.read((tx) => readPosition(tx, counterName))).toBeGreaterThan(position)
    await expectRecount()
  })

  /** The sums of all months are what the rows of the licenses say now. */
  async function expectRecount() {
    const { store } = depot()
    const [rows, licenses] = await store.read(async (tx) => [await tx.find(ItemMonth), await tx.find(License)] as const)
    const sumsOf = (count: (row: ItemMonth) => number) => {
      const sums: Record<string, number> = {}
      for (const row of rows) sums[row.itemId] = (sums[row.itemId] ?? 0) + count(row)
      return sums
    }
    const countOf = (isCounted: (license: License) => boolean) => {
      const counts = Object.fromEntries(rows.map(({ itemId }) => [itemId, 0]))
      for (const license of licenses) if (isCounted(license)) counts[license.itemId] = (counts[license.itemId] ?? 0) + 1
      return counts
    }
    const itemOf = new Map(licenses.map(({ id, itemId }) => [id, itemId]))
    expect(sumsOf(({ liveChange }) => liveChange)).toEqual(countOf(({ state }) => isLive(state as LicenseState)))
    expect(sumsOf(({ activeChange }) => activeChange)).toEqual(
      countOf(({ state }) => isWithUser(state as LicenseState)),
    )
    expect(sumsOf(({ sold }) => sold)).toEqual(
      countOf(({ itemId, replacesId }) => itemOf.get(replacesId ?? '') !== itemId),
    )
  }
})
