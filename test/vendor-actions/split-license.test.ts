import { Consumption } from '../../src/entities/consumption.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { insertRows } from '../../src/store/insert-rows.ts'
import { caller, depotDatabases, firm, refusal, start, useDepot } from '../depot/depot-shop.ts'
import { collect, named, sell } from './vendor-shop.ts'

let requests = 0

describe.each(depotDatabases)('SplitLicense (%s)', (kind) => {
  const depot = useDepot(kind)
  const split = (
    licenseId: string | undefined,
    splitOff: number,
    { requestId = `split ${kind} ${++requests}`, ...more }: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => {
    const licenseSplit = { licenseId: licenseId ?? '', splitOff, comment: 'for the branch' }
    return depot().sales('SplitLicense', { requestId, ...more, licenseSplit }, options)
  }
  const network = { lineNumber: '10', itemNumber: 'NETWORK', quantity: 5 }

  test('pieces: both are on the ticket and line, and come to what was sold', async () => {
    const sold = await sell(depot(), network)
    const { result } = await split(sold.licenseIds[0], 2)
    expect(result.licenseStates.licenseState).toMatchObject([
      { licenseId: sold.licenseIds[0], ticketId: sold.ticketId, lineNumber: '10', licenseQuantity: 3 },
      { ticketId: sold.ticketId, lineNumber: '10', itemNumber: 'NETWORK', state: 'NotCollected', licenseQuantity: 2 },
    ])
    const [first, second] = await depot().licenses(sold.ticketId)
    expect(await depot().changes(first)).toEqual(['LicenseCreated 1', 'LicenseSplit 2'])
    expect(await depot().changes(second)).toEqual(['LicenseCreated 1'])

    const [one, other] = [depot().container(), depot().container()]
    for (const [container, license] of [
      [one, first],
      [other, second],
    ] as const) {
      const ids = named(license?.id)
      const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId, ...ids })
      await container.import(firm, updateFile)
    }
    const quantityIn = (container: typeof one) =>
      container.state(firm).licenses.map(({ options }) => options.licenseQuantity)
    expect([quantityIn(one), quantityIn(other)]).toEqual([[30], [20]])
  })

  test('units of a single piece, also those that were bought later', async () => {
    const sold = await sell(depot(), 'METERED')
    const extension = { ...named(...sold.licenseIds), unitsAdd: { units: 100n } }
    await depot().sales('ExtendLicenses', { requestId: `units ${kind}`, extension })
    await split(sold.licenseIds[0], 250)
    const parts = await depot().licenses(sold.ticketId)
    expect(parts.map(({ units, factor }) => [units, factor])).toEqual([
      [350, 1],
      [250, 1],
    ])
    // Together they are the one piece that was sold.
    expect(parts.map(({ pieceId }) => pieceId)).toEqual([sold.licenseIds[0], sold.licenseIds[0]])
  })

  test('a part can be split again, and has what the whole had of its own', async () => {
    const sold = await sell(depot(), { ...network, containerSerial: '130-1' })
    const { result } = await split(sold.licenseIds[0], 3)
    await split(result.licenseStates.licenseState[1]?.licenseId, 1)
    const parts = await depot().licenses(sold.ticketId)
    expect(parts.map(({ factor }) => factor).sort()).toEqual([1, 2, 2])
    expect(new Set(parts.map(({ dedicatedSerial }) => dedicatedSerial))).toEqual(new Set(['130-1']))
  })

  test('parts of a replacement wait for the container of the replaced license', async () => {
    const sold = await sell(depot(), network)
    await collect(depot(), sold)
    const replacement = { licenseId: sold.licenseIds[0] ?? '', itemNumber: 'NETWORK', reason: 'upgrade' }
    const replaced = await depot().sales('ReplaceLicense', { requestId: `first ${kind}`, replacement })
    const { result } = await split(replaced.result.licenses.license[1]?.licenseId, 2)
    for (const { licenseId } of result.licenseStates.licenseState) {
      const asked = { ticketId: sold.ticketId, ...named(licenseId) }
      expect(await refusal(depot().activate(depot().container(), asked))).toMatchObject({ code: 'LICENSE_STATE' })
    }
  })

  test('a repeated order answers with both parts', async () => {
    const orderNumber = `split ${kind}`
    const ticketId = await depot().order([network], { orderNumber })
    const [whole] = await depot().licenses(ticketId)
    await split(whole?.id, 2)
    const order = { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine: [network] } }
    const { result } = await depot().sales('CreateOrder', { order })
    expect(result).toMatchObject({ outcome: 'replayed', licenseCount: 2 })
  })

  test('the same requestId splits once', async () => {
    const sold = await sell(depot(), network)
    const once = { requestId: `once ${kind}` }
    const answer = await split(sold.licenseIds[0], 2, once)
    expect(await split(sold.licenseIds[0], 2, once)).toEqual(answer)
    expect(await depot().licenses(sold.ticketId)).toHaveLength(2)
    expect(await refusal(split(sold.licenseIds[0], 1, once))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('of two splits at once none makes more than there is', async () => {
    const sold = await sell(depot(), network)
    await Promise.allSettled([1, 2, 3].map(() => split(sold.licenseIds[0], 2)))
    const parts = await depot().licenses(sold.ticketId)
    expect(parts.map(({ factor }) => factor).sort()).toEqual([1, 2, 2])
  })

  test('the ledger tells how much went where', async () => {
    const sold = await sell(depot(), network)
    await split(sold.licenseIds[0], 2)
    const [first, second] = await depot().licenses(sold.ticketId)
    const event = { aggregateId: first?.id ?? '', version: 2 }
    expect(await depot().store.read((tx) => tx.findOneBy(LedgerEvent, event))).toMatchObject({
      before: { factor: 5, units: null },
      after: { factor: 3, units: null, splitOffId: second?.id },
      comment: 'for the branch',
    })
  })

  test('a check does all of it, names no new license and stores nothing', async () => {
    const sold = await sell(depot(), network)
    const { result } = await split(sold.licenseIds[0], 2, { runMode: 'check' })
    expect(result.licenseStates.licenseState.map(({ licenseQuantity }) => licenseQuantity)).toEqual([3])
    expect((await depot().licenses(sold.ticketId)).map(({ factor }) => factor)).toEqual([5])
  })

  test('LICENSE_STATE: once it is collected', async () => {
    const sold = await sell(depot(), network)
    await collect(depot(), sold, { receipt: false })
    expect(await refusal(split(sold.licenseIds[0], 2))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('NOTHING_TO_DO: all of it, or of what cannot be split', async () => {
    const sold = await sell(depot(), network, 'PLAIN')
    const [many, plain] = sold.licenseIds
    expect(await refusal(split(many, 5))).toMatchObject({ code: 'NOTHING_TO_DO', field: 'licenseSplit/splitOff' })
    expect(await refusal(split(plain, 1))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('LICENSE_UNKNOWN: those of another order scope too', async () => {
    const sold = await sell(depot(), network)
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    expect(await refusal(split(sold.licenseIds[0], 2, {}, { as }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('NOTHING_TO_DO: units that were used', async () => {
    const sold = await sell(depot(), 'UNITS')
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const containerId = (await depot().known(container))?.id ?? ''
    const [licenseId = ''] = sold.licenseIds
    const used = { containerId, licenseId, consumed: '900', lowerSince: null, updatedAt: start }
    await depot().store.transact((tx) => insertRows(tx, Consumption, [used]))
    expect(await refusal(split(licenseId, 100))).toMatchObject({
      code: 'NOTHING_TO_DO',
      message: expect.stringContaining('900 are used') as string,
    })
    await split(licenseId, 99)
    expect((await depot().licenses(sold.ticketId)).map(({ units }) => units)).toEqual([901, 99])
  })
})
