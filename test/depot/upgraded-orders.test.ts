import { depotDatabases, firm, refusal, useDepot, type DepotShop } from './depot-shop.ts'

describe.each(depotDatabases)('the order of a license that was upgraded (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  beforeEach(() => {
    shop = depot()
  })

  /** Two bases of one line, one of which is upgraded; the receipt is sent or not. */
  const upgraded = async (orderNumber: string, { confirmed }: { confirmed: boolean }) => {
    const ticketId = await shop.order([line], { orderNumber })
    const container = shop.container()
    await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
    const upgradeTicket = await shop.order(['UPGRADE'])
    await container.import(firm, (await shop.activate(container, { ticketId: upgradeTicket })).updateFile)
    if (confirmed) await shop.confirm(container)
    const [base] = (await shop.licenses(ticketId)).filter(({ replacedById }) => replacedById !== null)
    return { ticketId, upgradeTicket, base, container }
  }
  const line = { lineNumber: '10', itemNumber: 'BASE', quantity: 2 }
  const states = async (orderNumber: string, quantity = 2) => {
    const order = { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine: [{ ...line, quantity }] } }
    const { result } = await shop.sales('CreateOrder', { order })
    return { outcome: result.outcome, states: result.licenses.license.map(({ state }) => state).toSorted() }
  }
  const replace = async (orderNumber: string, quantity: number) => {
    const orderReplacement = {
      orderNumber,
      reason: 'Configured anew',
      orderLines: { orderLine: quantity === 0 ? [other] : [{ ...line, quantity }] },
    }
    const requestId = `${orderNumber}-${quantity}`
    return (await shop.sales('ReplaceOrder', { requestId, orderReplacement })).result.lineChanges.lineChange.map(
      ({ lineNumber, changeKind }) => `${lineNumber} ${changeKind}`,
    )
  }
  const other = { lineNumber: '20', itemNumber: 'PLAIN', quantity: 1 }

  test('is told as it was sold, before and after the receipt', async () => {
    for (const confirmed of [false, true]) {
      const orderNumber = `told-${confirmed}`
      await upgraded(orderNumber, { confirmed })
      const replaced = confirmed ? 'Replaced' : 'WithdrawPending'
      expect(await states(orderNumber)).toEqual({ outcome: 'replayed', states: ['NotCollected', replaced] })
      const orderExport = [{ orderNumber, exportLines: { exportLine: [line] } }]
      const { result } = await shop.sales('ReconcileOrders', { orderExports: { orderExport } })
      expect(result).toMatchObject({ comparedCount: 1, equalCount: 1 })
    }
  })

  test('the upgrade is told with what it took the place of', async () => {
    const { base, upgradeTicket } = await upgraded('shown', { confirmed: true })
    const [upgrade] = await shop.licenses(upgradeTicket)
    const licenseOf = async (licenseId = '') => (await shop.sales('GetLicense', { licenseId })).result
    expect(await licenseOf(upgrade?.id)).toMatchObject({ replacesLicenseId: base?.id })
    expect(await licenseOf(base?.id)).toMatchObject({ replacedByLicenseId: upgrade?.id })
  })

  test('a new configuration leaves what was upgraded as it is', async () => {
    const { base } = await upgraded('configured', { confirmed: true })
    expect(await refusal(replace('configured', 2))).toMatchObject({ code: 'NOTHING_TO_DO' })
    expect(await replace('configured', 3)).toEqual(['10 more'])
    expect(await replace('configured', 1)).toEqual(['10 fewer'])
    expect(await states('configured', 1)).toMatchObject({ states: expect.arrayContaining(['Replaced']) as string[] })
    expect(await replace('configured', 0)).toEqual(['20 added'])
    expect(await shop.changes(base)).toContain('LicenseReplaced 5')
  })

  test('a configuration that leaves less than was upgraded is taken once', async () => {
    const { container, ticketId } = await upgraded('less', { confirmed: true })
    await container.import(firm, (await shop.activate(container, { ticketId, selection: 'all' })).updateFile)
    await shop.activate(container, { ticketId: await shop.order(['UPGRADE']) })
    const configure = (requestId: string) =>
      shop.sales('ReplaceOrder', {
        requestId,
        orderReplacement: {
          orderNumber: 'less',
          reason: 'Less',
          orderLines: { orderLine: [{ ...line, quantity: 1 }] },
        },
      })
    expect((await configure('less-1')).result.lineChanges.lineChange).toMatchObject([{ changeKind: 'fewer' }])
    expect(await refusal(configure('less-2'))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('LICENSE_STATE: nothing else can take the place of what was upgraded', async () => {
    const { base } = await upgraded('replaced', { confirmed: true })
    const replacement = { licenseId: base?.id ?? '', itemNumber: 'PLAIN', reason: 'Wrong' }
    expect(await refusal(shop.sales('ReplaceLicense', { requestId: 'r-1', replacement }))).toMatchObject({
      code: 'LICENSE_STATE',
    })
  })

  test('a license that takes the place of an upgrade needs no base either', async () => {
    const { upgradeTicket, base } = await upgraded('again', { confirmed: true })
    const [upgrade] = await shop.licenses(upgradeTicket)
    const replacement = { licenseId: upgrade?.id ?? '', itemNumber: 'UPGRADE', reason: 'Another seat' }
    await shop.sales('ReplaceLicense', { requestId: 'r-2', replacement })
    const [, successor] = await shop.licenses(upgradeTicket)
    expect(successor).toMatchObject({ replacesId: upgrade?.id, baseId: base?.id })
  })
})
