import type { LicenseQuery, LicenseState } from '../../src/contract/sales.ts'
import { License } from '../../src/entities/license.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { insertContainer } from './containers.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

const shopErp = { ...erp, name: 'webshop', orderScope: 'webshop' }
const after = (hours: number) => new Date(start.getTime() + hours * 3_600_000)

describeEachDatabase('FindLicenses', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  const order = async (orderNumber: string, lines?: Parameters<typeof createOrder>[0], more = {}) => {
    const { now = start, caller = erp, ...rest } = more as { now?: Date; caller?: typeof erp }
    return (await shop.call('CreateOrder', createOrder(lines, { orderNumber, ...rest }), { now, caller })).result
  }
  const find = async (licenseQuery: LicenseQuery = {}, pageSize = 0, cursor?: string, caller = erp) =>
    (await shop.call('FindLicenses', { licenseQuery, pageSize, cursor }, { caller })).result
  const found = async (licenseQuery: LicenseQuery, caller = erp) =>
    (await find(licenseQuery, 0, undefined, caller)).licenseStates.licenseState.map(placeOf)
  const change = (state: string, to: Partial<License>) =>
    shop.store.transact(async (tx) => {
      const license = await tx.findOneByOrFail(License, { state })
      await tx.update(License, { id: license.id }, to)
      return license.id
    })

  test('gives licenses as GetOrder does, the newest first, each with its ticket', async () => {
    const first = await order('1', [{ lineNumber: '10', itemNumber: 'NETWORK', quantity: 5 }])
    const second = await order('2', [{ lineNumber: '10', itemNumber: 'UNTIL-2030' }], { now: after(1) })
    const { licenseStates, nextCursor } = await find()
    expect(nextCursor).toBeUndefined()
    const ofOrders = await Promise.all(
      ['2', '1'].map(async (orderNumber) => (await shop.call('GetOrder', { orderNumber })).result.licenseStates),
    )
    expect(licenseStates.licenseState).toEqual(ofOrders.flatMap(({ licenseState }) => licenseState))
    expect(licenseStates.licenseState).toMatchObject([
      { ticketId: second.ticketId, expirationTime: new Date('2030-01-01T00:00:00.000Z') },
      { ticketId: first.ticketId, licenseQuantity: 5 },
    ])
  })

  test('finds by customer, ticket, item, order and state, all conditions together', async () => {
    const lines = [{ lineNumber: '10' }, { lineNumber: '20', itemNumber: 'SECOND' }]
    const { ticketId } = await order('1', lines)
    await order('2', [{ lineNumber: '30' }], { customer: { customerId: 'C2' }, now: after(1) })
    await change('NotCollected', { state: 'Withdrawn' })
    const all = await found({})
    expect(all).toHaveLength(3)
    expect(await found({ customerId: 'C2 ' })).toEqual(['2 30'])
    expect((await found({ ticketId: ticketId?.toLowerCase() })).sort()).toEqual(['1 10', '1 20'])
    expect(await found({ itemNumber: 'SECOND' })).toEqual(['1 20'])
    expect((await found({ orderNumber: '1' })).sort()).toEqual(['1 10', '1 20'])
    const withdrawn = await found({ state: 'Withdrawn' })
    expect(withdrawn).toHaveLength(1)
    expect((await found({ state: 'NotCollected' })).sort()).toEqual(all.filter((each) => each !== withdrawn[0]).sort())
    expect(await found({ customerId: 'C1', itemNumber: 'SECOND', orderNumber: '1', ticketId })).toEqual(['1 20'])
    expect(await found({ customerId: 'C2', itemNumber: 'SECOND' })).toEqual([])
    expect(await found({ customerId: 'C2', orderNumber: '1' })).toEqual([])
  })

  test('finds what is in a container, on its way there, or dedicated to it', async () => {
    const container = await insertContainer(shop.store, '130-7')
    await order('1', [{ lineNumber: '10', containerSerial: '130-7' }, { lineNumber: '20' }])
    await order('2', [{ lineNumber: '30', containerSerial: '130-9' }])
    await shop.store.transact(async (tx) => {
      const free = (await tx.find(License)).filter(({ dedicatedSerial }) => dedicatedSerial !== '130-9')
      for (const { id } of free) await tx.update(License, { id }, { containerId: container })
    })
    expect((await found({ containerSerial: ' 130-7' })).sort()).toEqual(['1 10', '1 20'])
    expect(await found({ containerSerial: '130-9' })).toEqual(['2 30'])
    expect(await found({ containerSerial: '130-9', orderNumber: '2' })).toEqual(['2 30'])
    expect(await found({ containerSerial: '130-8' })).toEqual([])
  })

  test('finds what changed since an instant, and what ends before one', async () => {
    await order('1', [{ lineNumber: '10', itemNumber: 'UNTIL-2030' }])
    await order('2', [{ lineNumber: '20' }], { now: after(2) })
    const end = new Date('2030-01-01T00:00:00.000Z')
    expect(await found({ expiresBefore: end })).toEqual([])
    expect(await found({ expiresBefore: new Date(end.getTime() + 1) })).toEqual(['1 10'])
    expect(await found({ changedSince: after(1) })).toEqual(['2 20'])
    expect(await found({ changedSince: after(2) })).toEqual(['2 20'])
    expect(await found({ changedSince: start })).toEqual(['2 20', '1 10'])
    expect(await found({ changedSince: start, expiresBefore: after(99_999) })).toEqual(['1 10'])
    expect(await found({ changedSince: after(3) })).toEqual([])
  })

  test('a time that leaves more than a thousand is answered in the same order', async () => {
    await order('1', [{ lineNumber: '10', quantity: 700 }])
    await order('2', [{ lineNumber: '10', quantity: 700 }], { now: after(1) })
    const { licenseStates } = await find({ changedSince: start, customerId: 'C1' }, 500)
    expect(new Set(licenseStates.licenseState.map(({ orderNumber }) => orderNumber))).toEqual(new Set(['2']))
    const every = await pages({ changedSince: start, expiresBefore: undefined })
    expect(new Set(every.map(({ licenseId }) => licenseId)).size).toBe(1400)
  })

  test('shows a client the licenses of its order scope, and a reader of that scope the same', async () => {
    const { ticketId } = await order('1')
    await order('1', [{ lineNumber: '99' }], { caller: shopErp })
    expect(await found({})).toEqual(['1 10'])
    expect(await found({ orderNumber: '1' }, shopErp)).toEqual(['1 99'])
    expect(await found({ ticketId }, shopErp)).toEqual([])
    expect(await found({ customerId: 'C1' }, shopErp)).toEqual(['1 99'])
    expect(await found({}, { ...erp, name: 'help', roles: new Set(['support'] as const) })).toEqual(['1 10'])
  })

  test('what is named and not there is an empty page', async () => {
    await order('1')
    for (const query of [{ itemNumber: 'NONE' }, { orderNumber: '2' }, { customerId: 'C9' }, { ticketId: stranger }]) {
      expect(await find(query)).toEqual({ licenseStates: { licenseState: [] }, nextCursor: undefined })
    }
  })

  test('pages hold each license once, also within one instant, and end at 60,000 bytes', async () => {
    await order('1', [{ lineNumber: '10', quantity: 300 }])
    const every = await pages({}, 500)
    expect(every).toHaveLength(300)
    expect(new Set(every.map(({ licenseId }) => licenseId)).size).toBe(300)
    const first = await find({}, 500)
    expect(first.licenseStates.licenseState.length).toBeLessThan(300)
    expect(first.nextCursor).toBeDefined()
    expect(await pages({}, 7)).toEqual(every)
  })

  test('CURSOR_INVALID: of another query, another order scope, or made up', async () => {
    await order('1', [{ lineNumber: '10', quantity: 3 }])
    const { nextCursor } = await find({}, 1)
    const other = [
      find({ customerId: 'C1' }, 1, nextCursor),
      find({ changedSince: start }, 1, nextCursor),
      find({}, 1, nextCursor, shopErp),
      find({}, 1, 'AAAA'),
    ]
    for (const call of other) expect(await refusal(call)).toMatchObject({ code: 'CURSOR_INVALID', field: 'cursor' })
    expect((await find({}, 2, nextCursor)).licenseStates.licenseState).toHaveLength(2)
  })

  test('TICKET_MALFORMED: a mistyped ticket', async () => {
    const field = 'licenseQuery/ticketId'
    expect(await refusal(find({ ticketId: 'ABCDE' }))).toMatchObject({ code: 'TICKET_MALFORMED', field })
  })

  test('INVALID_REQUEST: a state that no license has', async () => {
    const field = 'licenseQuery/state'
    expect(await refusal(find({ state: 'Sold' }))).toMatchObject({ code: 'INVALID_REQUEST', field })
  })

  async function pages(query: LicenseQuery, pageSize = 0): Promise<LicenseState[]> {
    const every: LicenseState[] = []
    let cursor: string | undefined
    do {
      const page = await find(query, pageSize, cursor)
      every.push(...page.licenseStates.licenseState)
      cursor = page.nextCursor
    } while (cursor !== undefined)
    return every
  }
})

const stranger = '00000-00000-00000-00000-00000'

function placeOf({ orderNumber, lineNumber }: LicenseState): string {
  return `${orderNumber} ${lineNumber}`
}
