import { depotDatabases, firm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('what a vendor decides about licenses with bases (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let ticketId: string
  /** BASE, MODULE and OLD-MODULE in one container. */
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    ticketId = await shop.order(['BASE', 'MODULE', 'OLD-MODULE'])
    await collect(ticketId)
  })

  const collect = async (ticket: string) => {
    const { updateFile } = await shop.activate(container, { ticketId: ticket })
    await container.import(firm, updateFile)
    await shop.confirm(container)
  }
  /** What rides on what in the container, by item. */
  const riding = () => {
    const licenses = container.state(firm).licenses
    const itemOf = (id: string | undefined) => licenses.find(({ licenseId }) => licenseId === id)?.options.itemNumber
    const pairs = licenses.map(({ options }) => [
      options.itemNumber,
      options.ridesOn && (itemOf(options.ridesOn) ?? 'gone'),
    ])
    return Object.fromEntries(pairs) as Record<string, string | undefined>
  }
  const licenseOf = async (index: number) => (await shop.licenses(ticketId))[index]?.id ?? ''
  const replace = async (index: number, itemNumber: string) => {
    const replacement = { licenseId: await licenseOf(index), itemNumber, reason: 'Exchange' }
    await shop.sales('ReplaceLicense', { requestId: `${ticketId}-${index}`, replacement })
  }

  test('modules go on with a replaced base if they can ride on its successor', async () => {
    expect(riding()).toEqual({ BASE: undefined, MODULE: 'BASE', 'OLD-MODULE': 'BASE' })
    await replace(0, 'UPGRADE')
    await collect(await shop.order(['PLAIN']))
    expect(riding()).toEqual({ PLAIN: undefined, UPGRADE: undefined, MODULE: 'UPGRADE', 'OLD-MODULE': 'gone' })
    const licenses = await shop.licenses(ticketId)
    const upgrade = licenses.find(({ replacesId }) => replacesId !== null)
    expect(licenses[1]).toMatchObject({ state: 'Confirmed', baseId: upgrade?.id })
    expect(upgrade).toMatchObject({ state: 'Confirmed', baseId: licenses[0]?.id })
  })

  test('a module in the place of another rides on the same base', async () => {
    await replace(2, 'MODULE')
    await collect(await shop.order(['PLAIN']))
    expect(riding()).toEqual({ PLAIN: undefined, BASE: undefined, MODULE: 'BASE' })
  })

  test('new terms leave a module on its base', async () => {
    const licenseIds = { licenseId: [await licenseOf(2)] }
    const extension = { licenseIds, expirationSet: { endAt: new Date('2027-01-01T00:00:00.000Z') } }
    await shop.sales('ExtendLicenses', { requestId: `${ticketId}-x`, extension })
    await collect(await shop.order(['PLAIN']))
    expect(riding()).toMatchObject({ 'OLD-MODULE': 'BASE' })
    const module_ = container.state(firm).licenses.find(({ options }) => options.itemNumber === 'OLD-MODULE')
    expect(module_?.options.expirationTime).toBe('2027-01-01T00:00:00.000Z')
  })

  test('a dedicated module waits for its base, and goes with it', async () => {
    const device = shop.container()
    const dedicated = { containerSerial: device.serial }
    const modules = await shop.order(['MODULE'], dedicated)
    const first = await shop.activate(device, { ticketId: await shop.order(['PLAIN']) })
    await device.import(firm, first.updateFile)
    expect((await shop.licenses(modules))[0]).toMatchObject({ state: 'NotCollected' })
    await shop.order(['BASE'], dedicated)
    const next = await shop.activate(device, { ticketId: await shop.order(['SECOND']) })
    await device.import(firm, next.updateFile)
    const items = device.state(firm).licenses.map(({ options }) => options.itemNumber)
    expect(items.toSorted()).toEqual(['BASE', 'MODULE', 'PLAIN', 'SECOND'])
    expect((await shop.licenses(modules))[0]).toMatchObject({ state: 'Collected' })
  })

  test('what takes the place of a trial goes on with it, again and again', async () => {
    const trials = await shop.order(['TRIAL'])
    await collect(trials)
    for (const round of [1, 2]) {
      const [current] = (await shop.licenses(trials)).filter(({ replacedById }) => replacedById === null)
      const replacement = { licenseId: current?.id ?? '', itemNumber: 'TRIAL', reason: 'Another name' }
      await shop.sales('ReplaceLicense', { requestId: `${trials}-${round}`, replacement })
      await collect(await shop.order(['PLAIN']))
      const last = (await shop.licenses(trials)).at(-1)
      expect(last).toMatchObject({ state: 'Confirmed', replacesId: current?.id })
      expect(container.licenses(firm)).toContain(last?.id)
    }
    const again = await shop.order(['TRIAL'])
    expect(await refusal(shop.activate(container, { ticketId: again }))).toMatchObject({ code: 'QUOTA_EXCEEDED' })
  })

  test('BASE_LICENSE_MISSING: a withdrawn base is none for an upgrade', async () => {
    const licenseIds = { licenseId: [await licenseOf(0)] }
    await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds, reason: 'Refund' } })
    const upgrade = await shop.order(['UPGRADE'])
    const licenses = await shop.licenses(upgrade)
    const asked = shop.activate(container, { ticketId: upgrade })
    const outcome = await asked.then(
      ({ licenseResults }) => licenseResults.licenseResult[0]?.code,
      () => refusal(asked).then(({ code }) => code),
    )
    expect(outcome).toBe('BASE_LICENSE_MISSING')
    expect((await shop.licenses(upgrade)).map(({ state }) => state)).toEqual(licenses.map(({ state }) => state))
  })
})
