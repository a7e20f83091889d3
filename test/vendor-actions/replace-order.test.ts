import type { OrderLine } from '../../src/contract/sales.ts'
import { Order } from '../../src/entities/order.ts'
import { caller, depotDatabases, firm, otherFirm, refusal, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { sellTokens } from './tokens.ts'
import { actionsOf, collect, named } from './vendor-shop.ts'

const reason = 'new configuration'

/** `10 PLAIN 2`: line 10, two pieces of PLAIN. */
const lines = (...texts: string[]): OrderLine[] =>
  texts.map((text) => {
    const [lineNumber = '', itemNumber = '', quantity = '1'] = text.split(' ')
    return { lineNumber, itemNumber, quantity: Number(quantity) }
  })

let numbers = 0

describe.each(depotDatabases)('ReplaceOrder (%s)', (kind) => {
  const depot = useDepot(kind)

  const order = (orderNumber: string, ...texts: string[]) => {
    const orderLines = { orderLine: lines(...texts) }
    return depot().sales('CreateOrder', { order: { orderNumber, customer: { customerId: 'C1' }, orderLines } })
  }
  const start = async (...texts: string[]) => {
    const orderNumber = `order ${kind} ${++numbers}`
    const { result } = await order(orderNumber, ...texts)
    return { orderNumber, ticketId: result.ticketId ?? '' }
  }
  const replace = async (
    orderNumber: string,
    orderLine: readonly OrderLine[],
    { requestId = `replacement ${kind} ${++numbers}`, ...more }: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => {
    const orderReplacement = { orderNumber, orderLines: { orderLine: [...orderLine] }, reason }
    return (await depot().sales('ReplaceOrder', { requestId, ...more, orderReplacement }, options)).result
  }
  const shown = ({ lineChanges }: Awaited<ReturnType<typeof replace>>) =>
    lineChanges.lineChange.map(
      ({ lineNumber, changeKind, oldQuantity, newQuantity, pendingCount }) =>
        `${lineNumber} ${changeKind} ${oldQuantity}>${newQuantity}${pendingCount > 0 ? ` pending ${pendingCount}` : ''}`,
    )
  /** Licenses of the order as `10 PLAIN NotCollected`. */
  const licensesOf = async (orderNumber: string) => {
    const { result } = await depot().sales('GetOrder', { orderNumber })
    return result.licenseStates.licenseState.map(
      ({ lineNumber, itemNumber, state }) => `${lineNumber} ${itemNumber} ${state}`,
    )
  }

  test('equal lines stay, missing ones go, new ones come, changed ones are replaced', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN 2', '20 SECOND', '30 PLAIN 3', '40 SECOND')
    const result = await replace(orderNumber, lines('10 PLAIN 2', '30 PLAIN', '40 MONTHLY', '50 SECOND 2'))
    expect(result).toMatchObject({ orderNumber, ticketId })
    expect(shown(result)).toEqual(['10 kept 2>2', '30 fewer 3>1', '40 replaced 1>1', '50 added 0>2', '20 removed 1>0'])
    expect(result.lineChanges.lineChange.map(({ text }) => text)).toContain(
      'Line 40: 1 piece of MONTHLY instead of 1 piece of SECOND; 1 license is replaced.',
    )
    expect((await licensesOf(orderNumber)).sort()).toEqual([
      '10 PLAIN NotCollected',
      '10 PLAIN NotCollected',
      '20 SECOND Withdrawn',
      '30 PLAIN NotCollected',
      '30 PLAIN Withdrawn',
      '30 PLAIN Withdrawn',
      '40 MONTHLY NotCollected',
      '40 SECOND Replaced',
      '50 SECOND NotCollected',
      '50 SECOND NotCollected',
    ])
    const { result: now } = await depot().sales('GetOrder', { orderNumber })
    expect(now.lineCount).toBe(4)
    expect(
      now.lineStates.lineState.map(({ lineNumber, itemNumber, quantity }) => `${lineNumber} ${itemNumber} ${quantity}`),
    ).toEqual(['10 PLAIN 2', '30 PLAIN 1', '40 MONTHLY 1', '50 SECOND 2'])
  })

  test('what is with a user waits for its container, in the order of the lines', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN', '20 SECOND', '30 MONTHLY')
    const container = await collect(depot(), { ticketId })
    const result = await replace(orderNumber, lines('10 MONTHLY', '30 MONTHLY 2'))
    expect(shown(result)).toEqual(['10 replaced 1>1 pending 1', '30 more 1>2', '20 removed 1>0 pending 1'])
    const actions = await actionsOf(depot(), container)
    expect(actions.map(({ kind: what }) => what).sort()).toEqual(['replace', 'withdraw'])
    const successor = (await depot().licenses(ticketId)).find(({ exchangeId }) => exchangeId !== null)
    const asked = { ticketId, ...named(successor?.id) }
    expect(await refusal(depot().activate(depot().container(), asked))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('of fewer pieces those go that nobody has', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN 3')
    await depot().activate(depot().container(), { ticketId })
    expect(shown(await replace(orderNumber, lines('10 PLAIN 1')))).toEqual(['10 fewer 3>1'])
    expect((await licensesOf(orderNumber)).sort()).toEqual([
      '10 PLAIN Collected',
      '10 PLAIN Withdrawn',
      '10 PLAIN Withdrawn',
    ])
  })

  test('one license for all pieces grows and shrinks with them, and keeps what it was given', async () => {
    const { orderNumber, ticketId } = await start('10 NETWORK 5')
    await collect(depot(), { ticketId })
    await replace(orderNumber, lines('10 NETWORK 8'))
    const [old, successor] = await depot().licenses(ticketId)
    expect([old?.state, successor?.factor, successor?.exchangeId]).toEqual(['WithdrawPending', 8, old?.id])
    expect(shown(await replace(orderNumber, lines('10 NETWORK 6')))).toEqual(['10 fewer 8>6'])
    expect((await depot().licenses(ticketId)).at(-1)).toMatchObject({ factor: 6, exchangeId: old?.id })
  })

  test('afterwards the order is what the configuration says: its lines are a repetition, the old ones a conflict', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN 2', '20 SECOND')
    await replace(orderNumber, lines('10 MONTHLY', '30 PLAIN'))
    const { result } = await order(orderNumber, '10 MONTHLY', '30 PLAIN')
    expect(result).toMatchObject({ outcome: 'replayed', ticketId, licenseCount: 3 })
    expect(result.licenses.license.map(({ itemNumber, state }) => `${itemNumber} ${state}`)).toEqual([
      'PLAIN Withdrawn',
      'MONTHLY NotCollected',
      'PLAIN NotCollected',
    ])
    expect(await refusal(order(orderNumber, '10 PLAIN 2'))).toMatchObject({
      code: 'ORDER_CONFLICT',
      details: { 'orderLine[10]/itemNumber/old': 'MONTHLY', 'orderLine[10]/itemNumber/new': 'PLAIN' },
    })
    // A late repetition of the old order must not sell its line again.
    expect(await refusal(order(orderNumber, '20 SECOND'))).toMatchObject({ code: 'ORDER_CONFLICT' })
    const extended = await order(orderNumber, '10 MONTHLY', '40 PLAIN')
    expect(extended.result.outcome).toBe('extended')
  })

  test('a line that went can come again', async () => {
    const { orderNumber } = await start('10 PLAIN', '20 SECOND 2')
    await replace(orderNumber, lines('10 PLAIN'))
    expect(shown(await replace(orderNumber, lines('10 PLAIN', '20 SECOND')))).toEqual(['10 kept 1>1', '20 added 0>1'])
    expect((await order(orderNumber, '20 SECOND')).result.outcome).toBe('replayed')
  })

  test('parameters and containers of a line are part of it', async () => {
    const named = (value: string): OrderLine => ({
      ...lines('10 NAMED')[0]!,
      parameters: { parameter: [{ name: 'licensee', value }] },
    })
    const orderNumber = `named ${kind}`
    const orderOf = (line: OrderLine) =>
      depot().sales('CreateOrder', {
        order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine: [line] } },
      })
    await orderOf(named('A'))
    expect(shown(await replace(orderNumber, [named('B')]))).toEqual(['10 replaced 1>1'])
    expect((await orderOf(named('B'))).result.outcome).toBe('replayed')
    const dedicated = { ...named('B'), containerSerial: '130-1' }
    expect(shown(await replace(orderNumber, [dedicated]))).toEqual(['10 replaced 1>1'])
    expect((await orderOf(dedicated)).result.outcome).toBe('replayed')
  })

  test('a piece whose units were split is one piece, also after one of its licenses was replaced', async () => {
    const { orderNumber, ticketId } = await start('10 METERED 2')
    const [first] = await depot().licenses(ticketId)
    const licenseSplit = { licenseId: first?.id ?? '', splitOff: 200 }
    await depot().sales('SplitLicense', { requestId: `units ${orderNumber}`, licenseSplit })
    const replacement = { licenseId: first?.id ?? '', itemNumber: 'METERED', reason }
    await depot().sales('ReplaceLicense', { requestId: `part ${orderNumber}`, replacement })
    expect(shown(await replace(orderNumber, lines('10 METERED 2', '20 PLAIN')))).toEqual([
      '10 kept 2>2',
      '20 added 0>1',
    ])
    const dedicated = [{ ...lines('10 METERED 2')[0]!, containerSerial: '130-1' }, ...lines('20 PLAIN')]
    expect(shown(await replace(orderNumber, dedicated))).toEqual(['10 replaced 2>2', '20 kept 1>1'])
    const standing = (await depot().licenses(ticketId)).filter(({ replacedById }) => replacedById === null)
    expect(standing.map(({ units }) => units).sort()).toEqual([200, 300, null, null])
  })

  test('licenses that were sold before keep the values that their line had', async () => {
    const orderNumber = `values ${kind}`
    const line = { ...lines('10 NAMED')[0]!, parameters: { parameter: [{ name: 'licensee', value: 'A' }] } }
    const { result } = await depot().sales('CreateOrder', {
      order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine: [line] } },
    })
    await replace(orderNumber, lines('10 PLAIN'))
    const licenseId = result.licenses.license[0]?.licenseId ?? ''
    const old = await depot().sales('GetLicense', { licenseId })
    expect(old.result.parameters.parameter).toEqual([{ name: 'licensee', value: 'A' }])
    const successor = await depot().sales('GetLicense', { licenseId: old.result.replacedByLicenseId ?? '' })
    expect(successor.result).toMatchObject({ parameters: { parameter: [] }, replacesLicenseId: licenseId })
  })

  test('a license that was replaced by hand stays what it is while its line stays', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN 2')
    const [first] = await depot().licenses(ticketId)
    const replacement = { licenseId: first?.id ?? '', itemNumber: 'SECOND', reason }
    await depot().sales('ReplaceLicense', { requestId: `hand ${kind}`, replacement })
    expect(shown(await replace(orderNumber, lines('10 PLAIN 2', '20 PLAIN')))).toEqual(['10 kept 2>2', '20 added 0>1'])
  })

  test('the same requestId replaces once, and is answered with what was done', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN')
    await collect(depot(), { ticketId })
    const once = { requestId: `once ${kind}` }
    const first = await replace(orderNumber, lines('10 SECOND', '20 PLAIN'), once)
    expect(await replace(orderNumber, lines('20 PLAIN', '10 SECOND'), once)).toEqual(first)
    expect(await depot().licenses(ticketId)).toHaveLength(3)
    expect(await refusal(replace(orderNumber, lines('10 PLAIN'), once))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a check shows the difference and does nothing', async () => {
    const { orderNumber } = await start('10 PLAIN')
    const check = { runMode: 'check' } as const
    expect(shown(await replace(orderNumber, lines('10 PLAIN 3'), check))).toEqual(['10 more 1>3'])
    expect(await licensesOf(orderNumber)).toEqual(['10 PLAIN NotCollected'])
  })

  test('of two configurations at once the later one counts, and nothing is sold twice', async () => {
    const { orderNumber } = await start('10 PLAIN')
    const wanted = [lines('10 PLAIN 3'), lines('10 PLAIN 2', '20 SECOND')]
    await Promise.all(wanted.map((orderLine) => replace(orderNumber, orderLine)))
    const live = (await licensesOf(orderNumber)).filter((text) => text.endsWith('NotCollected'))
    expect(live).toHaveLength(3)
  })

  test('each thing that changed has its event', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN', '20 PLAIN')
    await replace(orderNumber, lines('10 SECOND', '30 PLAIN'))
    const row = await depot().store.read((tx) => tx.findOneBy(Order, { orderNumber }))
    const licenses = await depot().licenses(ticketId)
    expect(await depot().changes(row, { id: row?.ticketId ?? '' }, ...licenses)).toEqual(
      expect.arrayContaining(['OrderReplaced 2', 'TicketExtended 2', 'LicenseReplaced 2', 'LicenseWithdrawn 2']),
    )
    for (const { id, version } of licenses) expect(await depot().changes({ id })).toHaveLength(version)
  })

  test('ORDER_UNKNOWN, ITEM_UNKNOWN, PARAMETER_INVALID, CONTAINER_KIND, FORBIDDEN, LIMIT_EXCEEDED', async () => {
    expect(await refusal(replace('nobody knows', lines('10 PLAIN')))).toMatchObject({
      code: 'ORDER_UNKNOWN',
      field: 'orderReplacement/orderNumber',
    })
    const { orderNumber } = await start('10 PLAIN')
    const refused = (orderLine: OrderLine[], options = {}) => refusal(replace(orderNumber, orderLine, {}, options))
    expect(await refused(lines('10 NOBODY'))).toMatchObject({
      code: 'ITEM_UNKNOWN',
      field: 'orderReplacement/orderLines/orderLine[1]/itemNumber',
    })
    expect(await refused(lines('10 NAMED'))).toMatchObject({ code: 'PARAMETER_INVALID' })
    const dongle = [{ ...lines('10 DONGLE-ONLY')[0]!, containerSerial: '130-1' }]
    expect(await refused(dongle)).toMatchObject({ code: 'CONTAINER_KIND' })
    const as = { ...caller, firmCodes: new Set([otherFirm.firmCode]) }
    expect(await refused(lines('10 OTHER-FIRM'), { as })).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(lines('10 PLAIN 5001'))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
    expect(await refused([...lines('10 PLAIN'), ...lines('10 PLAIN')])).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await licensesOf(orderNumber)).toEqual(['10 PLAIN NotCollected'])
  })

  test('NOTHING_TO_DO: the same configuration', async () => {
    const { orderNumber } = await start('10 PLAIN', '20 SECOND')
    expect(await refusal(replace(orderNumber, lines('20 SECOND', '10 PLAIN')))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('fewer pieces stay of the version that was sold, and take away the units that they brought', async () => {
    await sellTokens(depot(), 100)
    const { orderNumber, ticketId } = await start('10 TOKENS 3')
    const [sold] = await depot().licenses(ticketId)
    const extension = { ...named(sold?.id), unitsAdd: { units: 10n } }
    await depot().sales('ExtendLicenses', { requestId: `tokens ${kind}`, extension })
    await sellTokens(depot(), 1000)
    await replace(orderNumber, lines('10 TOKENS 2'))
    const [, fewer] = await depot().licenses(ticketId)
    expect(fewer).toMatchObject({ units: 210, factor: 2, itemVersionId: sold?.itemVersionId })
    await replace(orderNumber, [{ ...lines('10 TOKENS')[0]!, containerSerial: '130-1' }])
    const [, , replaced] = await depot().licenses(ticketId)
    expect(replaced).toMatchObject({ units: 110, factor: 1 })
    expect(replaced?.itemVersionId).not.toBe(sold?.itemVersionId)
  })

  test('a license that becomes several gives none of them free before it is out of its container', async () => {
    const { orderNumber, ticketId } = await start('10 NETWORK 3')
    await collect(depot(), { ticketId })
    await replace(orderNumber, lines('10 PLAIN 3'))
    const [old, ...others] = await depot().licenses(ticketId)
    expect(others.map(({ exchangeId }) => exchangeId)).toEqual([old?.id, old?.id, old?.id])
    const elsewhere = depot().activate(depot().container(), { ticketId, selection: 'all' })
    expect(await refusal(elsewhere)).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('pieces in several containers become one license for each of them, and go only there', async () => {
    const { orderNumber, ticketId } = await start('10 PLAIN 3')
    const containers = [depot().container(), depot().container()]
    const contactAll = async () => {
      for (const container of containers) {
        const { updateFile } = await depot().activate(container, { ticketId })
        await container.import(firm, updateFile)
      }
    }
    await contactAll()
    await replace(orderNumber, lines('10 NETWORK 3'))
    const standing = (await depot().licenses(ticketId)).filter(({ replacedById }) => replacedById === null)
    expect(standing.map(({ factor, state }) => `${factor} ${state}`).toSorted()).toEqual([
      '1 NotCollected',
      '1 Withdrawn',
      '2 NotCollected',
    ])
    const elsewhere = depot().activate(depot().container(), { ticketId, selection: 'all' })
    expect(await refusal(elsewhere)).toMatchObject({ code: 'LICENSE_STATE' })
    // What waits to take their places is in use like them.
    await replace(orderNumber, lines('10 PLAIN 3'))
    await replace(orderNumber, lines('10 NETWORK 3'))
    await contactAll()
    expect(containers.map(seatsIn).toSorted()).toEqual([10, 20])
  })

  test('licenses of several pieces in several containers become single ones, each for its own container', async () => {
    const { orderNumber, ticketId } = await start('10 NETWORK 4')
    const [whole] = await depot().licenses(ticketId)
    const licenseSplit = { licenseId: whole?.id ?? '', splitOff: 2 }
    await depot().sales('SplitLicense', { requestId: `split ${orderNumber}`, licenseSplit })
    const containers = [depot().container(), depot().container()]
    for (const [index, { id }] of (await depot().licenses(ticketId)).entries()) {
      const licenseIds = { licenseId: [id] }
      await containers[index]?.import(
        firm,
        (await depot().activate(containers[index], { ticketId, licenseIds })).updateFile,
      )
    }
    await replace(orderNumber, lines('10 PLAIN 4'))
    const waiting = (await depot().licenses(ticketId)).filter(({ state }) => state === 'NotCollected')
    const [one, other] = (await depot().licenses(ticketId)).map(({ id }) => id)
    expect(waiting.map(({ exchangeId }) => exchangeId).toSorted()).toEqual([one, one, other, other].toSorted())
  })
})

/** Seats of all licenses that a container holds. */
function seatsIn(container: FieldContainer): number {
  return container.state(firm).licenses.reduce((sum, { options }) => sum + (options.licenseQuantity ?? 0), 0)
}
