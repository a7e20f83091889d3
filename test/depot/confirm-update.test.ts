import { Container } from '../../src/entities/container.ts'
import { depotDatabases, firm, otherFirm, refusal, useDepot, type DepotShop } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'

describe.each(depotDatabases)('ConfirmUpdate (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let container: FieldContainer
  let licenseId: string
  let transferId: string | undefined
  beforeEach(async () => {
    shop = depot()
    container = shop.container()
    const answer = await shop.activate(container, { ticketId: await shop.order(['PLAIN']) })
    licenseId = answer.licenseResults.licenseResult[0]?.licenseId ?? ''
    transferId = answer.transferId
    await container.import(firm, answer.updateFile)
  })

  const confirmed = () => ({
    containerSerial: container.serial,
    confirmedCount: 1,
    confirmedLicenses: { confirmedLicense: [{ licenseId, state: 'Confirmed' }] },
    openCount: 0,
    openTransfers: { openTransfer: [] },
  })

  test('takes the receipt', async () => {
    expect(await shop.confirm(container)).toEqual(confirmed())
    expect(await shop.changes({ id: licenseId })).toEqual([
      'LicenseCreated 1',
      'LicenseCollected 2',
      'LicenseConfirmed 3',
    ])
  })

  test('shows what is open as long as the update was not imported', async () => {
    const contextFile = await container.context(firm, { counter: 0, digest: Buffer.alloc(32) })
    const { result } = await shop.call('ConfirmUpdate', { confirmation: { contextFile } })
    expect(result.confirmedLicenses.confirmedLicense).toEqual([])
    expect(result.openTransfers.openTransfer).toMatchObject([{ transferId }])
  })

  test('says the same when it is repeated, and stores it once', async () => {
    const confirmation = { contextFile: await container.context(firm) }
    for (const requestId of [undefined, undefined, 'r1', 'r1']) {
      const input = requestId === undefined ? { confirmation } : { requestId, confirmation }
      expect((await shop.call('ConfirmUpdate', input)).result).toEqual(confirmed())
    }
    expect(await shop.changes({ id: licenseId })).toHaveLength(3)
  })

  test('says the same to a repeated requestId although a newer context came in between', async () => {
    const input = { requestId: 'r2', confirmation: { contextFile: await container.context(firm) } }
    expect((await shop.call('ConfirmUpdate', input)).result).toEqual(confirmed())
    await shop.confirm(container)
    expect((await shop.call('ConfirmUpdate', input)).result).toEqual(confirmed())
    await shop.store.transact((tx) => tx.update(Container, { serial: container.serial }, { state: 'blocked' }))
    expect(await refusal(shop.call('ConfirmUpdate', input))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
  })

  test('REQUEST_CONFLICT: the requestId with another context', async () => {
    await shop.call('ConfirmUpdate', { requestId: 'r1', confirmation: { contextFile: await container.context(firm) } })
    const next = { requestId: 'r1', confirmation: { contextFile: await container.context(firm) } }
    expect(await refusal(shop.call('ConfirmUpdate', next))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('runMode=check says what would be confirmed and stores nothing', async () => {
    const confirmation = { contextFile: await container.context(firm) }
    expect((await shop.call('ConfirmUpdate', { runMode: 'check', confirmation })).result).toEqual(confirmed())
    expect(await shop.changes({ id: licenseId })).toHaveLength(2)
  })

  test('knows nothing of a firm code that the container has no license of', async () => {
    expect(await shop.confirm(container, otherFirm)).toEqual({
      containerSerial: container.serial,
      confirmedCount: 0,
      confirmedLicenses: { confirmedLicense: [] },
      openCount: 0,
      openTransfers: { openTransfer: [] },
    })
  })

  test('lists what this receipt confirmed, the first hundred of it', async () => {
    await shop.confirm(container)
    const ticketId = await shop.order([{ lineNumber: '1', itemNumber: 'PLAIN', quantity: 120 }])
    const given = await shop.activate(container, { ticketId, selection: 'all' })
    await container.import(firm, given.updateFile)
    const confirmation = { contextFile: await container.context(firm) }
    for (let time = 0; time < 2; time++) {
      const { result } = await shop.call('ConfirmUpdate', { confirmation })
      expect(result.confirmedCount).toBe(120)
      const ids = result.confirmedLicenses.confirmedLicense.map((each) => each.licenseId)
      expect(ids).toEqual(given.licenseResults.licenseResult.slice(0, 100).map((each) => each.licenseId))
    }
    expect((await shop.confirm(container)).confirmedCount).toBe(0)
  })

  test('CONTAINER_UNKNOWN', async () => {
    expect(await refusal(shop.confirm(shop.container()))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })

  test('CONTAINER_BLOCKED', async () => {
    await shop.store.transact((tx) => tx.update(Container, { serial: container.serial }, { state: 'blocked' }))
    expect(await refusal(shop.confirm(container))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
  })
})
