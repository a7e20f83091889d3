import type { CreateOrder, Order } from '../../src/contract/sales.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { createOrder, rowCounts } from './orders.ts'
import { erp, firmCode, openShop, refusal, type Shop } from './shop.ts'

type Lines = Parameters<typeof createOrder>[0]

const strangerTicket = '00000-00000-00000-00000-00000'

/** One test per refusal: what is sent, and what the caller is told. */
describeEachDatabase('CreateOrder refuses', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  /** The refusal, which must leave nothing behind. */
  const refused = async (request: CreateOrder, options = {}) => {
    const before = await rowCounts(shop.store)
    const { code, field, details, message } = await refusal(shop.call('CreateOrder', request, options))
    expect(await rowCounts(shop.store)).toEqual(before)
    return { code, field, details, message }
  }
  const lines = (...given: NonNullable<Lines>) => createOrder(given)
  const secondLine = (line: Partial<NonNullable<Lines>[number]>) =>
    lines({ lineNumber: '10' }, { lineNumber: '20', ...line })
  const place = 'order/orderLines/orderLine[2]'

  test('ITEM_UNKNOWN: an item that is not there', async () => {
    const field = `${place}/itemNumber`
    expect(await refused(secondLine({ itemNumber: 'plain' }))).toMatchObject({ code: 'ITEM_UNKNOWN', field })
  })

  test('ITEM_RETIRED: a new line of an item that is no longer sold', async () => {
    await shop.retireItem('SECOND')
    const field = `${place}/itemNumber`
    expect(await refused(secondLine({ itemNumber: 'SECOND' }))).toMatchObject({ code: 'ITEM_RETIRED', field })
  })

  test('FORBIDDEN: an item of a firm code that the client is not given', async () => {
    const caller = { ...erp, firmCodes: new Set([firmCode]) }
    const request = secondLine({ itemNumber: 'OTHER-FIRM' })
    expect(await refused(request, { caller })).toMatchObject({ code: 'FORBIDDEN', field: `${place}/itemNumber` })
  })

  test('FORBIDDEN: a client that may only read', async () => {
    const caller = { ...erp, roles: new Set(['support'] as const) }
    expect(await refused(createOrder(), { caller })).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('PARAMETER_INVALID: one is missing, unknown, of the wrong form, or given twice', async () => {
    const named = (...names: string[]) =>
      secondLine({ itemNumber: 'NAMED', parameters: { parameter: names.map((name) => ({ name, value: 'x' })) } })
    const field = `${place}/parameters`
    expect(await refused(named())).toMatchObject({ code: 'PARAMETER_INVALID', field })
    expect(await refused(named('licensee', 'colour'))).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: `${field}/parameter[1]/name`,
    })
    expect(await refused(named('licensee', 'seats'))).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: `${field}/parameter[2]/value`,
    })
    expect(await refused(named('licensee', 'licensee'))).toMatchObject({
      code: 'PARAMETER_INVALID',
      field: `${field}/parameter[2]/name`,
    })
  })

  test('CONTAINER_KIND: an item that may not go into the container it is dedicated to', async () => {
    const onLine = secondLine({ itemNumber: 'SOFTWARE-ONLY', containerSerial: '3-5' })
    expect(await refused(onLine)).toMatchObject({ code: 'CONTAINER_KIND', field: `${place}/containerSerial` })
    const onOrder = createOrder([{ lineNumber: '10', itemNumber: 'SOFTWARE-ONLY' }], { containerSerial: '3-5' })
    expect(await refused(onOrder)).toMatchObject({ code: 'CONTAINER_KIND', field: 'order/containerSerial' })
  })

  test('REQUEST_ID_REQUIRED: neither an order number nor a request id', async () => {
    const request = createOrder(undefined, { orderNumber: undefined })
    expect(await refused(request)).toMatchObject({ code: 'REQUEST_ID_REQUIRED', field: 'requestId' })
  })

  test('TICKET_MALFORMED: a mistyped ticket', async () => {
    expect(await refused(createOrder(undefined, { ticketId: 'ABCDE-FGHJK' }))).toMatchObject({
      code: 'TICKET_MALFORMED',
    })
  })

  test('TICKET_UNKNOWN: the same answer for no ticket and for that of another customer', async () => {
    const { ticketId } = (await shop.call('CreateOrder', createOrder())).result
    const another = { orderNumber: '4712', customer: { customerId: 'C2' } }
    const foreign = await refused(createOrder(undefined, { ...another, ticketId }))
    expect(foreign).toMatchObject({ code: 'TICKET_UNKNOWN', field: 'order/ticketId' })
    expect(await refused(createOrder(undefined, { ...another, ticketId: strangerTicket }))).toEqual(foreign)
  })

  test('TICKET_UNKNOWN: a ticket that holds no order of the order scope, although the customerId is the same', async () => {
    const { ticketId } = (await shop.call('CreateOrder', createOrder())).result
    const caller = { ...erp, name: 'shop', orderScope: 'shop' }
    const request = (orderNumber: string) => createOrder(undefined, { orderNumber, ticketId })
    const foreign = await refused(request('S-1'), { caller })
    expect(foreign).toMatchObject({ code: 'TICKET_UNKNOWN', field: 'order/ticketId' })
    expect(await refused(createOrder(undefined, { orderNumber: 'S-1', ticketId: strangerTicket }), { caller })).toEqual(
      foreign,
    )
    expect((await shop.call('CreateOrder', request('4713'))).result.ticketId).toBe(ticketId)
  })

  test('LIMIT_EXCEEDED: more than 1,000 lines, in one call or in several', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ lineNumber: String(index) }))
    const details = { limit: 'linesOfOrder', allowed: '1000' }
    expect(await refused(createOrder(many))).toMatchObject({ code: 'LIMIT_EXCEEDED', details })
    await shop.call('CreateOrder', createOrder(many.slice(1)))
    expect(await refused(createOrder(many.slice(0, 1)))).toMatchObject({ code: 'LIMIT_EXCEEDED', details })
  })

  test('LIMIT_EXCEEDED: more than 5,000 licenses, in one call or in several', async () => {
    const details = { limit: 'licensesOfOrder', allowed: '5000' }
    expect(await refused(secondLine({ quantity: 5000 }))).toMatchObject({ code: 'LIMIT_EXCEEDED', details })
    await shop.call('CreateOrder', lines({ lineNumber: '10', quantity: 4999 }))
    expect(await refused(lines({ lineNumber: '20', quantity: 2 }))).toMatchObject({ code: 'LIMIT_EXCEEDED', details })
    expect((await shop.call('CreateOrder', lines({ lineNumber: '20' }))).result.outcome).toBe('extended')
  })

  test('LIMIT_EXCEEDED: more pieces than one license can hold', async () => {
    await shop.putItem({
      itemNumber: 'HUGE',
      licenseCounting: 'oneLicense',
      options: { licenseQuantity: 1_000_000_000 },
    })
    const details = { limit: 'piecesOfLicense', allowed: '2' }
    expect(await refused(secondLine({ itemNumber: 'HUGE', quantity: 3 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      field: `${place}/quantity`,
      details,
    })
  })

  test.each<[string, Partial<Order>, Lines, string]>([
    ['a line number twice', {}, [{ lineNumber: '10' }, { lineNumber: '10 ' }], `${place}/lineNumber`],
    ['a blank line number', {}, [{ lineNumber: '10' }, { lineNumber: ' ' }], `${place}/lineNumber`],
    ['a blank order number', { orderNumber: '  ' }, undefined, 'order/orderNumber'],
    ['a blank customer', { customer: { customerId: ' ' } }, undefined, 'order/customer/customerId'],
    ['a number too long once composed', { orderNumber: '\u0958'.repeat(40) }, undefined, 'order/orderNumber'],
    ['no container serial', { containerSerial: '131-5' }, undefined, 'order/containerSerial'],
    [
      'no container serial on a line',
      {},
      [{ lineNumber: '10', containerSerial: '130-05' }],
      'order/orderLines/orderLine[1]/containerSerial',
    ],
  ])('INVALID_REQUEST: %s', async (_, order, given, field) => {
    expect(await refused(createOrder(given, order))).toMatchObject({ code: 'INVALID_REQUEST', field })
  })

  describe('ORDER_CONFLICT', () => {
    const known = (): CreateOrder =>
      createOrder(
        [
          { lineNumber: '000010', quantity: 2 },
          { lineNumber: '000020', itemNumber: 'NAMED', parameters: { parameter: [{ name: 'licensee', value: 'A' }] } },
        ],
        { containerSerial: '130-1' },
      )
    let ticketId: string | undefined
    beforeEach(async () => {
      ticketId = (await shop.call('CreateOrder', known())).result.ticketId
    })

    test.each<[string, Partial<Order>, NonNullable<Lines>[number], Record<string, string>]>([
      [
        'quantity',
        {},
        { lineNumber: '000010', quantity: 7 },
        { 'orderLine[000010]/quantity/old': '2', 'orderLine[000010]/quantity/new': '7' },
      ],
      [
        'itemNumber',
        {},
        { lineNumber: '000010', quantity: 2, itemNumber: 'SECOND' },
        { 'orderLine[000010]/itemNumber/old': 'PLAIN', 'orderLine[000010]/itemNumber/new': 'SECOND' },
      ],
      [
        'containerSerial of a line',
        {},
        { lineNumber: '000010', quantity: 2, containerSerial: '130-2' },
        { 'orderLine[000010]/containerSerial/new': '130-2' },
      ],
      [
        'parameters',
        {},
        { lineNumber: '000020', itemNumber: 'NAMED', parameters: { parameter: [{ name: 'seats', value: '3' }] } },
        { 'orderLine[000020]/parameter[licensee]/old': 'A', 'orderLine[000020]/parameter[seats]/new': '3' },
      ],
      [
        'customerId',
        { customer: { customerId: 'C2' } },
        { lineNumber: '000010', quantity: 2 },
        { 'customer/customerId/old': 'C1', 'customer/customerId/new': 'C2' },
      ],
      [
        'customerId with a new line',
        { customer: { customerId: 'C2' } },
        { lineNumber: '000030' },
        { 'customer/customerId/old': 'C1', 'customer/customerId/new': 'C2' },
      ],
      [
        'containerSerial of the order',
        { containerSerial: undefined },
        { lineNumber: '000010', quantity: 2 },
        { 'containerSerial/old': '130-1' },
      ],
      [
        'inseparable',
        { inseparable: 'yes' },
        { lineNumber: '000010', quantity: 2 },
        { 'inseparable/old': 'no', 'inseparable/new': 'yes' },
      ],
    ])('%s', async (_, order, line, details) => {
      const request = createOrder([line], { containerSerial: '130-1', ...order })
      expect(await refused(request)).toMatchObject({ code: 'ORDER_CONFLICT', details })
    })

    test('ticketId, of which only the last group is shown', async () => {
      const { result } = await shop.call('CreateOrder', createOrder(undefined, { orderNumber: '4712' }))
      const request = createOrder([{ lineNumber: '000010', quantity: 2 }], {
        containerSerial: '130-1',
        ticketId: result.ticketId,
      })
      const { code, details, message } = await refused(request)
      expect(code).toBe('ORDER_CONFLICT')
      expect(details).toEqual({
        'ticketId/old': `...-${String(ticketId).slice(-5)}`,
        'ticketId/new': `...-${String(result.ticketId).slice(-5)}`,
      })
      expect(message).not.toContain(String(ticketId).slice(0, 5))
    })

    test('lists every differing field, and none that is the same', async () => {
      const request = createOrder(
        [
          { lineNumber: '000010', quantity: 3 },
          { lineNumber: '000020', itemNumber: 'PLAIN' },
          { lineNumber: '000030' },
        ],
        { customer: { customerId: 'C9', name: 'New' }, containerSerial: '130-1' },
      )
      const { message, details } = await refused(request)
      expect(details).toEqual({
        'customer/customerId/old': 'C1',
        'customer/customerId/new': 'C9',
        'orderLine[000010]/quantity/old': '2',
        'orderLine[000010]/quantity/new': '3',
        'orderLine[000020]/itemNumber/old': 'NAMED',
        'orderLine[000020]/itemNumber/new': 'PLAIN',
        'orderLine[000020]/parameter[licensee]/old': 'A',
      })
      expect(message).toBe(
        "order 4711 is known with other content: customer/customerId was 'C1' and is now 'C9', and 3 more; nothing was stored",
      )
    })

    test('the order stays as it was, and can still be extended', async () => {
      await refused(
        createOrder([{ lineNumber: '000010', quantity: 7 }, { lineNumber: '000030' }], { containerSerial: '130-1' }),
      )
      const good = createOrder([{ lineNumber: '000030' }], { containerSerial: '130-1' })
      expect((await shop.call('CreateOrder', good)).result.outcome).toBe('extended')
      expect(await shop.store.read((tx) => tx.find(Ticket))).toMatchObject([{ version: 2 }])
    })
  })
})
