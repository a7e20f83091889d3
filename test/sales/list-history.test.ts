import type { HistoryQuery } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

const later = new Date('2026-05-06T10:11:12.131Z')

describeEachDatabase(
  'ListHistory',
  (databases) => {
    let shop: Shop
    let ticketId: string
    beforeEach(async () => {
      shop = await openShop(await databases.open())
      ticketId = (await shop.call('CreateOrder', createOrder([{ lineNumber: '1' }]))).result.ticketId ?? ''
      const second = createOrder([{ lineNumber: '2' }], { comment: 'by phone' }, { requestId: 'r2' })
      await shop.call('CreateOrder', second, { now: later })
    })

    const ask = async (historyQuery: HistoryQuery, pageSize = 0, cursor?: string, caller = erp) => {
      const { result } = await shop.call('ListHistory', { historyQuery, pageSize, cursor }, { caller })
      return { entries: result.historyEntries.historyEntry, nextCursor: result.nextCursor }
    }
    const names = async (query: HistoryQuery) => (await ask(query)).entries.map(({ changeName }) => changeName)
    const licenses = () => shop.store.read((tx) => tx.find(License, { order: { createdAt: 'ASC' } }))

    test('of an order and its licenses, newest first: who, when, under which request and why', async () => {
      const { entries } = await ask({ orderNumber: '4711' })
      expect(entries.map(({ changeName }) => changeName)).toEqual([
        'OrderExtended',
        'LicenseCreated',
        'OrderCreated',
        'LicenseCreated',
      ])
      expect(entries[0]).toMatchObject({
        changedAt: later,
        actor: 'erp',
        operation: 'CreateOrder',
        requestId: 'r2',
        subjectKind: 'order',
        versionNumber: 2,
        comment: 'by phone',
      })
      expect(entries[2]).toMatchObject({ changedAt: start, versionNumber: 1 })
    })

    test('of a ticket and its licenses', async () => {
      expect(await names({ ticketId })).toEqual(['TicketExtended', 'LicenseCreated', 'TicketCreated', 'LicenseCreated'])
    })

    test('of an item of the catalogue, for clients that are given its firm code', async () => {
      expect(await names({ itemNumber: 'PLAIN' })).toEqual(['ItemCreated'])
      const stranger = { ...erp, firmCodes: new Set([1]) }
      const unknown = { code: 'ITEM_UNKNOWN', field: 'historyQuery/itemNumber' }
      expect(await refusal(ask({ itemNumber: 'PLAIN' }, 0, undefined, stranger))).toMatchObject(unknown)
      expect(await refusal(ask({ itemNumber: 'NONE' }))).toMatchObject(unknown)
    })

    test('of a license, and of several things at once, each entry once', async () => {
      const [first] = await licenses()
      const licenseId = first?.id ?? ''
      expect(await names({ licenseId: licenseId.toUpperCase() })).toEqual(['LicenseCreated'])
      expect(await names({ licenseId, ticketId, orderNumber: '4711' })).toHaveLength(6)
    })

    test('pages give each entry once, also when something happens between them', async () => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const { entries, nextCursor } = await ask({ orderNumber: '4711' }, 1, cursor)
        seen.push(...entries.map(({ subjectId, versionNumber }) => `${subjectId} ${versionNumber}`))
        cursor = nextCursor
        const line = [{ lineNumber: `9${seen.length}` }]
        await shop.call('CreateOrder', createOrder(line), { now: new Date(later.getTime() + seen.length * 1000) })
      } while (cursor !== undefined)
      expect(new Set(seen).size).toBe(4)
      expect(seen).toHaveLength(4)
    })

    test('ORDER_UNKNOWN, TICKET_UNKNOWN, LICENSE_UNKNOWN: nothing of another order scope is there', async () => {
      const other = { ...erp, orderScope: 'shop' }
      const asked = (query: HistoryQuery) => refusal(ask(query, 0, undefined, other))
      const [first] = await licenses()
      expect(await asked({ orderNumber: '4711' })).toMatchObject({ code: 'ORDER_UNKNOWN' })
      expect(await asked({ ticketId })).toMatchObject({ code: 'TICKET_UNKNOWN' })
      expect(await asked({ licenseId: first?.id ?? '' })).toMatchObject({
        code: 'LICENSE_UNKNOWN',
        field: 'historyQuery/licenseId',
      })
    })

    test.each([
      ['LICENSE_UNKNOWN', { licenseId: 'not an id' }],
      ['CONTAINER_UNKNOWN', { containerSerial: '130-1' }],
      ['TICKET_MALFORMED', { ticketId: 'x' }],
      ['INVALID_REQUEST', {}],
    ])('%s', async (code, query) => {
      expect(await refusal(ask(query))).toMatchObject({ code })
    })

    test('CURSOR_INVALID: a cursor of another history or of another order scope', async () => {
      const { nextCursor } = await ask({ orderNumber: '4711' }, 1)
      expect(await refusal(ask({ ticketId }, 1, nextCursor))).toMatchObject({ code: 'CURSOR_INVALID' })
      const other = { ...erp, orderScope: 'shop' }
      const foreign = refusal(ask({ orderNumber: '4711' }, 1, nextCursor, other))
      expect(await foreign).toMatchObject({ code: 'CURSOR_INVALID' })
    })
  },
  ['sqlite in memory', 'mariadb'],
)
