import type { Extension } from '../../src/contract/sales.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { caller, depotDatabases, firm, otherFirm, refusal, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { actionsOf, collect, named, outcomesOf, sell } from './vendor-shop.ts'

const month = { expirationAdd: { periodCount: 1, periodUnit: 'month' } } as const
const hundred = { unitsAdd: { units: 100n } }
const until = (endAt: string) => ({ expirationSet: { endAt: new Date(endAt) } })

let requests = 0

const optionsOf = (container: FieldContainer, licenseId: string | undefined) =>
  container.state(firm).licenses.find((license) => license.licenseId === licenseId)?.options

describe.each(depotDatabases)('ExtendLicenses (%s)', (kind) => {
  const depot = useDepot(kind)
  const extend = (
    ids: readonly (string | undefined)[],
    what: Omit<Extension, 'licenseIds'>,
    { requestId = `extension ${++requests}`, ...more }: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => depot().sales('ExtendLicenses', { requestId, ...more, extension: { ...named(...ids), ...what } }, options)

  test('what nobody has is changed at once, and collected with the new terms', async () => {
    const sold = await sell(depot(), 'UNTIL-2027', 'METERED')
    const [dated, metered] = sold.licenseIds
    expect(outcomesOf(await extend([dated], month))).toEqual(['ok NotCollected'])
    const maintenanceSet = { endAt: new Date('2029-01-01T00:00:00.000Z') }
    expect(outcomesOf(await extend([metered], { ...hundred, maintenanceSet }))).toEqual(['ok NotCollected'])
    const [first, second] = await depot().licenses(sold.ticketId)
    expect(first).toMatchObject({ expiresAt: new Date('2027-03-01T00:00:00.000Z'), expirationDay: 30, version: 2 })
    expect(second).toMatchObject({ units: 600, maintenanceUntil: maintenanceSet.endAt })
    const { result } = await depot().sales('GetLicense', { licenseId: metered ?? '' })
    expect(result).toMatchObject({ units: 600n, maintenanceUntil: maintenanceSet.endAt })

    const container = await collect(depot(), sold)
    expect(await actionsOf(depot(), container)).toEqual([])
    expect(optionsOf(container, dated)?.expirationTime).toBe('2027-03-01T00:00:00.000Z')
    expect(optionsOf(container, metered)).toMatchObject({
      unitCounter: '600',
      maintenancePeriod: { start: '2026-01-01T00:00:00.000Z', end: '2029-01-01T00:00:00.000Z' },
    })
  })

  test('what is with a user is changed in our books, and waits for its container in the order of the decisions', async () => {
    const sold = await sell(depot(), 'MONTHLY', 'METERED')
    const container = await collect(depot(), sold)
    const [monthly, metered] = sold.licenseIds
    expect(outcomesOf(await extend([metered], hundred))).toEqual(['ok Confirmed pending'])
    expect(outcomesOf(await extend([monthly], month))).toEqual(['ok Confirmed pending'])
    const [first] = await depot().licenses(sold.ticketId)
    expect(first).toMatchObject({ state: 'Confirmed', expiresAt: new Date('2026-07-04T08:00:00.000Z') })
    const actions = await actionsOf(depot(), container)
    expect(
      actions.map(({ position, licenseId, kind: what, state, facts }) => [position, licenseId, what, state, facts]),
    ).toEqual([
      [1, metered, 'extend', 'pending', { units: 600 }],
      [2, monthly, 'extend', 'pending', { expiresAt: '2026-07-04T08:00:00.000Z', expirationDay: 4 }],
    ])
  })

  test('periods that are bought before the activation run after that of the item', async () => {
    const sold = await sell(depot(), 'MONTHLY')
    await extend(sold.licenseIds, month)
    await extend(sold.licenseIds, month)
    await collect(depot(), sold)
    const [license] = await depot().licenses(sold.ticketId)
    expect(license?.expiresAt).toEqual(new Date('2026-08-04T08:00:00.000Z'))
  })

  test('an end that has passed is extended from now on; month after month keeps its day', async () => {
    const sold = await sell(depot(), 'MONTHLY')
    await collect(depot(), sold)
    const now = new Date('2028-01-31T12:00:00.000Z')
    const ends = []
    for (let times = 0; times < 3; times++) {
      await extend(sold.licenseIds, month, {}, { now })
      ends.push((await depot().licenses(sold.ticketId))[0]?.expiresAt?.toISOString())
    }
    expect(ends).toEqual(['2028-02-29T12:00:00.000Z', '2028-03-31T12:00:00.000Z', '2028-04-30T12:00:00.000Z'])
  })

  test('nothing is shortened', async () => {
    const sold = await sell(depot(), 'UNTIL-2027', 'PLAIN')
    const fault = await refusal(extend(sold.licenseIds, until('2026-12-31T00:00:00.000Z')))
    expect(fault).toMatchObject({ code: 'NOTHING_TO_DO', field: 'extension/licenseIds' })
    expect(Object.keys(fault.details ?? {})).toHaveLength(2)
  })

  test('an end may be taken off', async () => {
    const sold = await sell(depot(), 'UNTIL-2027')
    await extend(sold.licenseIds, until('9999-12-31T00:00:00.000Z'))
    const container = await collect(depot(), sold)
    expect(optionsOf(container, sold.licenseIds[0])).not.toHaveProperty('expirationTime')
    const { result } = await depot().sales('GetTicket', { ticketId: sold.ticketId })
    expect(result.licenseStates.licenseState[0]?.expirationTime).toBeUndefined()
  })

  test('licenses fare one by one, each with all of it or nothing', async () => {
    const sold = await sell(depot(), 'METERED', 'PLAIN', 'METERED')
    const [first, plain, third] = sold.licenseIds
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(third), reason: 'refunded' } })
    const answer = await extend([first, plain, third, 'nobody knows'], hundred)
    expect(outcomesOf(answer)).toEqual(['ok NotCollected', 'NOTHING_TO_DO', 'LICENSE_STATE', 'LICENSE_UNKNOWN'])
    expect((await depot().licenses(sold.ticketId)).map(({ units }) => units)).toEqual([600, null, null])
  })

  test('the same requestId extends once, and the ledger tells what and why', async () => {
    const sold = await sell(depot(), 'METERED')
    const once = { requestId: `once ${kind}` }
    const answer = await extend(sold.licenseIds, { ...hundred, comment: 'order 4712' }, once)
    expect(await extend(sold.licenseIds, { ...hundred, comment: 'order 4712' }, once)).toEqual(answer)
    const [license] = await depot().licenses(sold.ticketId)
    expect(license?.units).toBe(600)
    expect(await depot().changes(license)).toEqual(['LicenseCreated 1', 'LicenseExtended 2'])
    const event = { aggregateId: license?.id ?? '', version: 2 }
    expect(await depot().store.read((tx) => tx.findOneBy(LedgerEvent, event))).toMatchObject({
      before: { units: null },
      after: { units: 600 },
      comment: 'order 4712',
      requestId: once.requestId,
    })
    expect(await refusal(extend(sold.licenseIds, month, once))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('of two extensions at once none is lost', async () => {
    const sold = await sell(depot(), 'METERED')
    await Promise.all([1, 2, 3].map(() => extend(sold.licenseIds, hundred)))
    expect((await depot().licenses(sold.ticketId))[0]?.units).toBe(800)
  })

  test('a check does all of it and stores nothing', async () => {
    const sold = await sell(depot(), 'METERED')
    expect(outcomesOf(await extend(sold.licenseIds, hundred, { runMode: 'check' }))).toEqual(['ok NotCollected'])
    expect((await depot().licenses(sold.ticketId))[0]).toMatchObject({ units: null, version: 1 })
  })

  test('INVALID_REQUEST: nothing, two ends, no period', async () => {
    const both = { ...month, ...until('2030-01-01T00:00:00.000Z') }
    const none = { expirationAdd: { periodCount: 0, periodUnit: 'day' } } as const
    for (const what of [{}, both, none]) {
      expect(await refusal(extend(['x'], what))).toMatchObject({ code: 'INVALID_REQUEST' })
    }
  })

  test('LICENSE_UNKNOWN: those of another order scope too', async () => {
    const sold = await sell(depot(), 'METERED')
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    expect(await refusal(extend(sold.licenseIds, hundred, {}, { as }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('FORBIDDEN: a firm code that the client is not given', async () => {
    const sold = await sell(depot(), 'METERED')
    const as = { ...caller, firmCodes: new Set([otherFirm.firmCode]) }
    expect(await refusal(extend(sold.licenseIds, hundred, {}, { as }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('LIMIT_EXCEEDED: more units than 32 bits', async () => {
    const sold = await sell(depot(), 'METERED')
    const what = { unitsAdd: { units: 4_294_967_295n } }
    expect(await refusal(extend(sold.licenseIds, what))).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })
})
