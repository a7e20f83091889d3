import { In } from 'typeorm'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine } from '../../src/entities/order-line.ts'
import { Order } from '../../src/entities/order.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { changes, createOrder, rowCounts } from './orders.ts'
import { erp, openShop, refusal, start } from './shop.ts'

const ticketForm = /^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/
const idForm = /^[0-9a-f-]{36}$/
const software = '130-482911'
const later = new Date('2026-05-05T08:00:00.000Z')

describeEachDatabase('CreateOrder', (databases) => {
  const shop = async (options = {}) => openShop(await databases.open(), options)

  test('gives a new order its ticket, and a license for each piece', async () => {
    const { call, store } = await shop()
    const lines = [
      { lineNumber: '000020', quantity: 2 },
      { lineNumber: '000010', itemNumber: 'SECOND' },
    ]
    const { result } = await call('CreateOrder', createOrder(lines))
    expect(result).toEqual({
      orderNumber: '4711',
      ticketId: expect.stringMatching(ticketForm) as unknown,
      ticketUrl: undefined,
      outcome: 'created',
      licenseCount: 3,
      licenses: {
        license: [
          {
            licenseId: expect.stringMatching(idForm) as unknown,
            lineNumber: '000020',
            itemNumber: 'PLAIN',
            state: 'NotCollected',
          },
          {
            licenseId: expect.stringMatching(idForm) as unknown,
            lineNumber: '000020',
            itemNumber: 'PLAIN',
            state: 'NotCollected',
          },
          {
            licenseId: expect.stringMatching(idForm) as unknown,
            lineNumber: '000010',
            itemNumber: 'SECOND',
            state: 'NotCollected',
          },
        ],
      },
    })
    expect(await rowCounts(store)).toEqual({ orders: 1, lines: 2, tickets: 1, licenses: 3, requests: 0, events: 5 })
  })

  test('the same order again is replayed: the same ticket and licenses, nothing written', async () => {
    const { call, store } = await shop()
    const order = createOrder([{ lineNumber: '10', quantity: 2 }, { lineNumber: '20' }])
    const first = await call('CreateOrder', order)
    const before = await rowCounts(store)
    const second = await call('CreateOrder', order, { now: later })
    expect(second.result).toEqual({ ...first.result, outcome: 'replayed' })
    expect(await rowCounts(store)).toEqual(before)
  })

  test('a replay shows the states of today', async () => {
    const { call, store } = await shop()
    await call('CreateOrder', createOrder())
    await store.transact((tx) => tx.update(License, { state: 'NotCollected' }, { state: 'Confirmed' }))
    const { result } = await call('CreateOrder', createOrder())
    expect(result.licenses.license.map(({ state }) => state)).toEqual(['Confirmed'])
  })

  test('any part of a known order is replayed, and answers for that part', async () => {
    const { call } = await shop()
    const first = await call('CreateOrder', createOrder([{ lineNumber: '10' }, { lineNumber: '20' }]))
    const { result } = await call('CreateOrder', createOrder([{ lineNumber: '20' }]))
    expect(result).toMatchObject({ outcome: 'replayed', ticketId: first.result.ticketId, licenseCount: 1 })
    expect(result.licenses.license).toEqual(first.result.licenses.license.slice(1))
  })

  test('new lines extend the ticket of a known order; known and new ones may be mixed', async () => {
    const { call, store } = await shop()
    const first = await call('CreateOrder', createOrder([{ lineNumber: '10' }]))
    const { result } = await call('CreateOrder', createOrder([{ lineNumber: '20', quantity: 2 }, { lineNumber: '10' }]))
    expect(result).toMatchObject({ outcome: 'extended', ticketId: first.result.ticketId, licenseCount: 3 })
    expect(result.licenses.license.map(({ lineNumber }) => lineNumber)).toEqual(['20', '20', '10'])
    expect(await rowCounts(store)).toMatchObject({ orders: 1, lines: 2, tickets: 1, licenses: 3 })
    const licenses = await store.read((tx) => tx.find(License))
    expect(new Set(licenses.map(({ ticketId }) => ticketId)).size).toBe(1)
  })

  test('order numbers count within the order scope of the client', async () => {
    const { call } = await shop()
    const colleague = { ...erp, name: 'erp-2' }
    const webShop = { ...erp, name: 'shop', orderScope: 'shop' }
    const first = await call('CreateOrder', createOrder())
    const again = await call('CreateOrder', createOrder(), { caller: colleague })
    const other = await call('CreateOrder', createOrder(), { caller: webShop })
    expect(again.result).toMatchObject({ outcome: 'replayed', ticketId: first.result.ticketId })
    expect(other.result.outcome).toBe('created')
    expect(other.result.ticketId).not.toBe(first.result.ticketId)
  })

  test('identifiers: composed and without trailing blanks they are the same, leading zeros and case count', async () => {
    const { call } = await shop()
    const outcomeOf = async (orderNumber: string, lineNumber: string) =>
      (await call('CreateOrder', createOrder([{ lineNumber }], { orderNumber }))).result.outcome
    expect(await outcomeOf('Stück-1', '010')).toBe('created')
    expect(await outcomeOf('Stu\u0308ck-1  ', '010 ')).toBe('replayed')
    expect(await outcomeOf('Stück-1', '10')).toBe('extended')
    expect(await outcomeOf('stück-1', '010')).toBe('created')
    expect(await outcomeOf('0Stück-1', '010')).toBe('created')
  })

  test('name, mail, data and comment may change, what is not sent stays, empty text clears', async () => {
    const { call, store } = await shop()
    const customerFields = { customerField: [{ name: 'region', value: 'EMEA' }] }
    const customer = { customerId: 'C1', name: 'Muster', email: 'a@muster.example', customerFields }
    await call('CreateOrder', createOrder(undefined, { customer, comment: 'by phone' }))
    const changed = { customerId: 'C1', name: 'Muster GmbH', email: '' }
    const { result } = await call('CreateOrder', createOrder(undefined, { customer: changed }), { now: later })
    expect(result.outcome).toBe('replayed')
    expect(await store.read((tx) => tx.find(Order))).toMatchObject([
      {
        customerName: 'Muster GmbH',
        customerEmail: null,
        customerFields: customerFields.customerField,
        comment: 'by phone',
        version: 2,
        updatedAt: later,
      },
    ])
    expect(await changes(store)).toEqual(['LicenseCreated 1', 'OrderChanged 2', 'OrderCreated 1', 'TicketCreated 1'])
  })

  test('lines of an existing ticket: another order of the same customer goes to the same ticket', async () => {
    const { call, store } = await shop()
    const { ticketId } = (await call('CreateOrder', createOrder())).result
    const typed = ticketId?.toLowerCase().replaceAll('-', ' ')
    const second = createOrder(undefined, { orderNumber: '4712', ticketId: typed })
    expect((await call('CreateOrder', second)).result).toMatchObject({ outcome: 'created', ticketId })
    expect((await call('CreateOrder', second)).result).toMatchObject({ outcome: 'replayed', ticketId })
    const withoutTicket = createOrder(undefined, { orderNumber: '4712' })
    expect((await call('CreateOrder', withoutTicket)).result).toMatchObject({ outcome: 'replayed', ticketId })
    expect(await rowCounts(store)).toMatchObject({ orders: 2, tickets: 1 })
    expect(await changes(store)).toContain('TicketExtended 2')
  })

  test('inseparable counts for a new ticket, and need not be repeated', async () => {
    const { call, store } = await shop()
    const { ticketId } = (await call('CreateOrder', createOrder(undefined, { inseparable: 'yes' }))).result
    await call('CreateOrder', createOrder(undefined, { orderNumber: '4712', ticketId }))
    const later = await call('CreateOrder', createOrder([{ lineNumber: '20' }]))
    expect(later.result).toMatchObject({ outcome: 'extended', ticketId })
    expect(await store.read((tx) => tx.find(Ticket))).toMatchObject([{ inseparable: true, version: 3 }])
  })

  test('a container serial, of the order or of a line, makes dedicated licenses', async () => {
    const { call, store } = await shop()
    const order = (lines: Parameters<typeof createOrder>[0]) => createOrder(lines, { containerSerial: software })
    await call('CreateOrder', order([{ lineNumber: '10' }, { lineNumber: '20', containerSerial: '3-77' }]))
    const licenses = await store.read((tx) => tx.find(License))
    expect(licenses.map(({ dedicatedSerial }) => dedicatedSerial).sort()).toEqual([software, '3-77'].sort())
    const again = await call('CreateOrder', order([{ lineNumber: '10', containerSerial: software }]))
    expect(again.result.outcome).toBe('replayed')
  })

  test('an item counted as one license makes one license that stands for all pieces', async () => {
    const { call, store } = await shop()
    const line = { lineNumber: '10', itemNumber: 'NETWORK', quantity: 7000 }
    expect((await call('CreateOrder', createOrder([line]))).result.licenseCount).toBe(1)
    expect(await store.read((tx) => tx.find(License))).toMatchObject([{ factor: 7000 }])
  })

  test('what was sold is the item as it was on that day', async () => {
    const shopNow = await shop()
    const { call, store } = shopNow
    await call('CreateOrder', createOrder())
    await shopNow.putItem({ itemNumber: 'PLAIN', name: 'Plainer' })
    await call('CreateOrder', createOrder([{ lineNumber: '20' }]))
    const versions = (await store.read((tx) => tx.find(OrderLine))).map(({ itemVersionId }) => itemVersionId)
    expect(new Set(versions).size).toBe(2)
  })

  test('an expiration on a fixed day is that of the license', async () => {
    const { call, store } = await shop()
    await call('CreateOrder', createOrder([{ lineNumber: '10', itemNumber: 'UNTIL-2030' }, { lineNumber: '20' }]))
    const licenses = await store.read((tx) => tx.find(License))
    expect(licenses.map(({ expiresAt }) => expiresAt?.toISOString()).sort()).toEqual([
      '2030-01-01T00:00:00.000Z',
      undefined,
    ])
  })

  test('parameters of a line, in any order, belong to its content', async () => {
    const { call, store } = await shop()
    const named = (...values: [string, string][]) =>
      createOrder([
        {
          lineNumber: '10',
          itemNumber: 'NAMED',
          parameters: { parameter: values.map(([name, value]) => ({ name, value })) },
        },
      ])
    await call('CreateOrder', named(['licensee', 'Erika'], ['seats', '5']))
    expect((await call('CreateOrder', named(['seats', '5'], ['licensee', 'Erika']))).result.outcome).toBe('replayed')
    expect(await store.read((tx) => tx.find(OrderLine))).toMatchObject([
      {
        parameters: [
          { name: 'licensee', value: 'Erika' },
          { name: 'seats', value: '5' },
        ],
      },
    ])
  })

  test('a line of an item that is no longer sold can still be sent again', async () => {
    const shopNow = await shop()
    await shopNow.call('CreateOrder', createOrder())
    await shopNow.retireItem('PLAIN')
    expect((await shopNow.call('CreateOrder', createOrder())).result.outcome).toBe('replayed')
  })

  test('the answer lists 300 licenses and counts all', async () => {
    const { call } = await shop()
    for (const outcome of ['created', 'replayed']) {
      const { result } = await call('CreateOrder', createOrder([{ lineNumber: '10', quantity: 301 }]))
      expect(result).toMatchObject({ outcome, licenseCount: 301 })
      expect(result.licenses.license).toHaveLength(300)
    }
  })

  test('the address of the page for the buyer, where there is one', async () => {
    const { call } = await shop({ ticketUrl: 'https://buy.example/?t={ticketId}' })
    const { ticketId, ticketUrl } = (await call('CreateOrder', createOrder())).result
    expect(ticketUrl).toBe(`https://buy.example/?t=${String(ticketId)}`)
  })

  test('every row has its event of the same version, without names of persons and without the ticket', async () => {
    const { call, store } = await shop()
    const customer = { customerId: 'C1', name: 'Erika Muster', email: 'erika@muster.example' }
    const parameters = { parameter: [{ name: 'licensee', value: 'Erika Muster' }] }
    const lines = [{ lineNumber: '10', itemNumber: 'NAMED', parameters }]
    const call1 = { requestId: 'R1', runMode: 'normal' } as const
    const { ticketId } = (await call('CreateOrder', createOrder(lines, { customer, comment: 'phone' }, call1))).result
    await call(
      'CreateOrder',
      createOrder([{ lineNumber: '20' }], { customer: { customerId: 'C1', name: 'E. Muster' } }),
    )
    const rows = await store.read(async (tx) => [
      ...(await tx.find(Order)),
      ...(await tx.find(Ticket)),
      ...(await tx.find(License)),
    ])
    const events = await store.read((tx) => tx.findBy(LedgerEvent, { aggregateId: In(rows.map(({ id }) => id)) }))
    for (const { id, version } of rows) {
      const versions = events.filter((event) => event.aggregateId === id).map((event) => event.version)
      expect(versions.sort()).toEqual(Array.from({ length: version }, (_, index) => index + 1))
    }
    expect(events.find(({ change }) => change === 'OrderCreated')).toMatchObject({
      at: start,
      actor: 'erp',
      operation: 'CreateOrder',
      requestId: 'R1',
      comment: 'phone',
    })
    const text = JSON.stringify(events)
    for (const secret of ['Muster', 'muster.example', ticketId?.slice(0, 5), ticketId?.slice(24)]) {
      expect(text).not.toContain(secret)
    }
  })

  test('runMode=check runs everything, stores nothing, and shows no ticket that is not there', async () => {
    const { call, store } = await shop()
    const check = { runMode: 'check', requestId: 'R1' } as const
    const tried = await call('CreateOrder', createOrder(undefined, {}, check))
    expect(tried.result).toEqual({
      orderNumber: '4711',
      ticketId: undefined,
      ticketUrl: undefined,
      outcome: 'created',
      licenseCount: 1,
      licenses: { license: [] },
    })
    expect(await rowCounts(store)).toMatchObject({ orders: 0, tickets: 0, licenses: 0, requests: 0, events: 0 })

    const { result: created } = await call('CreateOrder', createOrder())
    const extended = await call('CreateOrder', createOrder([{ lineNumber: '10' }, { lineNumber: '20' }], {}, check))
    expect(extended.result).toMatchObject({ outcome: 'extended', ticketId: created.ticketId, licenseCount: 2 })
    expect(extended.result.licenses).toEqual(created.licenses)
    expect(await rowCounts(store)).toMatchObject({ lines: 1, licenses: 1, requests: 0 })
    const wrong = createOrder([{ lineNumber: '10', itemNumber: 'NONE' }], { orderNumber: '1' }, check)
    expect(await refusal(call('CreateOrder', wrong))).toMatchObject({ code: 'ITEM_UNKNOWN' })
  })
})
