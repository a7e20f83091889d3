import { randomUUID } from 'node:crypto'
import { Session } from '../../src/entities/session.ts'
import { keyAgreement } from '../../src/formats/jwe.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { unseal } from '../../src/formats/sealed.ts'
import type { Store } from '../../src/store/store.ts'
import { CloudUser, leaseOf, newCloudKeys } from './cloud-user.ts'
import { firm, refusal, start, useDepot, type DepotShop } from './depot-shop.ts'

const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const at = (minutes: number) => ({ now: later(minutes) })

describe('sessions of a cloud container', () => {
  const depot = useDepot('sqlite in memory')
  let shop: DepotShop
  let user: CloudUser
  beforeEach(async () => {
    shop = depot()
    user = await CloudUser.enrolled(shop)
  })

  describe('OpenSession', () => {
    test('takes a seat and gives a lease that anybody can verify', async () => {
      const licenseId = await user.holding('C-TWO-SEATS')
      const opened = await user.open(licenseId, { deviceName: 'laptop-17' })
      expect(opened).toMatchObject({ seatCount: 2, seatsTaken: 1, validUntil: later(15) })
      const lease = await leaseOf(opened)
      expect(lease).toMatchObject({
        serial: user.serial,
        keyThumbprint: thumbprint(user.keys.signingKey),
        firmCode: firm.firmCode,
        licenseId,
        generation: 1,
        issuedAt: start,
        validUntil: later(15),
        nextContactAt: opened.nextContactAt,
        consumed: 0n,
        options: { itemNumber: 'C-TWO-SEATS', licenseQuantity: 2, lingerTime: 60 },
      })
      expect([1, 2]).toContain(lease.seatNumber)
      expect(
        JSON.stringify(lease, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
      ).not.toContain(opened.sessionId)
    })

    test('the next contact is after about a third of the lease, scattered', async () => {
      const licenseId = await user.holding('C-TEN-SEATS')
      const times = new Set<number>()
      for (let n = 0; n < 5; n++) times.add((await user.open(licenseId)).nextContactAt.getTime() - start.getTime())
      for (const time of times) expect([time >= 240_000, time <= 300_000]).toEqual([true, true])
      expect(times.size).toBeGreaterThan(1)
    })

    test('the same request gives the same session; with other content it is REQUEST_CONFLICT', async () => {
      const licenseId = await user.holding('C-TWO-SEATS')
      const requestId = randomUUID()
      const first = await user.open(licenseId, { requestId })
      const again = await user.open(licenseId, { requestId, ...at(2) })
      expect(again).toMatchObject({ sessionId: first.sessionId, seatsTaken: 1, validUntil: later(17) })
      expect(await refusal(user.open(licenseId, { requestId, deviceName: 'x' }))).toMatchObject({
        code: 'REQUEST_CONFLICT',
      })
      await user.close(first)
      expect(await refusal(user.open(licenseId, { requestId }))).toMatchObject({
        code: 'SESSION_UNKNOWN',
        field: 'requestId',
      })
    })

    test('SEATS_TAKEN: no more than the License Quantity at a time, and when one may be free', async () => {
      const licenseId = await user.holding('C-TWO-SEATS')
      await user.open(licenseId)
      await user.open(licenseId, at(1))
      expect(await refusal(user.open(licenseId, at(2)))).toMatchObject({ code: 'SEATS_TAKEN', waitUntil: later(16) })
      expect(await user.open(licenseId, at(16))).toMatchObject({ seatsTaken: 2 })
    })

    test('without a quantity, or with 0, there is one seat', async () => {
      for (const item of ['C-PLAIN', 'C-NO-QUANTITY']) {
        const licenseId = await user.holding(item)
        expect(await user.open(licenseId)).toMatchObject({ seatCount: 1, seatsTaken: 1 })
        expect(await refusal(user.open(licenseId))).toMatchObject({ code: 'SEATS_TAKEN' })
      }
    })

    test('a lapsed seat is taken over, and its session is over', async () => {
      const licenseId = await user.holding('C-PLAIN')
      const first = await user.open(licenseId)
      expect(await refusal(user.open(licenseId, at(14.9)))).toMatchObject({ code: 'SEATS_TAKEN' })
      const second = await user.open(licenseId, at(15))
      expect(await refusal(user.keep(first, at(16)))).toMatchObject({ code: 'SESSION_UNKNOWN' })
      expect(await user.keep(second, at(16))).toMatchObject({ sessionId: second.sessionId, seatsTaken: 1 })
    })

    test('a check takes no seat', async () => {
      const licenseId = await user.holding('C-PLAIN')
      expect(await user.open(licenseId, { check: true })).toEqual({
        nextContactAt: expect.any(Date) as Date,
        validUntil: later(15),
        seatCount: 1,
        seatsTaken: 1,
      })
      expect(await user.open(licenseId)).toMatchObject({ seatsTaken: 1 })
    })

    test('a lease never outlives its license', async () => {
      const licenseId = await user.holding('C-MONTHLY')
      const end = new Date('2026-06-04T08:00:00.000Z')
      const now = new Date(end.getTime() - 60_000)
      const opened = await user.open(licenseId, { now })
      expect([opened.validUntil, opened.nextContactAt]).toEqual([end, end])
      expect(await refusal(user.keep(opened, { now: end }))).toMatchObject({ code: 'LICENSE_STATE' })
      expect(await refusal(user.open(licenseId, { now: end }))).toMatchObject({ code: 'LICENSE_STATE' })
    })

    test('LICENSE_STATE: it has not begun', async () => {
      const licenseId = await user.holding('C-LATER')
      expect(await refusal(user.open(licenseId))).toMatchObject({ code: 'LICENSE_STATE' })
    })

    test('LICENSE_UNKNOWN: of another container, of another firm code, or of nobody', async () => {
      const licenseId = await (await CloudUser.enrolled(shop)).holding('C-PLAIN')
      for (const id of [licenseId, randomUUID()]) {
        expect(await refusal(user.open(id))).toMatchObject({ code: 'LICENSE_UNKNOWN', field: 'sessionWish/licenseId' })
      }
    })

    test('CONTAINER_KIND: a software container uses its licenses itself', async () => {
      const container = shop.container()
      const contextFile = await container.context(firm)
      const asked = shop.call('OpenSession', { requestId: '1', sessionWish: { contextFile, licenseId: randomUUID() } })
      expect(await refusal(asked)).toMatchObject({ code: 'CONTAINER_KIND' })
    })

    test('hidden data is sealed for who has the credential', async () => {
      const licenseId = await user.holding('C-SECRET')
      const { sealed = '', generation } = await leaseOf(await user.open(licenseId))
      const { publicKey, privateJwk } = user.keys.agreement
      const { hiddenData } = await unseal(sealed, { licenseId, generation }, keyAgreement(publicKey, privateJwk))
      expect(hiddenData).toEqual([{ type: 1, data: Buffer.from('hidden'), accessCode: 4711 }])
    })

    test('a module has seats and end of its base, and none without it', async () => {
      const licenseId = await user.holding('C-BASE', 'C-MODULE')
      const opened = await user.open(licenseId)
      expect(opened).toMatchObject({ seatCount: 3 })
      expect((await leaseOf(opened)).options).toMatchObject({ itemNumber: 'C-MODULE', licenseQuantity: 3 })
      expect(await refusal(user.open(licenseId, { now: new Date('2026-06-04T08:00:00.000Z') }))).toMatchObject({
        code: 'LICENSE_STATE',
      })
    })

    test('a usage period begins with the first session, and runs', async () => {
      const licenseId = await user.holding('C-TWO-DAYS-OF-USE')
      const opened = await user.open(licenseId, at(60))
      expect(opened.validUntil).toEqual(later(75))
      await user.close(opened, at(61))
      const day = 24 * 60
      expect(await user.open(licenseId, at(2 * day + 55))).toMatchObject({ validUntil: later(2 * day + 60) })
      expect(await refusal(user.open(licenseId, at(2 * day + 60)))).toMatchObject({ code: 'LICENSE_STATE' })
    })

    test('a subscription that renews itself is renewed', async () => {
      const licenseId = await user.holding('C-SUBSCRIBED')
      const opened = await user.open(licenseId, { now: new Date('2026-06-04T07:50:00.000Z') })
      expect(opened.validUntil).toEqual(new Date('2026-06-04T08:05:00.000Z'))
      await user.keep(opened, { now: new Date('2026-07-04T07:50:00.000Z') })
      expect(
        (await user.autoUpdate({ now: new Date('2026-07-04T07:51:00.000Z') })).heldLicenses.heldLicense,
      ).toMatchObject([{ expirationTime: new Date('2026-08-04T08:00:00.000Z') }])
    })

    test('sessions that ended long ago are forgotten', async () => {
      const licenseId = await user.holding('C-PLAIN')
      await user.close(await user.open(licenseId))
      const day = 24 * 60
      const sessions = () => shop.store.read((tx) => tx.countBy(Session, { licenseId }))
      await user.close(await user.open(licenseId, at(89 * day)), at(89 * day))
      expect(await sessions()).toBe(2)
      await user.open(licenseId, at(91 * day))
      expect(await sessions()).toBe(2)
    })
  })

  describe('KeepSession', () => {
    test('gives a fresh lease for the same seat', async () => {
      const licenseId = await user.holding('C-TWO-SEATS')
      const opened = await user.open(licenseId)
      const kept = await user.keep(opened, at(5))
      expect(kept).toMatchObject({ sessionId: opened.sessionId, validUntil: later(20), seatsTaken: 1 })
      const [before, after] = [await leaseOf(opened), await leaseOf(kept)]
      expect(after).toMatchObject({ leaseId: before.leaseId, seatNumber: before.seatNumber, issuedAt: later(5) })
    })

    test('who comes late keeps a seat that nobody took', async () => {
      const opened = await user.open(await user.holding('C-PLAIN'))
      expect(await user.keep(opened, at(600))).toMatchObject({ validUntil: later(615) })
    })

    test('is a contact: the copy of a license that is in use does not die', async () => {
      const ticketId = await shop.order(['C-IDLE'])
      await user.activate(ticketId)
      const [license] = await shop.licenses(ticketId)
      const opened = await user.open(license?.id ?? '')
      expect(await user.keep(opened, at(40))).toMatchObject({ validUntil: later(55) })
      expect(await shop.licenses(ticketId)).toMatchObject([{ copyEndsAt: later(100) }])
      const elsewhere = shop.activate(shop.container(), { ticketId }, at(70))
      expect(await refusal(elsewhere)).toMatchObject({ code: 'LICENSE_STATE' })
    })

    test('brings a copy back that died meanwhile, of which nothing was used until then', async () => {
      const opened = await user.open(await user.holding('C-IDLE'))
      expect(await refusal(user.use(opened, 1, at(60)))).toMatchObject({ code: 'LICENSE_STATE' })
      await user.keep(opened, at(60))
      expect(await user.use(opened, 1, at(60))).toMatchObject({ usedUnits: 1n })
    })

    test('for a module is a contact of its base, which renews itself', async () => {
      const licenseId = await user.holding('C-SUBSCRIBED', 'C-MODULE')
      const opened = await user.open(licenseId)
      const now = new Date('2026-06-04T07:50:00.000Z')
      expect((await user.keep(opened, { now })).validUntil).toEqual(new Date('2026-06-04T08:05:00.000Z'))
    })

    test('SESSION_UNKNOWN: never opened, or closed', async () => {
      expect(await refusal(user.keep({ sessionId: 'x' }))).toMatchObject({
        code: 'SESSION_UNKNOWN',
        field: 'sessionKey/sessionId',
      })
      const opened = await user.open(await user.holding('C-PLAIN'))
      await user.close(opened)
      expect(await refusal(user.keep(opened))).toMatchObject({ code: 'SESSION_UNKNOWN' })
    })

    test('CONTAINER_BLOCKED, for units as well', async () => {
      const opened = await user.open(await user.holding('C-UNITS'))
      await shop.sales('BlockContainer', { containerBlock: { containerSerial: user.serial, reason: 'x' } })
      expect(await refusal(user.keep(opened))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
      expect(await refusal(user.use(opened, 1))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
      expect(await refusal(user.open(randomUUID()))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
      expect(await user.close(opened)).toMatchObject({ closedAt: start })
    })

    test('LICENSE_STATE: it was withdrawn, and units are taken no more', async () => {
      const licenseId = await user.holding('C-UNITS')
      const opened = await user.open(licenseId)
      await shop.sales('WithdrawLicenses', { withdrawal: { licenseIds: { licenseId: [licenseId] }, reason: 'x' } })
      expect(await refusal(user.keep(opened))).toMatchObject({ code: 'LICENSE_STATE' })
      expect(await refusal(user.use(opened, 1))).toMatchObject({ code: 'LICENSE_STATE' })
    })
  })

  describe('CloseSession', () => {
    test('frees the seat after the linger time, and stays closed', async () => {
      const licenseId = await user.holding('C-TWO-SEATS')
      const opened = await user.open(licenseId)
      const closed = { closedAt: later(3), seatFreeAt: later(4) }
      expect(await user.close(opened, at(3))).toEqual(closed)
      expect(await user.close(opened, at(9))).toEqual(closed)
      expect(await user.open(licenseId, at(3.5))).toMatchObject({ seatsTaken: 2 })
      expect(await user.open(licenseId, at(4))).toMatchObject({ seatsTaken: 2 })
    })

    test('does not free a seat that somebody else has meanwhile', async () => {
      const licenseId = await user.holding('C-PLAIN')
      const first = await user.open(licenseId)
      await user.open(licenseId, at(15))
      await user.close(first, at(16))
      expect(await refusal(user.open(licenseId, at(17)))).toMatchObject({ code: 'SEATS_TAKEN' })
    })

    test('SESSION_UNKNOWN', async () => {
      expect(await refusal(user.close({ sessionId: 'x' }))).toMatchObject({ code: 'SESSION_UNKNOWN' })
    })
  })

  describe('UseUnits', () => {
    test('counts, and tells what is left; the lease tells it too', async () => {
      const licenseId = await user.holding('C-UNITS')
      const opened = await user.open(licenseId)
      expect(await user.use(opened, 30)).toEqual({ licenseId, usedUnits: 30n, unitsLeft: 70n })
      expect(await user.use(opened, 70)).toEqual({ licenseId, usedUnits: 100n, unitsLeft: 0n })
      expect((await leaseOf(await user.keep(opened))).consumed).toBe(100n)
    })

    test('UNITS_USED_UP: fewer are left, and none is taken', async () => {
      const opened = await user.open(await user.holding('C-UNITS'))
      await user.use(opened, 95)
      expect(await refusal(user.use(opened, 6))).toMatchObject({ code: 'UNITS_USED_UP', details: { unitsLeft: '5' } })
      expect(await refusal(user.use(opened, 2_000_000_000))).toMatchObject({ code: 'UNITS_USED_UP' })
      expect(await user.use(opened, 5)).toMatchObject({ unitsLeft: 0n })
    })

    test('the same request takes them once, also when the session is over; other content is REQUEST_CONFLICT', async () => {
      const opened = await user.open(await user.holding('C-UNITS'))
      const requestId = randomUUID()
      await user.use(opened, 10, { requestId })
      expect(await user.use(opened, 10, { requestId })).toMatchObject({ usedUnits: 10n })
      expect(await refusal(user.use(opened, 11, { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
      await user.close(opened)
      expect(await user.use(opened, 10, { requestId })).toMatchObject({ usedUnits: 10n })
      expect(await refusal(user.use(opened, 10))).toMatchObject({ code: 'SESSION_UNKNOWN' })
    })

    test('the same request in another session of the container takes none either', async () => {
      const licenseId = await user.holding('C-UNITS')
      const requestId = randomUUID()
      await user.use(await user.open(licenseId), 10, { requestId })
      const next = await user.open(licenseId, at(60))
      expect(await user.use(next, 10, { requestId, ...at(61) })).toMatchObject({ usedUnits: 10n, unitsLeft: 90n })
      expect(await refusal(user.use(next, 11, { requestId, ...at(61) }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
    })

    test('LICENSE_STATE: it counts no units', async () => {
      const opened = await user.open(await user.holding('C-PLAIN'))
      expect(await refusal(user.use(opened, 1))).toMatchObject({ code: 'LICENSE_STATE' })
    })

    test('units that were used in another container before are used here too, and back', async () => {
      const ticketId = await shop.order(['C-UNITS'])
      await user.activate(ticketId)
      const [license] = await shop.licenses(ticketId)
      const licenseId = license?.id ?? ''
      await user.use(await user.open(licenseId), 40)
      const contextFile = await user.context()
      await shop.call('ReturnLicenses', {
        licenseReturn: { contextFile, licenseIds: { licenseId: [licenseId] } },
      })
      expect((await shop.licenses(ticketId))[0]).toMatchObject({ state: 'NotCollected' })
      const other = await CloudUser.enrolled(shop)
      await other.activate(ticketId)
      const opened = await other.open(licenseId)
      expect((await leaseOf(opened)).consumed).toBe(40n)
      expect(await other.use(opened, 10)).toMatchObject({ usedUnits: 50n, unitsLeft: 50n })
    })
  })

  describe('ChangeCredential', () => {
    test('voids the old credential; sessions end with their lease', async () => {
      const licenseId = await user.holding('C-UNITS')
      const opened = await user.open(licenseId)
      const { keys: old, serial } = user
      expect(await user.change()).toMatchObject({
        containerSerial: serial,
        credentialFile: expect.any(String) as string,
      })
      const contextFile = await user.context({}, old)
      const asked = shop.call('OpenSession', { requestId: '1', sessionWish: { contextFile, licenseId } })
      expect(await refusal(asked)).toMatchObject({ code: 'CONTEXT_INVALID' })
      expect(await user.use(opened, 1, at(14.9))).toMatchObject({ usedUnits: 1n })
      expect(await refusal(user.keep(opened))).toMatchObject({ code: 'SESSION_UNKNOWN' })
      expect(await refusal(user.use(opened, 1, at(15)))).toMatchObject({ code: 'SESSION_UNKNOWN' })
      const renewed = await user.open(licenseId)
      expect((await leaseOf(renewed)).keyThumbprint).toBe(thumbprint(user.keys.signingKey))
      expect(await user.keep(renewed)).toMatchObject({ seatsTaken: 2 })
    })

    test('voids the old one also for a call that is under way', async () => {
      const ticketId = await shop.order(['C-PLAIN'])
      const contextFile = await user.context()
      const read: Store['read'] = async (work, options) => {
        const found = await shop.store.read(work, options)
        late.read = shop.store.read.bind(shop.store)
        // The context is verified by this; now the password is changed elsewhere.
        await user.change()
        return found
      }
      const transact = shop.store.transact.bind(shop.store)
      const late = Object.assign(Object.create(shop.store) as Store, { read, transact })
      const asked = shop.call('ActivateLicenses', { activation: { ticketId, contextFile } }, { store: late })
      expect(await refusal(asked)).toMatchObject({ code: 'CONTEXT_INVALID' })
      expect((await shop.licenses(ticketId))[0]?.state).toBe('NotCollected')
    })

    test('whoever lost the answer hears it again by the old credential, and nobody by an older one', async () => {
      const first = user.keys
      const second = newCloudKeys()
      const contextFile = await user.context()
      const told = await user.change(second, { contextFile })
      expect((await user.change(second, { contextFile })).containerSerial).toBe(told.containerSerial)
      expect(await shop.changes(await shop.known(user as never))).toHaveLength(2)
      await user.change()
      expect(await refusal(user.change(second, { contextFile: await user.context({}, first) }))).toMatchObject({
        code: 'CONTEXT_INVALID',
      })
    })

    test('NOTHING_TO_DO, KEY_INVALID, CONTAINER_KIND, CONTAINER_BLOCKED', async () => {
      const first = user.keys
      expect(await refusal(user.change(first))).toMatchObject({ code: 'NOTHING_TO_DO' })
      await user.change()
      expect(await refusal(user.change(first))).toMatchObject({ code: 'KEY_INVALID' })
      const contextFile = await shop.container().context(firm)
      expect(await refusal(user.change(newCloudKeys(), { contextFile }))).toMatchObject({ code: 'CONTAINER_KIND' })
      await shop.sales('BlockContainer', { containerBlock: { containerSerial: user.serial, reason: 'x' } })
      expect(await refusal(user.change())).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    })

    test('of two changes at once by one credential only one is made', async () => {
      const contextFile = await user.context()
      const asked = await Promise.allSettled([1, 2].map(() => user.change(newCloudKeys(), { contextFile })))
      expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    test('REQUEST_CONFLICT: the same request with other keys', async () => {
      await user.change(newCloudKeys(), { requestId: 'r1' })
      expect(await refusal(user.change(newCloudKeys(), { requestId: 'r1' }))).toMatchObject({
        code: 'REQUEST_CONFLICT',
      })
    })
  })
})
