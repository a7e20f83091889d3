import { randomUUID } from 'node:crypto'
import type { Restoration } from '../../src/contract/depot.ts'
import { Trial } from '../../src/entities/trial.ts'
import type { Context } from '../../src/formats/context.ts'
import { fingerprintSalt, makeFingerprint, type BindingScheme } from '../../src/formats/fingerprint.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { readUpdate } from '../../src/formats/update.ts'
import type { Fault } from '../../src/faults.ts'
import { newContainer } from '../formats/support.ts'
import { actionsOf, collect as collectSold, sell, statesOf } from '../vendor-actions/vendor-shop.ts'
import {
  depotDatabases,
  firm,
  otherFirm,
  refusal,
  start,
  useDepot,
  type CallOptions,
  type DepotShop,
} from './depot-shop.ts'
import { FieldContainer } from './field-container.ts'
import { blockedBelow, codesOf, movesOf, takeIn } from './movers.ts'
import { untrueProof } from './untrue-proof.ts'

const days = (count: number) => new Date(start.getTime() + count * 86_400_000)
const partNames = ['board', 'cpu', 'disk', 'mac']

/** A machine that nobody else has. */
const newMachine = () => partNames.map((name) => ({ name, value: randomUUID() }))

describe.each(depotDatabases)('RestoreContainer (%s)', (kind) => {
  const depot = useDepot(kind)
  let shop: DepotShop
  let machine: FieldContainer['machine']
  beforeEach(() => {
    shop = depot()
    machine = newMachine()
  })

  /** A container that is made on the machine, as after each installation. */
  function install(on = machine): FieldContainer {
    const container = shop.container()
    container.machine = on
    return container
  }

  /** The same machine but for some of its parts. */
  const changed = (...names: string[]) =>
    machine.map((part) => (names.includes(part.name) ? { ...part, value: randomUUID() } : part))

  async function sold(...items: string[]) {
    const order = await sell(shop, ...items)
    return { ...order, container: await collectOn(install(), order) }
  }

  async function collectOn(container: FieldContainer, { ticketId }: { readonly ticketId: string }) {
    await takeIn(shop, container, (await shop.activate(container, { ticketId, selection: 'all' })).updateFile)
    return container
  }

  async function restore(
    container: FieldContainer,
    {
      requestId,
      runMode,
      of = firm,
      now,
      ...wish
    }: CallOptions &
      Partial<Restoration> & {
        readonly requestId?: string
        readonly runMode?: 'check'
        readonly of?: typeof firm
      } = {},
  ) {
    const contextFile = wish.contextFile ?? (await container.context(of))
    const restoration = { acceptTerms: 'yes' as const, ...wish, contextFile }
    return (await shop.call('RestoreContainer', { requestId, runMode, restoration }, now ? { now } : {})).result
  }

  const changesOf = async (container: FieldContainer) => shop.changes(await shop.known(container))

  test('a machine is installed anew: everything comes back, with its ends, and the lost container is blocked', async () => {
    const { container: lost, ...order } = await sold('FREE-MONTHLY', 'FREE')
    const before = await shop.licenses(order.ticketId)
    const container = install()
    const result = await restore(container, { now: days(5), comment: 'a new disk image' })
    expect(result).toMatchObject({
      containerSerial: container.serial,
      oldSerial: lost.serial,
      bindingScore: '1.00',
      movedCount: 2,
      refusedCount: 0,
    })
    await takeIn(shop, container, result.updateFile)
    expect(container.licenses(firm).sort()).toEqual([...order.licenseIds].sort())
    const after = await shop.licenses(order.ticketId)
    const containerId = (await shop.known(container))?.id
    for (const license of after) expect(license).toMatchObject({ state: 'Confirmed', generation: 2, containerId })
    expect(after.map(({ expiresAt }) => expiresAt)).toEqual(before.map(({ expiresAt }) => expiresAt))
    expect(await movesOf(shop, order.licenseIds[0])).toEqual(['restore 1'])
    expect(await blockedBelow(shop, order.licenseIds[0])).toBe(2)
    expect(await shop.known(lost)).toMatchObject({ state: 'blocked', successorId: containerId })
    expect(await changesOf(lost)).toEqual(['ContainerEnrolled 1', 'ContainerBlocked 2'])
    expect(await changesOf(container)).toEqual(['ContainerEnrolled 1', 'ContainerRestored 2'])
    expect((await shop.changes(after[1])).slice(3)).toEqual([
      'LicenseReactivated 4',
      'LicenseCollected 5',
      'LicenseConfirmed 6',
    ])
    // It is blocked: there is nothing to take out of it.
    expect(await actionsOf(shop, lost)).toEqual([])
  })

  test('the lost container comes back: it is blocked in every operation, and on the block list', async () => {
    const { container: lost, ticketId } = await sold('FREE')
    await restore(install())
    const isBlocked = { code: 'CONTAINER_BLOCKED' }
    expect(await refusal(shop.confirm(lost))).toMatchObject(isBlocked)
    expect(await refusal(shop.activate(lost, { ticketId }))).toMatchObject(isBlocked)
    expect(await refusal(restore(lost))).toMatchObject(isBlocked)
    const { result } = await shop.call('CheckContainer', { containerSerial: lost.serial })
    expect(result.state).toBe('blocked')
  })

  test('a lost container that was taken off the block list is blocked again once it is restored again', async () => {
    const { container: lost } = await sold('FREE')
    const container = install()
    await takeIn(shop, container, (await restore(container)).updateFile)
    const { serial: containerSerial } = lost
    await shop.sales('UnblockContainer', { containerUnblock: { containerSerial, reason: 'found' } })
    const updateWish = { contextFile: await lost.context(firm) }
    await takeIn(shop, lost, (await shop.call('AutoUpdate', { updateWish })).result.updateFile)
    const order = await sell(shop, 'FREE')
    await collectOn(lost, order)
    expect(await restore(container, { oldSerial: containerSerial })).toMatchObject({ movedCount: 1 })
    expect(await shop.known(lost)).toMatchObject({ state: 'blocked' })
    expect((await changesOf(lost)).at(-1)).toMatch(/^ContainerBlocked /)
  })

  test('again and again: the successor of a successor finds the one before it', async () => {
    const order = await sold('FREE')
    const second = install()
    await takeIn(shop, second, (await restore(second)).updateFile)
    const third = install()
    const { oldSerial, updateFile } = await restore(third)
    expect(oldSerial).toBe(second.serial)
    await takeIn(shop, third, updateFile)
    expect((await shop.licenses(order.ticketId))[0]).toMatchObject({ generation: 3, state: 'Confirmed' })
    expect(await movesOf(shop, order.licenseIds[0])).toEqual(['restore 1', 'restore 2'])
  })

  test('two parts of four are enough, one is not; the score is told', async () => {
    const { container: lost } = await sold('FREE')
    const other = { code: 'CONTAINER_UNKNOWN', field: 'restoration' }
    expect(await refusal(restore(install(changed('board', 'cpu', 'disk'))))).toMatchObject(other)
    const result = await restore(install(changed('board', 'cpu')))
    expect(result).toMatchObject({ oldSerial: lost.serial, bindingScore: '0.50', movedCount: 1 })
  })

  test('a container that was bound anew is found by what it was bound to last', async () => {
    const { container: lost } = await sold('FREE')
    const shownBy = async (container: FieldContainer, scheme: BindingScheme, on = machine): Promise<Partial<Context>> =>
      Promise.resolve({
        fingerprint: makeFingerprint(scheme, fingerprintSalt(thumbprint(firm.root.key)), on),
        serial: container.serial,
      })
    const strict = await shownBy(lost, 'strict')
    await shop.call('ConfirmUpdate', { confirmation: { contextFile: await lost.context(firm, strict) } })
    const { serial: containerSerial } = lost
    await shop.sales('ResolveContainer', { resolution: { containerSerial, decision: 'accept', reason: 'x' } })
    const elsewhere = changed('board', 'cpu', 'disk', 'mac')
    await shop.call('ConfirmUpdate', {
      confirmation: { contextFile: await lost.context(firm, await shownBy(lost, 'strict', elsewhere)) },
    })
    expect(await refusal(restore(install()))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    expect((await restore(install(elsewhere))).oldSerial).toBe(lost.serial)
  })

  test('licenses fail one by one, by the rules of their items; modules go with their bases', async () => {
    const order = await sold('FREE', 'PLAIN', 'ASKS', 'FREE-BASE', 'RIDER')
    const container = install()
    const result = await restore(container)
    expect(result).toMatchObject({ movedCount: 3, refusedCount: 2 })
    const codes = new Map(result.licenseResults.licenseResult.map(({ licenseId, code = 'ok' }) => [licenseId, code]))
    expect(order.licenseIds.map((id) => codes.get(id))).toEqual([
      'ok',
      'REACTIVATION_NOT_ALLOWED',
      'APPROVAL_NEEDED',
      'ok',
      'ok',
    ])
    await takeIn(shop, container, result.updateFile)
    expect(await statesOf(shop, order)).toEqual(Array(5).fill('Confirmed'))
  })

  test('what has to wait comes with a later call, though the lost container is blocked by then', async () => {
    const order = await sold('FREE', 'WAITS')
    const container = install()
    const first = await restore(container)
    expect(codesOf(first).sort()).toEqual(['WAIT', 'ok'])
    expect(first.waitUntil).toEqual(days(3))
    await takeIn(shop, container, first.updateFile)
    const later = await restore(container, { now: days(3) })
    expect(later).toMatchObject({ movedCount: 1, refusedCount: 0, oldSerial: order.container.serial })
    await takeIn(shop, container, later.updateFile)
    expect(container.licenses(firm)).toHaveLength(2)
    expect(await changesOf(container)).toEqual(['ContainerEnrolled 1', 'ContainerRestored 2'])
  })

  test('what had to wait follows also to the successor of a successor', async () => {
    const order = await sold('FREE', 'WAITS')
    const second = install()
    await takeIn(shop, second, (await restore(second)).updateFile)
    const third = install()
    await takeIn(shop, third, (await restore(third)).updateFile)
    const later = await restore(third, { now: days(3) })
    expect(later).toMatchObject({ movedCount: 1, oldSerial: order.container.serial })
    await takeIn(shop, third, later.updateFile)
    expect(third.licenses(firm)).toHaveLength(2)
  })

  test('if all have to wait, nothing is blocked, and the wait has begun', async () => {
    const { container: lost } = await sold('WAITS')
    const container = install()
    const first = await restore(container)
    expect(first).toMatchObject({ movedCount: 0, refusedCount: 1, waitUntil: days(3) })
    expect(first.updateFile).toBeUndefined()
    expect((await shop.known(lost))?.state).toBe('known')
    await shop.confirm(lost)
    expect((await restore(container, { now: days(2) })).waitUntil).toEqual(days(3))
    expect((await restore(container, { now: days(3) })).movedCount).toBe(1)
  })

  test('QUOTA_EXCEEDED, APPROVAL_NEEDED, REACTIVATION_NOT_ALLOWED: no license may be restored', async () => {
    await sold('ONCE')
    const second = install()
    await takeIn(shop, second, (await restore(second)).updateFile)
    expect(await refusal(restore(install()))).toMatchObject({ code: 'QUOTA_EXCEEDED', waitUntil: days(30) })
    machine = newMachine()
    const { container: asked } = await sold('ASKS')
    expect(await refusal(restore(install()))).toMatchObject({ code: 'APPROVAL_NEEDED' })
    const approval = { containerSerial: asked.serial, decision: 'accept' as const, reason: 'he called' }
    await shop.sales('ApproveReactivation', { approval })
    expect((await restore(install())).movedCount).toBe(1)
    machine = newMachine()
    await sold('PLAIN')
    expect(await refusal(restore(install()))).toMatchObject({ code: 'REACTIVATION_NOT_ALLOWED' })
  })

  test('APPROVAL_NEEDED: a named container of another machine, until the support approves it by its serial', async () => {
    const { container: lost, licenseIds } = await sold('FREE', 'PLAIN')
    const elsewhere = install(newMachine())
    const wish = { oldSerial: lost.serial }
    // Nothing is told of what it holds, nor how well a guessed machine would fit.
    const refused = await refusal(restore(elsewhere, wish))
    expect(refused).toMatchObject({ code: 'APPROVAL_NEEDED', field: 'restoration/oldSerial' })
    expect(refused.message).not.toMatch(/score|\d/)
    expect(refused.details ?? {}).toEqual({})
    expect((await shop.known(lost))?.state).toBe('known')
    const approval = { containerSerial: lost.serial, decision: 'accept' as const, reason: 'he called' }
    const { result } = await shop.sales('ApproveReactivation', { approval })
    expect(result).toMatchObject({ decidedCount: 1, refusedCount: 1 })
    const restored = await restore(elsewhere, wish)
    expect(restored).toMatchObject({ bindingScore: '0.00', movedCount: 1, refusedCount: 1 })
    expect(restored.licenseResults.licenseResult.find(({ ok }) => ok)?.licenseId).toBe(licenseIds[0])
  })

  test('a rejected approval is none', async () => {
    const { container: lost } = await sold('FREE')
    const approval = { containerSerial: lost.serial, decision: 'reject' as const, reason: 'stolen' }
    await shop.sales('ApproveReactivation', { approval })
    const wish = { oldSerial: lost.serial }
    expect(await refusal(restore(install(newMachine()), wish))).toMatchObject({ code: 'APPROVAL_NEEDED' })
  })

  test('INVALID_REQUEST: several containers were on this machine; the user names one', async () => {
    const [first, second] = [await sold('FREE'), await sold('FREE')]
    const fault = await refusal(restore(install()))
    expect(fault).toMatchObject({
      code: 'INVALID_REQUEST',
      field: 'restoration/oldSerial',
      details: {
        [`container[${first.container.serial}]`]: '1.00',
        [`container[${second.container.serial}]`]: '1.00',
      },
    })
    const result = await restore(install(), { oldSerial: ` ${first.container.serial} ` })
    expect(result).toMatchObject({ oldSerial: first.container.serial, movedCount: 1 })
  })

  test('the licenses of another firm code follow by a call of their own', async () => {
    const order = await sold('FREE')
    const other = await sell(shop, 'OTHER-FREE')
    const lost = order.container
    const update = await shop.activate(lost, { ticketId: other.ticketId }, { of: otherFirm })
    await lost.import(otherFirm, update.updateFile)
    await shop.confirm(lost, otherFirm)
    const container = install()
    await takeIn(shop, container, (await restore(container)).updateFile)
    expect(await statesOf(shop, other)).toEqual(['Confirmed'])
    const result = await restore(container, { of: otherFirm })
    expect(result).toMatchObject({ oldSerial: lost.serial, movedCount: 1 })
    expect((await readUpdate(result.updateFile ?? '', otherFirm.root)).update.firmCode).toBe(otherFirm.firmCode)
    // Whoever was not its successor does not get them.
    expect(await refusal(restore(install(), { of: otherFirm, oldSerial: lost.serial }))).toMatchObject({
      code: 'CONTAINER_BLOCKED',
    })
  })

  test('the same request again gives the same update, and so does a lost answer without an id', async () => {
    await sold('FREE')
    const container = install()
    const requestId = randomUUID()
    const first = await restore(container, { requestId })
    expect(await restore(container, { requestId })).toEqual(first)
    const again = await restore(container)
    expect(again).toMatchObject({ transferId: first.transferId, movedCount: 1, updateFile: first.updateFile })
    const conflict = restore(container, { requestId, oldSerial: container.serial })
    expect(await refusal(conflict)).toMatchObject({ code: 'REQUEST_CONFLICT' })
    await takeIn(shop, container, first.updateFile)
    expect(await refusal(restore(container))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('a check says what would happen, and stores nothing', async () => {
    const { container: lost, ...order } = await sold('FREE', 'WAITS')
    const container = install()
    const checked = await restore(container, { runMode: 'check' })
    expect(checked).toMatchObject({ movedCount: 1, refusedCount: 1 })
    expect(checked.updateFile).toBeUndefined()
    expect((await shop.known(lost))?.state).toBe('known')
    expect(await shop.known(container)).toBeNull()
    expect(await statesOf(shop, order)).toEqual(['Confirmed', 'Confirmed'])
  })

  test('an inseparable ticket moves whole or not at all', async () => {
    const ticketId = await shop.order(['FREE', 'PLAIN'], { inseparable: 'yes' })
    const lost = await collectOn(install(), { ticketId })
    const free = await sell(shop, 'FREE')
    await collectOn(lost, free)
    const container = install()
    const result = await restore(container)
    expect(codesOf(result).sort()).toEqual(['REACTIVATION_NOT_ALLOWED', 'REACTIVATION_NOT_ALLOWED', 'ok'])
    await takeIn(shop, container, result.updateFile)
    expect(container.licenses(firm)).toEqual(free.licenseIds)
  })

  test('what is to be exchanged is free for another only if it may be restored itself', async () => {
    const order = await sold('FREE', 'PLAIN', 'FREE-MONTHLY')
    const [, fixed = '', movable = ''] = order.licenseIds
    for (const licenseId of [fixed, movable]) {
      const replacement = { licenseId, itemNumber: 'SECOND', reason: 'another edition' }
      await shop.sales('ReplaceLicense', { requestId: `replace ${licenseId}`, replacement })
    }
    const container = install()
    await takeIn(shop, container, (await restore(container)).updateFile)
    const states = new Map((await shop.licenses(order.ticketId)).map(({ id, state }) => [id, state]))
    expect([states.get(fixed), states.get(movable)]).toEqual(['WithdrawPending', 'Replaced'])
    expect(await movesOf(shop, fixed)).toEqual([])
    const { ticketId } = order
    expect(await shop.activate(container, { ticketId, selection: 'all' })).toMatchObject({ activatedCount: 1 })
  })

  test('what was to be withdrawn is withdrawn, and what was dedicated to it goes to its successor', async () => {
    const order = await sold('FREE', 'FREE')
    const [taken = ''] = order.licenseIds
    const withdrawal = { licenseIds: { licenseId: [taken] }, reason: 'not paid' }
    await shop.sales('WithdrawLicenses', { withdrawal })
    const dedicated = await shop.order(['PLAIN'], { containerSerial: order.container.serial })
    const container = install()
    const result = await restore(container)
    expect(result).toMatchObject({ movedCount: 1, refusedCount: 0 })
    await takeIn(shop, container, result.updateFile)
    expect(await statesOf(shop, order)).toEqual(['Withdrawn', 'Confirmed'])
    expect((await shop.licenses(dedicated))[0]).toMatchObject({ dedicatedSerial: container.serial })
    const { updateFile } = (
      await shop.call('AutoUpdate', { updateWish: { contextFile: await container.context(firm) } })
    ).result
    await takeIn(shop, container, updateFile)
    expect(container.licenses(firm)).toHaveLength(2)
  })

  test('a trial that was had is had, and one that runs goes on', async () => {
    await sold('FREE-TRIAL', 'TRIAL')
    const container = install()
    const restored = await restore(container)
    expect(restored).toMatchObject({ movedCount: 1, refusedCount: 1 })
    await takeIn(shop, container, restored.updateFile)
    const rows = await shop.store.read((tx) => tx.findBy(Trial, { containerSerial: container.serial }))
    expect(rows.map(({ trialNumber }) => trialNumber)).toEqual([1, 1])
    for (const item of ['FREE-TRIAL', 'TRIAL']) {
      const ticketId = await shop.order([item])
      expect(await refusal(shop.activate(container, { ticketId }))).toMatchObject({ code: 'QUOTA_EXCEEDED' })
    }
  })

  test('units that were used stay used', async () => {
    const { container: lost, licenseIds } = await sold('FREE-UNITS')
    const licenses = [{ licenseId: licenseIds[0] ?? '', generation: 1, consumed: 40n }]
    const contextFile = await lost.context(firm, { licenses })
    await shop.call('ConfirmUpdate', { confirmation: { contextFile } })
    const { updateFile = '' } = await restore(install())
    const { update } = await readUpdate(updateFile, firm.root)
    expect(update.steps[0]?.actions).toMatchObject([{ put: { generation: 2, consumed: 40n } }])
  })

  test('the new container gets what its vendor has decided first, in the same update', async () => {
    await sold('FREE')
    const container = install()
    const { serial: containerSerial } = container
    await shop.order(['PLAIN'], { containerSerial })
    const result = await restore(container)
    expect(result).toMatchObject({ movedCount: 1, vendorChangeCount: 1 })
    await takeIn(shop, container, result.updateFile)
    expect(container.licenses(firm)).toHaveLength(2)
  })

  test('what a refused restoring brings is a receipt all the same', async () => {
    const order = await sell(shop, 'FREE')
    const container = install()
    await container.import(firm, (await shop.activate(container, { ticketId: order.ticketId })).updateFile)
    expect(await refusal(restore(container))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    expect(await statesOf(shop, order)).toEqual(['Confirmed'])
  })

  test('TERMS_NOT_ACCEPTED, CONTAINER_UNKNOWN, INVALID_REQUEST: a wish that cannot be meant', async () => {
    const { container } = await sold('FREE')
    expect(await refusal(restore(install(), { acceptTerms: 'no' }))).toMatchObject({ code: 'TERMS_NOT_ACCEPTED' })
    expect(await refusal(restore(install(), { oldSerial: '130-1' }))).toMatchObject({
      code: 'CONTAINER_UNKNOWN',
      field: 'restoration/oldSerial',
    })
    expect(await refusal(restore(container, { oldSerial: container.serial }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
  })

  test('CONTAINER_BLOCKED: a lost container that its vendor has blocked', async () => {
    const { container: lost } = await sold('FREE')
    await shop.sales('BlockContainer', { containerBlock: { containerSerial: lost.serial, reason: 'stolen' } })
    const wish = { oldSerial: lost.serial }
    expect(await refusal(restore(install(), wish))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    expect(await refusal(restore(install()))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })

  test('MANIPULATION_DETECTED: a lost container that waits for a person', async () => {
    const { container: lost } = await sold('FREE')
    await refusal(shop.call('ConfirmUpdate', await untrueProof(firm, lost)))
    expect(await refusal(restore(install()))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
  })

  test('CONTAINER_KIND: a dongle neither takes a place nor gives one up', async () => {
    const dongle = new FieldContainer(firm, newContainer(firm, 'p256-p256', undefined, 'dongle'))
    expect(await refusal(restore(dongle))).toMatchObject({ code: 'CONTAINER_KIND' })
    await collectSold(shop, await sell(shop, 'DONGLE-ONLY'), { container: dongle })
    expect(await refusal(restore(install(), { oldSerial: dongle.serial }))).toMatchObject({
      code: 'CONTAINER_KIND',
      field: 'restoration/oldSerial',
    })
  })

  test('NOTHING_TO_DO: there is nothing left in it', async () => {
    const { container: lost } = await sold('FREE')
    const order = await sell(shop, 'OTHER-FREE')
    await shop.activate(lost, { ticketId: order.ticketId }, { of: otherFirm })
    const container = install()
    await takeIn(shop, container, (await restore(container)).updateFile)
    expect(await refusal(restore(container, { oldSerial: lost.serial }))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('of two at once the lost container goes to one, and every license is there once', async () => {
    const order = await sold('FREE', 'FREE')
    const wish = { oldSerial: order.container.serial }
    const codes = await Promise.all(
      [install(), install()].map((each) =>
        restore(each, wish).then(
          () => 'ok',
          (fault: unknown) => (fault as Fault).code,
        ),
      ),
    )
    expect(codes.sort()).toEqual(['CONTAINER_BLOCKED', 'ok'])
    expect(await movesOf(shop, order.licenseIds[0])).toEqual(['restore 1'])
    expect((await shop.licenses(order.ticketId)).map(({ generation }) => generation)).toEqual([2, 2])
  })
})
