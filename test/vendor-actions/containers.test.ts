import type { Decision } from '../../src/contract/sales.ts'
import type { Context } from '../../src/formats/context.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { type DepotShop, caller, depotDatabases, firm, refusal, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { blockedBelow, giveBack, movesOf } from '../depot/movers.ts'
import { actionsOf, collect, named, sell, statesOf, type Sold } from './vendor-shop.ts'

const reason = 'stolen'

describe.each(depotDatabases)('BlockContainer and UnblockContainer (%s)', (kind) => {
  const depot = useDepot(kind)
  const block = (containerSerial: string, more: { requestId?: string; runMode?: 'check' } = {}) =>
    depot().sales('BlockContainer', { ...more, containerBlock: { containerSerial, reason } })
  const unblock = (containerSerial: string) =>
    depot().sales('UnblockContainer', { containerUnblock: { containerSerial, reason: 'found' } })

  test('a blocked container gets nothing, and goes on once it is unblocked', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const { result } = await block(container.serial)
    expect(result).toMatchObject({ containerSerial: container.serial, containerKind: 'software', state: 'blocked' })
    expect(result.licenseCount).toBe(1)
    const { ticketId } = await sell(depot(), 'SECOND')
    expect(await refusal(depot().activate(container, { ticketId }))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
    expect((await unblock(container.serial)).result.state).toBe('known')
    expect((await depot().activate(container, { ticketId })).licenseResults.licenseResult).toMatchObject([{ ok: true }])
    const row = await depot().known(container)
    expect(await depot().changes(row)).toEqual(['ContainerEnrolled 1', 'ContainerBlocked 2', 'ContainerUnblocked 3'])
  })

  test('a support user may, and one who sells or supports nothing may not', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const input = { containerBlock: { containerSerial: container.serial, reason } }
    const support = { ...caller, name: 'desk', roles: new Set(['support'] as const) }
    const admin = { ...caller, name: 'admin', roles: new Set(['admin'] as const) }
    expect(await refusal(depot().sales('BlockContainer', input, { as: admin }))).toMatchObject({ code: 'FORBIDDEN' })
    expect((await depot().sales('BlockContainer', input, { as: support })).result.state).toBe('blocked')
    const recycling = { recycling: { containerSerial: container.serial, reason } }
    expect(await refusal(depot().sales('RecycleContainer', recycling, { as: support }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('the same requestId is answered with the container as it is now', async () => {
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    const requestId = `block ${serial}`
    await block(serial, { requestId })
    await unblock(serial)
    expect((await block(serial, { requestId })).result.state).toBe('known')
    const other = await collect(depot(), await sell(depot(), 'PLAIN'))
    expect(await refusal(block(other.serial, { requestId }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a check stores nothing', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    expect((await block(container.serial, { runMode: 'check' })).result.state).toBe('blocked')
    expect((await depot().known(container))?.state).toBe('known')
  })

  test("FORBIDDEN: a container that holds a firm code which is not the client's", async () => {
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    const as = { ...caller, firmCodes: new Set([1]) }
    const input = { containerBlock: { containerSerial: serial, reason } }
    expect(await refusal(depot().sales('BlockContainer', input, { as }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  test('CONTAINER_UNKNOWN: no such container', async () => {
    expect(await refusal(block('130-1'))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
    expect(await refusal(unblock('130-1'))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })

  test('NOTHING_TO_DO: blocked already, and not blocked', async () => {
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    expect(await refusal(unblock(serial))).toMatchObject({ code: 'NOTHING_TO_DO' })
    await block(serial)
    expect(await refusal(block(serial))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })
})

describe.each(depotDatabases)('ResolveContainer (%s)', (kind) => {
  const depot = useDepot(kind)
  const resolve = (containerSerial: string, decision: Decision) =>
    depot().sales('ResolveContainer', { resolution: { containerSerial, decision, reason: 'called the customer' } })

  const ask = async (container: FieldContainer, { ticketId }: Sold, shown: Partial<Context>) =>
    depot().activate(container, { ticketId, contextFile: await container.context(firm, shown) })

  test('accept: a container with a state that was issued is caught up, and has a clean record', async () => {
    const container = await rolledBackTwice(depot())
    const serial = container.serial
    expect((await depot().known(container))?.state).toBe('manipulation')
    expect((await resolve(serial, 'accept')).result.state).toBe('known')
    const { openTransfers } = await depot().confirm(container)
    expect(openTransfers.openTransfer).toEqual([])
    const contextFile = await container.context(firm)
    const { result } = await depot().call('ContinueTransfer', { transferKey: { contextFile } })
    expect(await container.import(firm, result.updateFile)).toBe(1)
    await depot().confirm(container)
    const { ticketId } = await sell(depot(), 'NETWORK')
    await container.import(firm, (await depot().activate(container, { ticketId })).updateFile)
    expect(container.licenses(firm)).toHaveLength(3)
    expect(await depot().changes(await depot().known(container))).toEqual([
      'ContainerEnrolled 1',
      'ContainerHealed 2',
      'ContainerManipulationDetected 3',
      'ContainerAccepted 4',
      'ContainerBelieved 5',
    ])
  })

  test('accept: a container in a foreign state goes on from there, with the licenses that it shows', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    const extra = await sell(depot(), 'NETWORK')
    const pending = (await depot().activate(container, { ticketId: extra.ticketId })).transferId ?? ''
    const returned = await sell(depot(), 'SECRET')
    const [first = '', second = ''] = sold.licenseIds
    const [shown = ''] = returned.licenseIds
    const foreign = {
      counter: 9,
      digest: Buffer.alloc(32, 7),
      licenses: [first, shown].map((licenseId) => ({ licenseId, generation: 1, consumed: 0n })),
    }
    const confirm = async () =>
      depot().call('ConfirmUpdate', { confirmation: { contextFile: await container.context(firm, foreign) } })
    // It cannot prove this; a person believes it all the same.
    expect(await refusal(confirm())).toMatchObject({ code: 'NEED_PROOF' })
    await resolve(container.serial, 'accept')
    const { result } = await confirm()
    const news = { licenseId: shown, state: 'Confirmed' }
    expect(result).toMatchObject({ confirmedCount: 1, confirmedLicenses: { confirmedLicense: [news] } })
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed', 'NotCollected'])
    expect(await statesOf(depot(), extra)).toEqual(['NotCollected'])
    expect(await statesOf(depot(), returned)).toEqual(['Confirmed'])
    const ask = depot().call('ContinueTransfer', { transferKey: { transferId: pending } })
    expect(await refusal(ask)).toMatchObject({ code: 'TRANSFER_UNKNOWN' })

    // It is known in this state from now on: the next contexts and steps build on it.
    await confirm()
    const contextFile = await container.context(firm, foreign)
    const asked = { ticketId: sold.ticketId, licenseIds: { licenseId: [second] }, contextFile }
    const { updateFile = '' } = await depot().activate(container, asked)
    const { update } = await readUpdate(updateFile, firm.root)
    expect(update.steps).toMatchObject([{ from: 9, to: 10 }])
    await confirm()
    expect(await depot().licenses(sold.ticketId)).toMatchObject([{ generation: 1 }, { generation: 2 }])
  })

  test('accept: of what it lacks the copies are void, as another copy of it may have them; a return counts', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const container = await collect(depot(), sold)
    const [lost = '', returned = ''] = sold.licenseIds
    await giveBack(depot(), container, [returned])
    await resolve(container.serial, 'accept')
    const contextFile = await container.context(firm, { counter: 9, digest: Buffer.alloc(32, 7), licenses: [] })
    await depot().call('ConfirmUpdate', { confirmation: { contextFile } })
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected', 'NotCollected'])
    expect(await blockedBelow(depot(), lost)).toBe(2)
    expect([await movesOf(depot(), lost), await movesOf(depot(), returned)]).toEqual([[], ['return 1']])
  })

  test('accept: the first contact may be an activation, of a license that is found there too', async () => {
    const { container, foreign, lost, found } = await foreignContainer(depot())
    expect(await refusal(ask(container, found, foreign))).toMatchObject({ code: 'NEED_PROOF' })
    await resolve(container.serial, 'accept')
    // The withdrawal was delivered by a step that leads nowhere now: it goes again, before what the user wants.
    const { vendorChanges, licenseResults } = await ask(container, found, foreign)
    const [licenseId] = lost.licenseIds
    expect(vendorChanges.vendorChange).toEqual([{ licenseId, actionKind: 'Withdraw', effect: 'removed' }])
    expect(licenseResults.licenseResult).toMatchObject([{ ok: false, code: 'NOTHING_TO_DO' }])
    expect(await statesOf(depot(), found)).toEqual(['Confirmed'])
  })

  test('accept: the context that is believed is also the receipt of what was issued and has arrived', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = depot().container()
    await container.import(firm, (await depot().activate(container, { ticketId: sold.ticketId })).updateFile)
    await resolve(container.serial, 'accept')
    expect((await depot().confirm(container)).confirmedCount).toBe(1)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
  })

  test('accept: also a container that is on another machine, which is its machine from then on', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    container.machine = [{ name: 'disk', value: 'D-2' }]
    expect(await refusal(depot().confirm(container))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
    await resolve(container.serial, 'accept')
    await depot().confirm(container)
    await depot().confirm(container)
    container.machine = [{ name: 'disk', value: 'D-1' }]
    expect(await refusal(depot().confirm(container))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
  })

  test('reject: it is blocked', async () => {
    const container = await rolledBackTwice(depot())
    expect((await resolve(container.serial, 'reject')).result.state).toBe('blocked')
    expect(await refusal(depot().confirm(container))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
  })

  test('NOTHING_TO_DO: accepted already, or blocked', async () => {
    const container = await rolledBackTwice(depot())
    await resolve(container.serial, 'accept')
    expect(await refusal(resolve(container.serial, 'accept'))).toMatchObject({ code: 'NOTHING_TO_DO' })
    await resolve(container.serial, 'reject')
    expect(await refusal(resolve(container.serial, 'accept'))).toMatchObject({ code: 'NOTHING_TO_DO' })
    expect(await refusal(resolve(container.serial, 'reject'))).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  test('CONTAINER_UNKNOWN: no such container', async () => {
    expect(await refusal(resolve('130-1', 'accept'))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })
})

describe.each(depotDatabases)('RecycleContainer (%s)', (kind) => {
  const depot = useDepot(kind)
  const recycle = (containerSerial: string, requestId?: string) =>
    depot().sales('RecycleContainer', { requestId, recycling: { containerSerial, reason: 'came back' } })

  test('the erasure waits for the container, after what was decided before it; its licenses stay until then', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    const [first] = sold.licenseIds
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(first), reason: 'refund' } })
    const dedicated = await sell(depot(), 'PLAIN')
    const { serial } = container
    const assignment = { ...named(...dedicated.licenseIds), containerSerial: serial }
    await depot().sales('AssignContainer', { assignment })
    const { result } = await recycle(serial, `recycle ${serial}`)
    const kinds = ['Withdraw', 'Recycle', 'Assign']
    expect(result.pendingActions.pendingAction.map(({ actionKind }) => actionKind)).toEqual(kinds)
    expect(result.pendingActions.pendingAction[0]?.reason).toBe('refund')
    expect(result).toMatchObject({ state: 'known', licenseCount: 2 })
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending', 'Confirmed'])
    expect((await recycle(serial, `recycle ${serial}`)).result.pendingActions.pendingAction).toHaveLength(3)
    expect(await depot().changes(await depot().known(container))).toContain('ContainerRecyclingOrdered 2')
  })

  test('NOTHING_TO_DO: it is to be erased already, or it holds nothing', async () => {
    const container = await collect(depot(), await sell(depot(), 'PLAIN'))
    const answers = await Promise.allSettled([recycle(container.serial), recycle(container.serial)])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await refusal(recycle(container.serial))).toMatchObject({ code: 'NOTHING_TO_DO' })
    expect(await actionsOf(depot(), container)).toHaveLength(1)
  })

  test('CONTAINER_BLOCKED: it is on the block list', async () => {
    const { serial } = await collect(depot(), await sell(depot(), 'PLAIN'))
    await depot().sales('BlockContainer', { containerBlock: { containerSerial: serial, reason } })
    expect(await refusal(recycle(serial))).toMatchObject({ code: 'CONTAINER_BLOCKED' })
  })

  test('CONTAINER_UNKNOWN: no such container', async () => {
    expect(await refusal(recycle('130-1'))).toMatchObject({ code: 'CONTAINER_UNKNOWN' })
  })
})

/** A container with two licenses that went back to the state of its first one, a second time after it was healed. */
async function rolledBackTwice(shop: DepotShop): Promise<FieldContainer> {
  const sold = await sell(shop, 'PLAIN')
  const container = await collect(shop, sold)
  const old = container.copy()
  const { ticketId } = await sell(shop, 'SECOND')
  await container.import(firm, (await shop.activate(container, { ticketId })).updateFile)
  await shop.confirm(container)
  old.skipTo(firm, container.state(firm).contextSeq)
  await shop.confirm(old)
  const again = old.copy()
  const { result } = await shop.call('ContinueTransfer', { transferKey: { contextFile: await old.context(firm) } })
  await old.import(firm, result.updateFile)
  await shop.confirm(old)
  again.skipTo(firm, old.state(firm).contextSeq)
  await expect(shop.confirm(again)).rejects.toMatchObject({ code: 'MANIPULATION_DETECTED' })
  return again
}

/** A container in a state that was never issued: it lost a withdrawal, and shows a license that our books have with nobody. */
async function foreignContainer(shop: DepotShop) {
  const lost = await sell(shop, 'PLAIN')
  const container = await collect(shop, lost)
  await shop.sales('WithdrawLicenses', { withdrawal: { ...named(...lost.licenseIds), reason: 'decided' } })
  await shop.activate(container, { ticketId: (await sell(shop, 'NETWORK')).ticketId })
  const found = await sell(shop, 'SECOND')
  const licenseIds = [...lost.licenseIds, ...found.licenseIds]
  const licenses = licenseIds.map((licenseId) => ({ licenseId, generation: 1, consumed: 0n }))
  return { container, lost, found, foreign: { counter: 9, digest: Buffer.alloc(32, 7), licenses } }
}
