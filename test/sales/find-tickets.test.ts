import type { TicketQuery } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { searchOn } from '../../src/sales/find-tickets.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

const webshop = { ...erp, name: 'webshop', orderScope: 'webshop' }
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

describeEachDatabase('FindTickets', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const order = async (
    orderNumber: string,
    more: Parameters<typeof createOrder>[1] = {},
    now = start,
    caller = erp,
  ) => {
    const request = createOrder(undefined, { orderNumber, ...more })
    return (await shop.call('CreateOrder', request, { now, caller })).result.ticketId
  }
  const find = async (ticketQuery: TicketQuery = {}, pageSize = 0, cursor?: string, caller = erp) =>
    (await shop.call('FindTickets', { ticketQuery, pageSize, cursor }, { caller })).result
  const found = async (ticketQuery: TicketQuery = {}, caller = erp) =>
    (await find(ticketQuery, 0, undefined, caller)).ticketRows.ticketRow.map(({ ticketId }) => ticketId)
  const setState = (ticketId: string | undefined, state: string, updatedAt: Date) =>
    shop.store.transact(async (tx) => {
      const lastGroup = ticketId?.slice(-5) ?? ''
      const ticket = await tx.findOneByOrFail(Ticket, { lastGroup })
      const license = await tx.findOneByOrFail(License, { ticketId: ticket.id })
      await tx.update(License, { id: license.id }, { state, updatedAt })
    })

  test('gives tickets as GetTicket does, the newest first', async () => {
    const first = await order('1', { inseparable: 'yes' })
    const second = await order('2', { customer: { customerId: 'C2' } }, after(1))
    await shop.call('CreateOrder', createOrder([{ lineNumber: '20', quantity: 2 }], { orderNumber: '1' }), {
      now: after(2),
    })
    await setState(first, 'Confirmed', after(3))
    expect(await find()).toEqual({
      ticketRows: {
        ticketRow: [
          {
            ticketId: second,
            customerId: 'C2',
            inseparable: 'no',
            state: 'Open',
            licenseCount: 1,
            collectedCount: 0,
            createdAt: after(1),
            changedAt: after(1),
          },
          {
            ticketId: first,
            customerId: 'C1',
            inseparable: 'yes',
            state: 'InUse',
            licenseCount: 3,
            collectedCount: 1,
            createdAt: start,
            changedAt: after(3),
          },
        ],
      },
      nextCursor: undefined,
    })
    const { result } = await shop.call('GetTicket', { ticketId: first ?? '' })
    expect(result).toMatchObject({ state: 'InUse', licenseCount: 3, changedAt: after(3) })
  })

  test('finds by customer, ticket, order and state, all conditions together', async () => {
    const one = await order('1')
    const two = await order('2', { customer: { customerId: 'C2' } }, after(1))
    await setState(one, 'Withdrawn', after(2))
    expect(await found({ customerId: 'C1' })).toEqual([one])
    expect(await found({ ticketId: two?.toLowerCase() })).toEqual([two])
    expect(await found({ orderNumber: '1 ' })).toEqual([one])
    expect(await found({ state: 'Closed' })).toEqual([one])
    expect(await found({ state: 'AllCollected' })).toEqual([])
    expect(await found({ state: 'Open' })).toEqual([two])
    expect(await found({ state: 'InUse' })).toEqual([])
    expect(await found({ state: 'Closed', customerId: 'C1', orderNumber: '1', ticketId: one })).toEqual([one])
    expect(await found({ customerId: 'C1', ticketId: two })).toEqual([])
    expect(await found({ orderNumber: '1', ticketId: two })).toEqual([])
  })

  test('finds what changed since an instant: a ticket by itself, or one of its licenses', async () => {
    const [one, two, three] = [await order('1'), await order('2'), await order('3')]
    await setState(one, 'Confirmed', after(2))
    await shop.store.transact((tx) => tx.update(Ticket, { lastGroup: two?.slice(-5) ?? '' }, { updatedAt: after(3) }))
    expect((await found({ changedSince: start })).sort()).toEqual([one, two, three].sort())
    expect((await found({ changedSince: after(1) })).sort()).toEqual([one, two].sort())
    expect(await found({ changedSince: after(3) })).toEqual([two])
    expect(await found({ changedSince: after(1), customerId: 'C2' })).toEqual([])
    expect(await found({ changedSince: after(4) })).toEqual([])
  })

  test('where much has changed since, gives the same', async () => {
    const many = createOrder([{ lineNumber: '10', quantity: 1200 }], { orderNumber: 'many' })
    const { ticketId } = (await shop.call('CreateOrder', many, { now: after(1) })).result
    await order('1')
    expect(await found({ changedSince: after(1) })).toEqual([ticketId])
  })

  test('shows a client the tickets that hold an order of its order scope, each once', async () => {
    const shared = await order('1')
    await order('2', { ticketId: shared })
    const own = await order('1', { customer: { customerId: 'C2' } }, start, webshop)
    expect(await found()).toEqual([shared])
    expect(await found({}, webshop)).toEqual([own])
    expect(await found({ ticketId: shared }, webshop)).toEqual([])
    expect(await found({ customerId: 'C1' }, webshop)).toEqual([])
  })

  test('pages hold each ticket once, whatever is ordered meanwhile', async () => {
    for (let number = 0; number < 9; number += 1) await order(String(number))
    const known = await found()
    for (const query of [{}, { state: 'Open' }, { customerId: 'C1' }, { changedSince: start }]) {
      const listed: (string | undefined)[] = []
      let cursor: string | undefined
      do {
        const page = await find(query, 2, cursor)
        listed.push(...page.ticketRows.ticketRow.map(({ ticketId }) => ticketId))
        cursor = page.nextCursor
        await order(`meanwhile ${JSON.stringify(query)} ${listed.length}`, {}, after(listed.length % 2))
      } while (cursor !== undefined)
      expect(new Set(listed).size).toBe(listed.length)
      expect(listed).toEqual(expect.arrayContaining(known))
    }
  })

  test('a page ends at 60,000 bytes', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, index) => order(String(index))))
    const { ticketRows, nextCursor } = await find({}, 500)
    expect(ticketRows.ticketRow.length).toBeLessThan(250)
    expect(nextCursor).toBeDefined()
  })

  test('a search that finds nothing for long says where it goes on', async () => {
    for (let number = 0; number < 7; number += 1) await order(String(number))
    const search = { orderScope: 'erp', state: 'InUse' } as const
    const look = (most: number) => shop.store.read((tx) => searchOn(tx, search, { after: undefined, wanted: 2, most }))
    const { found, goesOnAfter } = await look(4)
    expect(found).toEqual([])
    expect(goesOnAfter).toBeDefined()
    expect((await look(10)).goesOnAfter).toBeUndefined()
  })

  test('what is named and not there is an empty page', async () => {
    await order('1')
    const ticketId = '00000-00000-00000-00000-00000'
    for (const query of [{ orderNumber: '2' }, { customerId: 'C9' }, { ticketId }]) {
      expect(await find(query)).toEqual({ ticketRows: { ticketRow: [] }, nextCursor: undefined })
    }
  })

  test('CURSOR_INVALID: of another query or another order scope', async () => {
    await order('1')
    await order('2')
    const { nextCursor } = await find({}, 1)
    for (const call of [find({ customerId: 'C1' }, 1, nextCursor), find({}, 1, nextCursor, webshop)]) {
      expect(await refusal(call)).toMatchObject({ code: 'CURSOR_INVALID', field: 'cursor' })
    }
  })

  test('TICKET_MALFORMED: a mistyped ticket', async () => {
    const field = 'ticketQuery/ticketId'
    expect(await refusal(find({ ticketId: 'ABCDE' }))).toMatchObject({ code: 'TICKET_MALFORMED', field })
  })

  test('INVALID_REQUEST: a state that no ticket has', async () => {
    const field = 'ticketQuery/state'
    expect(await refusal(find({ state: 'Confirmed' }))).toMatchObject({ code: 'INVALID_REQUEST', field })
  })
})
