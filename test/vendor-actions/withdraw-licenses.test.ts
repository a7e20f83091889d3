import { type DepotShop, depotDatabases, firm, refusal, useDepot, caller } from '../depot/depot-shop.ts'
import { meanwhile } from './meanwhile.ts'
import { actionsOf, collect, named, outcomesOf, sell, statesOf } from './vendor-shop.ts'

const reason = 'refunded'

describe.each(depotDatabases)('WithdrawLicenses (%s)', (kind) => {
  const depot = useDepot(kind)
  const withdraw = (ids: readonly (string | undefined)[], more: { requestId?: string; runMode?: 'check' } = {}) =>
    depot().sales('WithdrawLicenses', { ...more, withdrawal: { ...named(...ids), reason, comment: 'ticket 88' } })

  test('takes a license back at once that nobody has collected, and nobody can collect it any more', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect(outcomesOf(await withdraw(sold.licenseIds))).toEqual(['ok Withdrawn'])
    const [license] = await depot().licenses(sold.ticketId)
    expect(license?.state).toBe('Withdrawn')
    expect(await depot().changes(license)).toEqual(['LicenseCreated 1', 'LicenseWithdrawn 2'])
    const container = depot().container()
    expect(await refusal(depot().activate(container, { ticketId: sold.ticketId }))).toMatchObject({
      code: 'NOTHING_TO_DO',
    })
    const [licenseId = ''] = sold.licenseIds
    const asked = { ticketId: sold.ticketId, licenseIds: { licenseId: [licenseId] } }
    expect(await refusal(depot().activate(container, asked))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('a license that a container holds waits for its next contact, in the order of the decisions', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    const [first, second] = sold.licenseIds
    expect(outcomesOf(await withdraw([second]))).toEqual(['ok WithdrawPending pending'])
    expect(outcomesOf(await withdraw([first]))).toEqual(['ok WithdrawPending pending'])
    const actions = await actionsOf(depot(), container)
    expect(
      actions.map(({ position, licenseId, kind: what, state, heldState, reason: why }) => [
        position,
        licenseId,
        what,
        state,
        heldState,
        why,
      ]),
    ).toEqual([
      [1, second, 'withdraw', 'pending', 'Confirmed', reason],
      [2, first, 'withdraw', 'pending', 'Confirmed', reason],
    ])
    const asked = { ticketId: sold.ticketId, licenseIds: { licenseId: [first ?? ''] } }
    expect(await refusal(depot().activate(depot().container(), asked))).toMatchObject({ code: 'LICENSE_STATE' })
    const { licenseResults, vendorChanges } = await depot().activate(container, asked)
    expect(licenseResults.licenseResult).toMatchObject([{ ok: false, code: 'LICENSE_STATE' }])
    expect(vendorChanges.vendorChange.map(({ licenseId }) => licenseId)).toEqual([second, first])
  })

  test('licenses fare one by one', async () => {
    const sold = await sell(depot(), 'PLAIN', 'PLAIN', 'PLAIN')
    const [first, second, third] = sold.licenseIds
    await withdraw([first])
    const answer = await withdraw([first, 'nobody knows', second, second])
    expect(outcomesOf(answer)).toEqual(['NOTHING_TO_DO', 'LICENSE_UNKNOWN', 'ok Withdrawn'])
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn', 'Withdrawn', 'NotCollected'])
    expect(third).toBeDefined()
  })

  test('the same requestId is answered from what was done, with the states of today', async () => {
    const sold = await sell(depot(), 'PLAIN', 'PLAIN')
    const [first, second] = sold.licenseIds
    const container = await collect(depot(), sold)
    await withdraw([first])
    const requestId = `withdraw ${String(first)}`
    const answer = await withdraw([first, second], { requestId })
    expect(outcomesOf(answer)).toEqual(['NOTHING_TO_DO', 'ok WithdrawPending pending'])
    expect(outcomesOf(await withdraw([first, second], { requestId }))).toEqual(outcomesOf(answer))
    expect(await actionsOf(depot(), container)).toHaveLength(2)
    await depot().sales('CancelWithdrawal', { withdrawalCancel: named(second) })
    expect(outcomesOf(await withdraw([first, second], { requestId }))).toEqual(['NOTHING_TO_DO', 'ok Confirmed'])
    expect(await refusal(withdraw([first], { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a check does all of it and stores nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect(outcomesOf(await withdraw(sold.licenseIds, { runMode: 'check' }))).toEqual(['ok Withdrawn'])
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected'])
  })

  test('the receipt of a collection is still taken, and a withdrawal that is taken back knows it', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = depot().container()
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    await withdraw(sold.licenseIds)
    await container.import(firm, updateFile)
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending'])
    await depot().sales('CancelWithdrawal', { withdrawalCancel: named(...sold.licenseIds) })
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    const [license] = await depot().licenses(sold.ticketId)
    expect(await depot().changes(license)).toEqual([
      'LicenseCreated 1',
      'LicenseCollected 2',
      'LicenseWithdrawalOrdered 3',
      'LicenseConfirmed 4',
      'LicenseWithdrawalCancelled 5',
    ])
  })

  test('withdrawn and activated at once: one of both is first, and they never both have the license', async () => {
    for (let round = 0; round < 8; round += 1) {
      const sold = await sell(depot(), 'PLAIN')
      const container = depot().container()
      const [activated, withdrawn] = await Promise.allSettled([
        depot().activate(container, { ticketId: sold.ticketId }),
        withdraw(sold.licenseIds),
      ])
      expect(withdrawn.status).toBe('fulfilled')
      const [state] = await statesOf(depot(), sold)
      const actions = activated.status === 'fulfilled' ? await actionsOf(depot(), container) : []
      expect([state, actions.length]).toEqual(
        activated.status === 'fulfilled' ? ['WithdrawPending', 1] : ['Withdrawn', 0],
      )
    }
  })

  test('two withdrawals for one container at once get a place each', async () => {
    const sold = await sell(depot(), { lineNumber: '1', itemNumber: 'PLAIN', quantity: 6 })
    const container = await collect(depot(), sold)
    await Promise.all(sold.licenseIds.map((id) => withdraw([id])))
    const places = (await actionsOf(depot(), container)).map(({ position }) => position)
    expect(places).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('LICENSE_UNKNOWN: no such license, and one of another order scope', async () => {
    expect(await refusal(withdraw(['01941f29-7c00-7aaa-8bbb-0123456789ab']))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    const sold = await sell(depot(), 'PLAIN')
    const shop = { ...caller, name: 'shop', orderScope: 'shop' }
    const foreign = { withdrawal: { ...named(...sold.licenseIds), reason } }
    expect(await refusal(depot().sales('WithdrawLicenses', foreign, { as: shop }))).toMatchObject({
      code: 'LICENSE_UNKNOWN',
      field: 'withdrawal/licenseIds',
    })
  })

  test('NOTHING_TO_DO: withdrawn already, and several reasons at once', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await withdraw(sold.licenseIds)
    expect(await refusal(withdraw(sold.licenseIds))).toMatchObject({ code: 'NOTHING_TO_DO' })
    const [known = ''] = sold.licenseIds
    expect(await refusal(withdraw([known, 'unknown']))).toMatchObject({
      code: 'NOTHING_TO_DO',
      details: { 'license[unknown]': expect.stringContaining('LICENSE_UNKNOWN') as string },
    })
  })

  test("FORBIDDEN: a license of a firm code that is not the client's", async () => {
    const sold = await sell(depot(), 'PLAIN')
    const other = { ...caller, firmCodes: new Set([1]) }
    const input = { withdrawal: { ...named(...sold.licenseIds), reason } }
    expect(await refusal(depot().sales('WithdrawLicenses', input, { as: other }))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe.each(depotDatabases)('CancelWithdrawal (%s)', (kind) => {
  const depot = useDepot(kind)
  const cancel = (shop: DepotShop, ...ids: readonly (string | undefined)[]) =>
    shop.sales('CancelWithdrawal', { withdrawalCancel: named(...ids) })

  test('a license is what it was before, and can be withdrawn again', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold, { receipt: false })
    const withdrawal = { ...named(...sold.licenseIds), reason }
    await depot().sales('WithdrawLicenses', { withdrawal })
    expect(outcomesOf(await cancel(depot(), ...sold.licenseIds))).toEqual(['ok Collected'])
    expect(await statesOf(depot(), sold)).toEqual(['Collected'])
    await depot().sales('WithdrawLicenses', { withdrawal })
    expect((await actionsOf(depot(), container)).map(({ state }) => state)).toEqual(['cancelled', 'pending'])
  })

  test('LICENSE_STATE: what was withdrawn at once stays withdrawn', async () => {
    const sold = await sell(depot(), 'PLAIN')
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason } })
    expect(await refusal(cancel(depot(), ...sold.licenseIds))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('NOTHING_TO_DO: there is no withdrawal', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect(await refusal(cancel(depot(), ...sold.licenseIds))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('LICENSE_UNKNOWN: no such license', async () => {
    expect(await refusal(cancel(depot(), 'unknown'))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
  })

  test('REQUEST_CONFLICT: the requestId with another license', async () => {
    const sold = await sell(depot(), 'PLAIN', 'PLAIN')
    await collect(depot(), sold)
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason } })
    const [first, second] = sold.licenseIds
    const requestId = `cancel ${String(first)}`
    const once = { requestId, withdrawalCancel: named(first) }
    await depot().sales('CancelWithdrawal', once)
    expect(outcomesOf(await depot().sales('CancelWithdrawal', once))).toEqual(['ok Confirmed'])
    const other = depot().sales('CancelWithdrawal', { requestId, withdrawalCancel: named(second) })
    expect(await refusal(other)).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  const sellTwo = async () => {
    const sold = await sell(depot(), { lineNumber: '10', itemNumber: 'PLAIN', quantity: 2 })
    await collect(depot(), sold)
    const { result } = await depot().sales('GetTicket', { ticketId: sold.ticketId })
    return { ...sold, orderNumber: result.licenseStates.licenseState[0]?.orderNumber ?? '' }
  }
  const configure = (orderNumber: string, quantity: number) => {
    const orderLines = { orderLine: [{ lineNumber: '10', itemNumber: 'PLAIN', quantity }] }
    const requestId = `configure ${orderNumber} ${quantity}`
    return depot().sales('ReplaceOrder', { requestId, orderReplacement: { orderNumber, reason, orderLines } })
  }

  test('LICENSE_STATE: what a new configuration left out does not come back', async () => {
    const sold = await sellTwo()
    await configure(sold.orderNumber, 1)
    const [leaving] = (await depot().licenses(sold.ticketId)).filter(({ state }) => state === 'WithdrawPending')
    expect(await refusal(cancel(depot(), leaving?.id))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('LICENSE_STATE: what a new configuration sold anew does not come back beside it', async () => {
    const sold = await sellTwo()
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason } })
    expect(outcomesOf(await cancel(depot(), sold.licenseIds[0]))).toEqual(['ok Confirmed'])
    await configure(sold.orderNumber, 2)
    expect(await refusal(cancel(depot(), sold.licenseIds[1]))).toMatchObject({ code: 'LICENSE_STATE' })
    expect((await statesOf(depot(), sold)).sort()).toEqual(['Confirmed', 'NotCollected', 'WithdrawPending'])
  })

  if (kind === 'mariadb') {
    test('of a cancellation and a new configuration at once, the later one sees the other', async () => {
      const sold = await sellTwo()
      await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason } })
      const store = meanwhile(depot().store, /^UPDATE `orders`/, () => configure(sold.orderNumber, 2))
      const withdrawalCancel = named(...sold.licenseIds)
      const late = depot().sales('CancelWithdrawal', { withdrawalCancel }, { store })
      expect(await refusal(late)).toMatchObject({ code: 'LICENSE_STATE' })
      expect((await statesOf(depot(), sold)).filter((state) => state !== 'WithdrawPending')).toHaveLength(2)
    })
  }
})
