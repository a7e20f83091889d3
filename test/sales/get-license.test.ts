import { randomBytes } from 'node:crypto'
import { idMaker } from '../../src/domain/uuid.ts'
import { License } from '../../src/entities/license.ts'
import { record } from '../../src/ledger/record.ts'
import { appendActions } from '../../src/vendor-actions/actions.ts'
import { describeEachDatabase } from '../support/databases.ts'
import { insertContainer } from './containers.ts'
import { createOrder } from './orders.ts'
import { erp, openShop, refusal, type Shop, start } from './shop.ts'

describeEachDatabase('GetLicense', (databases) => {
  let shop: Shop
  beforeEach(async () => {
    shop = await openShop(await databases.open())
  })

  /** Buys one license; gives its id. */
  const buy = async (itemNumber: string, orderNumber = '4711', parameter: { name: string; value: string }[] = []) => {
    const request = createOrder([{ lineNumber: '10', itemNumber, parameters: { parameter } }], { orderNumber })
    return (await shop.call('CreateOrder', request)).result.licenses.license[0]?.licenseId ?? ''
  }
  const detail = async (licenseId: string, caller = erp) =>
    (await shop.call('GetLicense', { licenseId }, { caller })).result

  test('gives a license with its item, its parameters and its state as GetOrder has it', async () => {
    const licensee = [{ name: 'licensee', value: 'Erika' }]
    const licenseId = await buy('NAMED', '4711', licensee)
    const { licenseStates } = (await shop.call('GetOrder', { orderNumber: '4711' })).result
    expect(await detail(` ${licenseId.toUpperCase()}`)).toEqual({
      licenseState: licenseStates.licenseState[0],
      customerId: 'C1',
      name: 'Plain',
      firmCode: 6_000_010,
      productCode: 100n,
      parameters: { parameter: licensee },
      createdAt: start,
      transferCount: 0,
      replacesLicenseId: undefined,
      replacedByLicenseId: undefined,
      pendingActions: { pendingAction: [] },
    })
  })

  test('shows the item as it was sold', async () => {
    const licenseId = await buy('PLAIN')
    await shop.putItem({ itemNumber: 'PLAIN', name: 'Plainer' })
    expect(await detail(licenseId)).toMatchObject({ name: 'Plain', licenseState: { itemVersion: 1 } })
  })

  test('has parameters of its own, a predecessor and a successor, if its row says so', async () => {
    const [first, second] = [await buy('PLAIN', '1'), await buy('PLAIN', '2')]
    const parameters = [{ name: 'licensee', value: 'Max' }]
    await shop.store.transact(async (tx) => {
      await tx.update(License, { id: first }, { replacedById: second })
      await tx.update(License, { id: second }, { replacesId: first, parameters })
    })
    expect(await detail(first)).toMatchObject({ replacesLicenseId: undefined, replacedByLicenseId: second })
    expect(await detail(second)).toMatchObject({ replacesLicenseId: first, parameters: { parameter: parameters } })
  })

  test('lists what waits for its container, in its order, and leaves out what is about other licenses', async () => {
    const [one, other] = [await buy('PLAIN', '1'), await buy('PLAIN', '2')]
    const containerId = await insertContainer(shop.store, '130-7')
    const wish = { containerId, heldState: null, facts: {}, reason: undefined }
    const call = { now: start, newId: idMaker(() => start, randomBytes) }
    await shop.store.transact(async (tx) => {
      await tx.update(License, [one, other], { containerId, state: 'Confirmed' })
      await appendActions(tx, call, [
        { ...wish, kind: 'extend', licenseId: one, reason: 'renewal' },
        { ...wish, kind: 'withdraw', licenseId: other },
        { ...wish, kind: 'recycle', licenseId: null },
      ])
    })
    expect((await detail(one)).pendingActions.pendingAction).toEqual([
      { actionKind: 'Extend', createdAt: start, reason: 'renewal' },
      { actionKind: 'Recycle', createdAt: start, reason: undefined },
    ])
  })

  test('counts how often it was put into a container', async () => {
    const [licenseId, other] = [await buy('PLAIN', '1'), await buy('PLAIN', '2')]
    const cause = { now: start, caller: erp, operation: 'ActivateLicenses', requestId: undefined }
    const changes = ['LicenseCollected', 'LicenseReactivated', 'LicenseCollected', 'LicenseConfirmed']
    const events = changes.map((change, index) => ({
      kind: 'license' as const,
      id: licenseId,
      version: index + 2,
      change,
    }))
    await shop.store.transact((tx) => record(tx, cause, events))
    expect((await detail(licenseId)).transferCount).toBe(2)
    expect((await detail(other)).transferCount).toBe(0)
  })

  test('LICENSE_UNKNOWN: the same for none, for a foreign one, and for what is no id', async () => {
    const licenseId = await buy('PLAIN')
    const webshop = { ...erp, orderScope: 'webshop' }
    const foreign = await refusal(detail(licenseId, webshop))
    expect(foreign).toMatchObject({ code: 'LICENSE_UNKNOWN', field: 'licenseId' })
    expect(await refusal(detail(licenseId.replace(/.{4}$/, '0000')))).toEqual(foreign)
    expect(await refusal(detail('4711'))).toEqual(foreign)
  })
})
