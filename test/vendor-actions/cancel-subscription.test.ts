import { caller, depotDatabases, refusal, start, useDepot } from '../depot/depot-shop.ts'
import { actionsOf, collect, named, outcomesOf, sell } from './vendor-shop.ts'

const reason = 'customer gave notice'

describe.each(depotDatabases)('CancelSubscription (%s)', (kind) => {
  const depot = useDepot(kind)
  const cancel = (
    ids: readonly (string | undefined)[],
    more: { requestId?: string; runMode?: 'check' } = {},
    options = {},
  ) => depot().sales('CancelSubscription', { ...more, subscriptionCancel: { ...named(...ids), reason } }, options)

  test('a license renews itself no more, and runs to the end of its period', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const container = await collect(depot(), sold)
    const [before] = await depot().licenses(sold.ticketId)
    expect(outcomesOf(await cancel(sold.licenseIds))).toEqual(['ok Confirmed'])
    const [license] = await depot().licenses(sold.ticketId)
    expect(license).toMatchObject({ state: 'Confirmed', renewalCancelledAt: start, expiresAt: before?.expiresAt })
    expect(await depot().changes(license)).toContain('LicenseSubscriptionCancelled 4')
    expect(await actionsOf(depot(), container)).toEqual([])
  })

  test('before it is collected too', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    expect(outcomesOf(await cancel(sold.licenseIds))).toEqual(['ok NotCollected'])
  })

  test('licenses fare one by one', async () => {
    const sold = await sell(depot(), 'CHECKPOINT', 'MONTHLY', 'CHECKPOINT', 'CHECKPOINT')
    const [first, monthly, third, last] = sold.licenseIds
    await cancel([first])
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(third), reason } })
    const answer = await cancel([first, monthly, third, last, 'nobody knows'])
    expect(outcomesOf(answer)).toEqual([
      'NOTHING_TO_DO',
      'NOTHING_TO_DO',
      'LICENSE_STATE',
      'ok NotCollected',
      'LICENSE_UNKNOWN',
    ])
  })

  test('the same requestId is answered from what was done', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const once = { requestId: `cancel ${kind}` }
    const answer = await cancel(sold.licenseIds, once)
    expect(await cancel(sold.licenseIds, once)).toEqual(answer)
    expect((await depot().licenses(sold.ticketId))[0]?.version).toBe(2)
    expect(await refusal(cancel(['other'], once))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a check does all of it and stores nothing', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    expect(outcomesOf(await cancel(sold.licenseIds, { runMode: 'check' }))).toEqual(['ok NotCollected'])
    expect((await depot().licenses(sold.ticketId))[0]?.renewalCancelledAt).toBeNull()
  })

  test('NOTHING_TO_DO: an item that does not renew itself', async () => {
    const sold = await sell(depot(), 'MONTHLY')
    expect(await refusal(cancel(sold.licenseIds))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('LICENSE_UNKNOWN: those of another order scope too', async () => {
    const sold = await sell(depot(), 'CHECKPOINT')
    const as = { ...caller, name: 'shop', orderScope: 'shop' }
    expect(await refusal(cancel(sold.licenseIds, {}, { as }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })
})
