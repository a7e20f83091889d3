import { ContainerOwner } from '../../src/entities/container-owner.ts'
import { Chain } from '../../src/entities/chain.ts'
import { readCredential } from '../../src/formats/credential.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { readTemplate } from '../../src/formats/template.ts'
import { CloudUser, newCloudKeys } from './cloud-user.ts'
import { caller, depotDatabases, firm, otherFirm, refusal, start, useDepot, type DepotShop } from './depot-shop.ts'

const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

describe.each(depotDatabases)('a cloud container (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  beforeEach(() => {
    shop = depot()
  })
  const states = async (ticketId: string) => (await shop.licenses(ticketId)).map(({ state }) => state)

  describe('is enrolled', () => {
    test('for a user: it is known at once, and has a template and a credential', async () => {
      const user = new CloudUser(shop)
      const { containerSerial: serial, templateFile, credentialFile } = await user.enroll()
      expect(serial).toBe(user.keys.serial)
      const { template } = await readTemplate(templateFile ?? '', firm.root)
      expect(template).toMatchObject({ kind: 'cloud', serial, firmCode: firm.firmCode })
      const keyThumbprint = thumbprint(user.keys.signingKey)
      const root = firm.root.key
      expect(await readCredential(credentialFile ?? '', firm.root)).toEqual({
        epoch: 1,
        credential: { v: 1, serial, firmCode: firm.firmCode, root, keyThumbprint, generation: 1, issuedAt: start },
      })
      const row = await shop.known({ serial } as never)
      expect(row).toMatchObject({ kind: 'cloud', state: 'known', binding: null })
      expect(await shop.changes(row)).toEqual(['ContainerEnrolled 1'])
    })

    test('once: the same keys again change nothing, also for another firm code', async () => {
      const user = await CloudUser.enrolled(shop)
      expect(await user.enroll()).toMatchObject({ containerSerial: user.keys.serial })
      const enrollment = { ...user.enrollment(), firmCode: otherFirm.firmCode }
      const { result } = await shop.call('EnrollContainer', { enrollment }, { as: caller })
      const { credential } = await readCredential(result.credentialFile ?? '', otherFirm.root)
      expect(credential).toMatchObject({ serial: user.serial, generation: 1, firmCode: otherFirm.firmCode })
    })

    test('by other keys of the same user, it stays the same container, and the old credential is void', async () => {
      const user = await CloudUser.enrolled(shop)
      const { keys: lost, serial } = user
      user.keys = newCloudKeys()
      const { credentialFile } = await user.enroll()
      expect(user.serial).toBe(serial)
      expect((await readCredential(credentialFile ?? '', firm.root)).credential.generation).toBe(2)
      const contextFile = await user.context({}, lost)
      const asked = shop.call('AutoUpdate', { updateWish: { contextFile } })
      expect(await refusal(asked)).toMatchObject({ code: 'CONTEXT_INVALID' })
      expect(await user.autoUpdate()).toMatchObject({ containerSerial: serial, heldCount: 0 })
      expect(await shop.changes(await shop.known({ serial } as never))).toEqual([
        'ContainerEnrolled 1',
        'ContainerCredentialChanged 2',
      ])
      user.keys = lost
      expect(await refusal(user.enroll())).toMatchObject({ code: 'KEY_INVALID', field: 'enrollment/signingKey' })
    })

    test('KEY_INVALID: the key of another user', async () => {
      const user = await CloudUser.enrolled(shop)
      const thief = new CloudUser(shop, user.keys)
      expect(await refusal(thief.enroll())).toMatchObject({ code: 'KEY_INVALID' })
    })

    test('one for a user and order scope', async () => {
      const user = await CloudUser.enrolled(shop)
      const twin = { ...user.enrollment(), ...new CloudUser(shop).enrollment(), userId: user.userId }
      const as = { ...caller, name: 'shop', orderScope: 'shop' }
      const { result } = await shop.call('EnrollContainer', { enrollment: twin }, { as })
      expect(result.containerSerial).not.toBe(user.serial)
    })

    test('by two calls at once for one user only one container is made', async () => {
      const user = new CloudUser(shop)
      const enroll = () => user.enroll()
      const serials = (await Promise.all([enroll(), enroll(), enroll()])).map((each) => each.containerSerial)
      expect(new Set(serials).size).toBe(1)
    })

    test('FORBIDDEN: without the role sales, or for a firm code of somebody else', async () => {
      const user = new CloudUser(shop)
      const input = { enrollment: user.enrollment() }
      expect(await refusal(shop.call('EnrollContainer', input))).toMatchObject({ code: 'FORBIDDEN' })
      const support = { ...caller, roles: new Set(['support'] as const) }
      expect(await refusal(user.enroll({ as: support }))).toMatchObject({ code: 'FORBIDDEN' })
      const other = { ...caller, firmCodes: new Set([otherFirm.firmCode]) }
      expect(await refusal(user.enroll({ as: other }))).toMatchObject({ code: 'FORBIDDEN' })
    })

    test('INVALID_REQUEST without a user; nothing is stored by a check', async () => {
      const user = new CloudUser(shop)
      const enrollment = { ...user.enrollment(), userId: ' ' }
      const nobody = shop.call('EnrollContainer', { enrollment }, { as: caller })
      expect(await refusal(nobody)).toMatchObject({ code: 'INVALID_REQUEST', field: 'enrollment/userId' })
      expect(await user.enroll({ check: true })).toEqual({ containerSerial: user.keys.serial })
      expect(await shop.known({ serial: user.keys.serial } as never)).toBeNull()
    })

    test('REQUEST_CONFLICT, and CONTAINER_BLOCKED', async () => {
      const user = new CloudUser(shop)
      const requestId = user.userId
      await user.enroll({ requestId })
      await user.enroll({ requestId })
      user.keys = newCloudKeys()
      expect(await refusal(user.enroll({ requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
      await shop.sales('BlockContainer', { containerBlock: { containerSerial: user.serial, reason: 'stolen' } })
      expect(await refusal(user.enroll())).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    })
  })

  describe('has its licenses at once', () => {
    test('when they are activated: no update, no receipt', async () => {
      const user = await CloudUser.enrolled(shop)
      const ticketId = await shop.order(['C-PLAIN', 'C-MONTHLY'])
      const told = await user.activate(ticketId)
      expect(told).toMatchObject({ activatedCount: 2, updateFile: undefined, transferId: expect.any(String) })
      expect(await states(ticketId)).toEqual(['Confirmed', 'Confirmed'])
      const [first] = await shop.licenses(ticketId)
      expect(await shop.changes(first)).toEqual(['LicenseCreated 1', 'LicenseCollected 2', 'LicenseConfirmed 3'])
      expect((await user.autoUpdate()).heldLicenses.heldLicense).toMatchObject([
        { itemNumber: 'C-PLAIN', state: 'Confirmed', productCode: 100n, expirationTime: undefined },
        { itemNumber: 'C-MONTHLY', state: 'Confirmed', expirationTime: new Date('2026-06-04T08:00:00.000Z') },
      ])
    })

    test('also from several devices at once, each with a ticket of its own', async () => {
      const user = await CloudUser.enrolled(shop)
      const tickets = await Promise.all(Array.from({ length: 6 }, () => shop.order(['C-PLAIN'])))
      await Promise.all(tickets.map((ticketId) => user.activate(ticketId)))
      for (const ticketId of tickets) expect(await states(ticketId)).toEqual(['Confirmed'])
      expect((await user.autoUpdate()).heldCount).toBe(6)
    })

    test('a device that asks and finds nothing changes no row', async () => {
      const user = await CloudUser.enrolled(shop)
      await user.holding('C-PLAIN')
      const rows = () => shop.store.read((tx) => tx.findBy(Chain, {}))
      const before = await rows()
      await Promise.all([user.autoUpdate(), user.autoUpdate()])
      expect(await rows()).toEqual(before)
    })

    test('dedicated ones come when a device asks', async () => {
      const user = await CloudUser.enrolled(shop)
      const ticketId = await shop.order(['C-PLAIN'], { containerSerial: user.serial })
      const told = await user.autoUpdate()
      expect(told).toMatchObject({ heldCount: 1, vendorChangeCount: 1 })
      expect(told.updateFile).toBeUndefined()
      expect(await states(ticketId)).toEqual(['Confirmed'])
    })

    test('when they are withdrawn, extended or assigned; nothing waits for a contact', async () => {
      const user = await CloudUser.enrolled(shop)
      const [kept, gone, coming] = await Promise.all(
        ['C-MONTHLY', 'C-PLAIN', 'C-PLAIN'].map((item) => shop.order([item])),
      )
      await user.activate(kept ?? '')
      await user.activate(gone ?? '')
      const idOf = async (ticketId = '') => (await shop.licenses(ticketId))[0]?.id ?? ''
      const withdrawal = { licenseIds: { licenseId: [await idOf(gone)] }, reason: 'x' }
      const withdrawn = await shop.sales('WithdrawLicenses', { withdrawal })
      expect(withdrawn.result.actionOutcomes.actionOutcome).toMatchObject([
        { ok: true, state: 'Withdrawn', pending: 'no' },
      ])
      const extension = {
        licenseIds: { licenseId: [await idOf(kept)] },
        expirationAdd: { periodCount: 5, periodUnit: 'day' as const },
      }
      const extended = await shop.sales('ExtendLicenses', { requestId: user.userId, extension })
      expect(extended.result.actionOutcomes.actionOutcome).toMatchObject([
        { ok: true, state: 'Confirmed', pending: 'no' },
      ])
      const assignment = { licenseIds: { licenseId: [await idOf(coming)] }, containerSerial: user.serial }
      const assigned = await shop.sales('AssignContainer', { assignment })
      expect(assigned.result.actionOutcomes.actionOutcome).toMatchObject([
        { ok: true, state: 'Confirmed', pending: 'no' },
      ])
      const before = await user.autoUpdate()
      expect(before).toMatchObject({ heldCount: 2, vendorChangeCount: 0 })
      const ends = before.heldLicenses.heldLicense.flatMap(({ expirationTime = [] }) => expirationTime)
      expect(ends).toEqual([new Date('2026-06-09T08:00:00.000Z')])
    })

    test('what a crash left unconfirmed is confirmed by the next contact', async () => {
      const user = await CloudUser.enrolled(shop)
      const ticketId = await shop.order(['C-PLAIN'])
      const points = {
        reach: (name: string) => {
          if (name === 'step-reserved') throw new Error('stopped')
        },
      }
      await expect(user.activate(ticketId, { points: points })).rejects.toThrow('stopped')
      expect(await states(ticketId)).toEqual(['Collected'])
      expect((await user.autoUpdate()).heldCount).toBe(1)
      expect(await states(ticketId)).toEqual(['Confirmed'])
    })

    test('CONTAINER_KIND: it has no updates to fetch and no receipts to give', async () => {
      const user = await CloudUser.enrolled(shop)
      const ticketId = await shop.order(['C-PLAIN'])
      const { transferId } = await user.activate(ticketId)
      const contextFile = await user.context()
      const asks = [
        () => shop.call('ConfirmUpdate', { confirmation: { contextFile } }),
        () => shop.call('ContinueTransfer', { transferKey: { contextFile } }),
        () => shop.call('ContinueTransfer', { transferKey: { transferId } }),
      ]
      for (const ask of asks) expect(await refusal(ask())).toMatchObject({ code: 'CONTAINER_KIND' })
    })
  })

  describe('proves itself', () => {
    test('within five minutes of the clock of the server, and is told the time beyond', async () => {
      const user = await CloudUser.enrolled(shop)
      const ask = async (createdAt: Date) => {
        const contextFile = await user.context({ createdAt })
        return shop.call('AutoUpdate', { updateWish: { contextFile } })
      }
      await ask(later(5))
      await ask(later(-5))
      for (const createdAt of [later(5.1), later(-5.1)]) {
        expect(await refusal(ask(createdAt))).toMatchObject({
          code: 'CONTEXT_STALE',
          details: { serverTime: start.toISOString() },
        })
      }
    })

    test('in whatever order the contexts of its devices come, with whatever they say of its state', async () => {
      const user = await CloudUser.enrolled(shop)
      await user.holding('C-PLAIN')
      for (const changes of [{ contextSeq: 9 }, { contextSeq: 2, counter: 7 }, { contextSeq: 2, counter: 3 }]) {
        const contextFile = await user.context(changes)
        const { result } = await shop.call('AutoUpdate', { updateWish: { contextFile } })
        expect(result.heldCount).toBe(1)
      }
    })

    test('CONTAINER_UNKNOWN: never enrolled', async () => {
      const user = new CloudUser(shop)
      user.serial = user.keys.serial
      expect(await refusal(user.autoUpdate())).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
      expect(await refusal(user.activate(await shop.order(['C-PLAIN'])))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    })

    test('CONTEXT_INVALID: by the serial of another container, or of another kind', async () => {
      const [user, other] = [await CloudUser.enrolled(shop), await CloudUser.enrolled(shop)]
      for (const changes of [{ serial: other.serial }, { kind: 'software' as const }]) {
        const contextFile = await user.context(changes)
        const asked = shop.call('AutoUpdate', { updateWish: { contextFile } })
        expect(await refusal(asked)).toMatchObject({ code: 'CONTEXT_INVALID' })
      }
    })
  })

  test('belongs to nobody by name once its customer is erased', async () => {
    const user = await CloudUser.enrolled(shop)
    const customerId = user.userId.slice(0, 30)
    const ticketId = await shop.order(['C-PLAIN'], { customer: { customerId } })
    await user.activate(ticketId)
    const { id: containerId } = (await shop.known({ serial: user.serial } as never)) ?? { id: '' }
    const owners = () => shop.store.read((tx) => tx.countBy(ContainerOwner, { containerId }))
    expect(await owners()).toBe(1)
    await shop.sales('EraseCustomer', { erasure: { customerId } } as never)
    expect(await owners()).toBe(0)
    expect((await user.autoUpdate()).heldCount).toBe(1)
  })
})
