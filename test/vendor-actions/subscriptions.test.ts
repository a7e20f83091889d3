import { depotDatabases, firm, refusal, start, useDepot } from '../depot/depot-shop.ts'
import { collect, named, outcomesOf, sell } from './vendor-shop.ts'

const later = (days: number) => new Date(start.getTime() + days * 86_400_000)

describe.each(depotDatabases)('subscriptions (%s)', (kind) => {
  const depot = useDepot(kind)
  const license = async (ticketId: string) => (await depot().licenses(ticketId))[0]
  const detail = async (licenseId = '') => (await depot().sales('GetLicense', { licenseId })).result
  let extensions = 0
  const extend = (licenseId: string | undefined, what: object, now: Date) =>
    depot().sales(
      'ExtendLicenses',
      { requestId: `payment ${++extensions}`, extension: { ...named(licenseId), ...what } },
      { now },
    )

  test('erpRun: the back office pays month by month, and the grace is always on top', async () => {
    const sold = await sell(depot(), 'RENTED')
    const [licenseId] = sold.licenseIds
    expect((await detail(licenseId)).subscriptionState).toEqual({ subscriptionModel: 'erpRun', graceDays: 10 })

    const container = await collect(depot(), sold)
    const end = new Date('2026-06-14T08:00:00.000Z')
    expect(container.state(firm).licenses[0]?.options.expirationTime).toBe(end.toISOString())
    const { licenseState, subscriptionState } = await detail(licenseId)
    expect(licenseState.expirationTime).toEqual(end)
    expect(subscriptionState?.paidUntil).toEqual(new Date('2026-06-04T08:00:00.000Z'))

    const month = { expirationAdd: { periodCount: 1, periodUnit: 'month' } }
    // Paid late, within the grace: the month is the one after 4 June.
    expect(outcomesOf(await extend(licenseId, month, later(35)))).toEqual(['ok Confirmed pending'])
    expect((await license(sold.ticketId))?.expiresAt).toEqual(new Date('2026-07-14T08:00:00.000Z'))
    await extend(licenseId, { expirationSet: { endAt: new Date('2026-12-31T00:00:00.000Z') } }, later(60))
    expect((await license(sold.ticketId))?.expiresAt).toEqual(new Date('2027-01-10T00:00:00.000Z'))
  })

  test('erpRun: what is paid before the first activation runs after the first period', async () => {
    const sold = await sell(depot(), 'RENTED')
    await extend(sold.licenseIds[0], { expirationAdd: { periodCount: 2, periodUnit: 'month' } }, start)
    await collect(depot(), sold)
    expect((await license(sold.ticketId))?.expiresAt).toEqual(new Date('2026-08-14T08:00:00.000Z'))
  })

  test('fromActivation: it runs from its activation, and only a new license renews', async () => {
    const sold = await sell(depot(), 'THIRTY-DAYS')
    const container = await collect(depot(), sold)
    expect((await license(sold.ticketId))?.expiresAt).toEqual(later(30))
    const month = { expirationAdd: { periodCount: 1, periodUnit: 'month' } }
    expect(await refusal(extend(sold.licenseIds[0], month, later(10)))).toMatchObject({ code: 'NOTHING_TO_DO' })

    const ticketId = await depot().order(['THIRTY-DAYS'])
    const { updateFile } = await depot().activate(container, { ticketId }, { now: later(29) })
    await container.import(firm, updateFile)
    expect((await license(ticketId))?.expiresAt).toEqual(later(59))
  })
})
