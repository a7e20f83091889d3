import { depotDatabases, firm, otherFirm, refusal, start, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { actionsOf, collect, named, outcomesOf, sell, type Sold } from './vendor-shop.ts'

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

describe.each(depotDatabases)('a checkpoint license (%s)', (kind) => {
  const depot = useDepot(kind)

  /** A container with a license that renews itself, and a ticket with something else for it. */
  const begin = async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const container = await collect(depot(), sold)
    return { sold, container, license: async () => (await depot().licenses(sold.ticketId))[0] }
  }
  const contact = async (container: FieldContainer, now: Date) => {
    const ticketId = await depot().order(['SECOND'])
    const { updateFile } = await depot().activate(container, { ticketId }, { now })
    await container.import(firm, updateFile)
  }
  const endIn = (container: FieldContainer, { licenseIds: [id] }: Sold) =>
    container.state(firm).licenses.find(({ licenseId }) => licenseId === id)?.options.expirationTime

  test('is renewed by a contact, in the same update as what was asked for', async () => {
    const { sold, container, license } = await begin()
    expect(endIn(container, sold)).toBe('2026-06-04T08:00:00.000Z')
    await contact(container, later(10))
    const end = '2026-07-04T08:00:00.000Z'
    expect(endIn(container, sold)).toBe(end)
    expect(await license()).toMatchObject({ expiresAt: new Date(end), generation: 1, state: 'Confirmed' })
    expect(await depot().changes(await license())).toEqual([
      'LicenseCreated 1',
      'LicenseCollected 2',
      'LicenseConfirmed 3',
      'LicenseRenewed 4',
    ])
    await depot().confirm(container)
    expect((await actionsOf(depot(), container)).map(({ state }) => state)).toEqual(['done'])
  })

  test('is renewed once a period, however often the container comes', async () => {
    const { sold, container, license } = await begin()
    for (const days of [10, 10, 20, 30]) await contact(container, later(days))
    expect(endIn(container, sold)).toBe('2026-07-04T08:00:00.000Z')
    expect(
      (await depot().changes(await license())).filter((change) => change.startsWith('LicenseRenewed')),
    ).toHaveLength(1)
    await contact(container, later(40))
    expect(endIn(container, sold)).toBe('2026-08-04T08:00:00.000Z')
  })

  test('begins anew when it has run out', async () => {
    const { sold, container } = await begin()
    await contact(container, later(100))
    expect(endIn(container, sold)).toBe('2026-09-12T08:00:00.000Z')
  })

  test('is not renewed once it is cancelled', async () => {
    const { sold, container, license } = await begin()
    await depot().sales('CancelSubscription', {
      subscriptionCancel: { ...named(...sold.licenseIds), reason: 'notice' },
    })
    await contact(container, later(10))
    expect(endIn(container, sold)).toBe('2026-06-04T08:00:00.000Z')
    expect((await license())?.expiresAt).toEqual(new Date('2026-06-04T08:00:00.000Z'))
  })

  test('is not renewed once it is to be withdrawn', async () => {
    const { sold, container, license } = await begin()
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason: 'refund' } })
    await contact(container, later(10))
    expect(container.state(firm).licenses.map(({ licenseId }) => licenseId)).not.toContain(sold.licenseIds[0])
    expect((await depot().changes(await license())).some((change) => change.startsWith('LicenseRenewed'))).toBe(false)
  })

  test('of which the renewed update was lost gets it with the next one', async () => {
    const { sold, container } = await begin()
    await depot().activate(container, { ticketId: await depot().order(['SECOND']) }, { now: later(10) })
    await contact(container, later(11))
    expect(endIn(container, sold)).toBe('2026-07-04T08:00:00.000Z')
  })

  test('is not renewed while it is on its way', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const container = await collect(depot(), sold, { receipt: false })
    const ticketId = await depot().order(['SECOND'])
    await depot().activate(container, { ticketId }, { now: later(10) })
    expect((await depot().licenses(sold.ticketId))[0]?.expiresAt).toEqual(new Date('2026-06-04T08:00:00.000Z'))
  })

  test('is renewed by a contact that asks for nothing new', async () => {
    const { sold, container } = await begin()
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId }, { now: later(10) })
    await container.import(firm, updateFile)
    expect(endIn(container, sold)).toBe('2026-07-04T08:00:00.000Z')
  })

  test('keeps its end when a check asks', async () => {
    const { container, license } = await begin()
    const ticketId = await depot().order(['SECOND'])
    await depot().activate(container, { ticketId }, { now: later(10), check: true })
    expect((await license())?.version).toBe(3)
  })

  test('of another firm code waits for a context of that one', async () => {
    const { container, license } = await begin()
    const ticketId = await depot().order(['OTHER-FIRM'])
    await depot().activate(container, { ticketId }, { now: later(10), of: otherFirm })
    expect((await license())?.version).toBe(3)
  })
})

describe.each(depotDatabases)('by the calendar of TIME_ZONE (%s)', (kind) => {
  const depot = useDepot(kind)
  const inBerlin = (at: string) => ({ now: new Date(at), timeZone: 'Europe/Berlin' })
  const kept = async ({ ticketId }: Sold) => {
    const [license] = await depot().licenses(ticketId)
    return [license?.expiresAt?.toISOString(), license?.expirationDay]
  }

  test('what is paid until the end of a day stays so when the clocks are changed, and its grace with it', async () => {
    const sold = await sell(depot(), 'RENTED')
    const container = depot().container()
    await depot().activate(container, { ticketId: sold.ticketId }, inBerlin('2026-08-15T08:00:00.000Z'))
    let requests = 0
    const extend = (what: object) =>
      depot().sales(
        'ExtendLicenses',
        { requestId: `berlin ${++requests}`, extension: { ...named(...sold.licenseIds), ...what } },
        inBerlin('2026-08-20T08:00:00.000Z'),
      )
    await extend({ expirationSet: { endAt: new Date('2026-09-30T22:00:00.000Z') } })
    expect(await kept(sold)).toEqual(['2026-10-10T22:00:00.000Z', 30])
    await extend({ expirationAdd: { periodCount: 1, periodUnit: 'month' } })
    expect(await kept(sold)).toEqual(['2026-11-09T23:00:00.000Z', 30])
    const [licenseId = ''] = sold.licenseIds
    const { result } = await depot().sales('GetLicense', { licenseId }, inBerlin('2026-08-21T08:00:00.000Z'))
    expect(result.subscriptionState?.paidUntil).toEqual(new Date('2026-10-30T23:00:00.000Z'))
  })

  test('a month from an activation, and from a contact, is one of the clocks on the wall', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const container = depot().container()
    const activate = async (ticketId: string, at: string) => {
      const { updateFile } = await depot().activate(container, { ticketId }, inBerlin(at))
      await container.import(firm, updateFile)
    }
    await activate(sold.ticketId, '2026-09-30T22:30:00.000Z')
    expect(await kept(sold)).toEqual(['2026-10-31T23:30:00.000Z', 1])
    await depot().confirm(container)
    await activate(await depot().order(['SECOND']), '2026-10-20T08:00:00.000Z')
    expect(await kept(sold)).toEqual(['2026-11-30T23:30:00.000Z', 1])
  })
})
