import { Consumption } from '../../src/entities/consumption.ts'
import { readUpdate } from '../../src/formats/update.ts'
import { type DepotShop, depotDatabases, firm, otherFirm, refusal, useDepot } from '../depot/depot-shop.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { actionsOf, collect, named, sell, statesOf, type Sold } from './vendor-shop.ts'

const reason = 'decided'

/** Activates the licenses of an order into a container and imports the update; the receipt comes with the next contact. */
async function contact(shop: DepotShop, container: FieldContainer, { ticketId }: Pick<Sold, 'ticketId'>) {
  const result = await shop.activate(container, { ticketId })
  await container.import(firm, result.updateFile)
  return result
}

async function stepsOf(updateFile: string | undefined) {
  const { update } = await readUpdate(updateFile ?? '', firm.root)
  return update.steps.map(({ actions }) =>
    actions.map((action) =>
      'put' in action
        ? `put ${action.put.options.itemNumber} ${action.put.generation}`
        : `remove ${action.remove.licenseId}`,
    ),
  )
}

/** The most units of a license that are known to be used. */
async function consumedOf({ store }: DepotShop, licenseId: string): Promise<string | undefined> {
  const rows = await store.read((tx) => tx.findBy(Consumption, { licenseId }))
  return rows[0]?.consumed
}

async function actionStates(shop: DepotShop, container: FieldContainer): Promise<string[]> {
  return (await actionsOf(shop, container)).map(({ kind, state }) => `${kind} ${state}`)
}

describe.each(depotDatabases)('what a vendor has decided reaches the container (%s)', (kind) => {
  const depot = useDepot(kind)
  const withdraw = (...ids: (string | undefined)[]) =>
    depot().sales('WithdrawLicenses', { withdrawal: { ...named(...ids), reason } })
  const replace = (licenseId: string | undefined, itemNumber: string) =>
    depot().sales('ReplaceLicense', {
      requestId: `replace ${String(licenseId)}`,
      replacement: { licenseId: licenseId ?? '', itemNumber, reason },
    })
  const extend = (licenseId: string | undefined, endAt: string) =>
    depot().sales('ExtendLicenses', {
      requestId: `extend ${String(licenseId)} ${endAt}`,
      extension: { ...named(licenseId), expirationSet: { endAt: new Date(endAt) } },
    })
  const assign = ({ licenseIds }: Sold, containerSerial: string) =>
    depot().sales('AssignContainer', { assignment: { ...named(...licenseIds), containerSerial } })
  const recycle = (containerSerial: string) =>
    depot().sales('RecycleContainer', { recycling: { containerSerial, reason } })

  const withdrawals = (state: string) => [`withdraw ${state}`, `withdraw ${state}`]

  test('a withdrawal: a step of its own before that of the user, done with the receipt', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    const [first = '', second = ''] = sold.licenseIds
    await withdraw(first)
    const more = await sell(depot(), 'NETWORK')
    const { updateFile } = await contact(depot(), container, more)
    expect(await stepsOf(updateFile)).toEqual([[`remove ${first}`], ['put NETWORK 1']])
    expect(container.licenses(firm)).toEqual([second, ...more.licenseIds])
    expect(await actionStates(depot(), container)).toEqual(['withdraw delivered'])
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending', 'Confirmed'])
    await depot().confirm(container)
    expect(await actionStates(depot(), container)).toEqual(['withdraw done'])
    expect(await depot().licenses(sold.ticketId)).toMatchObject([
      { state: 'Withdrawn', containerId: null },
      { state: 'Confirmed' },
    ])
    expect(await statesOf(depot(), more)).toEqual(['Confirmed'])
    expect(await depot().changes({ id: first })).toContain('LicenseWithdrawn 5')
  })

  test('nothing of its own to activate: the update comes all the same, and says why not', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const [license = ''] = sold.licenseIds
    await withdraw(license)
    const { updateFile, ...result } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(result).toMatchObject({ activatedCount: 0, refusedCount: 1 })
    const vendorChange = [{ licenseId: license, actionKind: 'Withdraw', effect: 'removed' }]
    expect(result).toMatchObject({ vendorChangeCount: 1, vendorChanges: { vendorChange } })
    expect(result.licenseResults.licenseResult).toMatchObject([{ ok: false, code: 'LICENSE_STATE' }])
    const again = await depot().activate(container, { ticketId: sold.ticketId })
    expect(again).toMatchObject({ ...result, updateFile })
    await container.import(firm, updateFile)
    expect(container.licenses(firm)).toEqual([])
    expect(await refusal(depot().activate(container, { ticketId: sold.ticketId }))).toMatchObject({
      code: 'NOTHING_TO_DO',
      message: 'The ticket holds no license that can be collected.',
    })
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn'])
  })

  test('a withdrawal that is taken back before the contact leaves the container as it is', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    await depot().sales('CancelWithdrawal', { withdrawalCancel: named(...sold.licenseIds) })
    await contact(depot(), container, await sell(depot(), 'SECOND'))
    expect(container.licenses(firm)).toContain(sold.licenseIds[0])
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
  })

  test('a withdrawal that the container was given can no longer be taken back', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    await depot().activate(container, { ticketId: (await sell(depot(), 'SECOND')).ticketId })
    const cancel = depot().sales('CancelWithdrawal', { withdrawalCancel: named(...sold.licenseIds) })
    expect(await refusal(cancel)).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('an exchange: one step takes out the old and puts the new, both are one copy', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const [old = ''] = sold.licenseIds
    await replace(old, 'SECOND')
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(await stepsOf(updateFile)).toEqual([[`remove ${old}`, 'put SECOND 1']])
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending', 'Collected'])
    await container.import(firm, updateFile)
    await depot().confirm(container)
    const [before, after] = await depot().licenses(sold.ticketId)
    expect([before?.state, before?.containerId, after?.state]).toEqual(['Replaced', null, 'Confirmed'])
    expect(container.licenses(firm)).toEqual([after?.id])
  })

  test('an exchange for what cannot go into the container only takes out; the new one can be collected after that', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const [old = ''] = sold.licenseIds
    await replace(old, 'DONGLE-ONLY')
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(await stepsOf(updateFile)).toEqual([[`remove ${old}`]])
    await container.import(firm, updateFile)
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['Replaced', 'NotCollected'])
  })

  test('an exchange of what was exchanged before goes to the last of them', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await replace(sold.licenseIds[0], 'SECOND')
    const [, next] = await depot().licenses(sold.ticketId)
    await replace(next?.id, 'NETWORK')
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(await stepsOf(updateFile)).toEqual([[`remove ${sold.licenseIds[0] ?? ''}`, 'put NETWORK 1']])
  })

  test('an exchange for what was split brings every part', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await replace(sold.licenseIds[0], 'UNITS')
    const [, successor] = await depot().licenses(sold.ticketId)
    const licenseSplit = { licenseId: successor?.id ?? '', splitOff: 400 }
    await depot().sales('SplitLicense', { requestId: `split ${String(successor?.id)}`, licenseSplit })
    const { updateFile } = await contact(depot(), container, sold)
    expect(await stepsOf(updateFile)).toEqual([[`remove ${sold.licenseIds[0] ?? ''}`, 'put UNITS 1', 'put UNITS 1']])
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['Replaced', 'Confirmed', 'Confirmed'])
  })

  test('units that are used between the decision and the exchange are used of the new license', async () => {
    const sold = await sell(depot(), 'UNITS')
    const container = await collect(depot(), sold)
    const [old = ''] = sold.licenseIds
    const used = async (shown: Record<string, bigint>, isOut = false) => {
      const list = Object.entries(shown).map(([licenseId, consumed]) => ({ licenseId, generation: 1, consumed }))
      const [removed, licenses] = isOut ? [list.slice(0, 1), list.slice(1)] : [[], list]
      return container.context(firm, { licenses, removed })
    }
    await replace(old, 'UNITS')
    const [, next = { id: '' }] = await depot().licenses(sold.ticketId)
    await replace(next.id, 'UNITS')
    const [, , successor = next] = await depot().licenses(sold.ticketId)
    const contextFile = await used({ [old]: 150n })
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId, contextFile })
    await container.import(firm, updateFile)
    expect(container.state(firm).licenses).toMatchObject([{ licenseId: successor.id, consumed: '150' }])
    const receipt = await used({ [old]: 160n, [successor.id]: 150n }, true)
    await depot().call('ConfirmUpdate', { confirmation: { contextFile: receipt } })
    expect(await consumedOf(depot(), successor.id)).toBe('160')
    // It was told of 150 only; that is no older state of it.
    const later = await used({ [old]: 160n, [successor.id]: 155n }, true)
    await depot().call('ConfirmUpdate', { confirmation: { contextFile: later } })
    expect(await depot().changes(await depot().known(container))).not.toContainEqual(
      expect.stringContaining('ContainerUnitsSetBack'),
    )
    const extension = { ...named(successor.id), unitsAdd: { units: 100n } }
    await depot().sales('ExtendLicenses', { requestId: `units ${successor.id}`, extension })
    const more = await depot().activate(container, {
      ticketId: sold.ticketId,
      contextFile: await used({ [old]: 160n, [successor.id]: 155n }, true),
    })
    await container.import(firm, more.updateFile)
    expect(container.state(firm).licenses).toMatchObject([{ licenseId: successor.id, consumed: '160' }])
  })

  test('an extension: the license is put again with its new end, in the same generation, however often it was extended', async () => {
    const sold = await sell(depot(), 'UNTIL-2027')
    const container = await collect(depot(), sold)
    const [license] = sold.licenseIds
    await extend(license, '2028-01-01T00:00:00.000Z')
    await extend(license, '2029-01-01T00:00:00.000Z')
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(await stepsOf(updateFile)).toEqual([['put UNTIL-2027 1']])
    await container.import(firm, updateFile)
    expect(container.state(firm).licenses[0]?.options.expirationTime).toBe('2029-01-01T00:00:00.000Z')
    await depot().confirm(container)
    expect(await actionStates(depot(), container)).toEqual(['extend done', 'extend done'])
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
  })

  test('an extension of what is withdrawn as well is done with the withdrawal', async () => {
    const sold = await sell(depot(), 'UNTIL-2027')
    const container = await collect(depot(), sold)
    await extend(sold.licenseIds[0], '2028-01-01T00:00:00.000Z')
    await withdraw(...sold.licenseIds)
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(await stepsOf(updateFile)).toEqual([[`remove ${sold.licenseIds[0] ?? ''}`]])
    await container.import(firm, updateFile)
    await depot().confirm(container)
    expect(await actionStates(depot(), container)).toEqual(['extend done', 'withdraw done'])
  })

  test('an extension keeps the values that were given at activation', async () => {
    const order = [{ lineNumber: '1', itemNumber: 'NAMED-MONTHLY', quantity: 1, parameters: { parameter: [] } }]
    const ticketId = await depot().order(order)
    const container = depot().container()
    const parameters = { parameter: [{ name: 'host', value: 'alpha' }] }
    await container.import(firm, (await depot().activate(container, { ticketId, parameters })).updateFile)
    const [license] = await depot().licenses(ticketId)
    await extend(license?.id, '2029-01-01T00:00:00.000Z')
    await contact(depot(), container, await sell(depot(), 'PLAIN'))
    const held = container.state(firm).licenses.find(({ licenseId }) => licenseId === license?.id)
    expect(held?.options).toMatchObject({
      expirationTime: '2029-01-01T00:00:00.000Z',
      parameters: { host: 'alpha' },
    })
  })

  test('dedicated licenses come without their ticket, also into a container that was never seen', async () => {
    const container = depot().container()
    const dedicated = await sell(depot(), 'SECOND')
    await assign(dedicated, container.serial)
    const sold = await sell(depot(), 'PLAIN')
    const { updateFile } = await contact(depot(), container, sold)
    expect(await stepsOf(updateFile)).toEqual([['put SECOND 1'], ['put PLAIN 1']])
    await depot().confirm(container)
    expect(await statesOf(depot(), dedicated)).toEqual(['Confirmed'])
    expect(await depot().changes({ id: dedicated.licenseIds[0] ?? '' })).toEqual([
      'LicenseCreated 1',
      'LicenseAssigned 2',
      'LicenseCollected 3',
      'LicenseConfirmed 4',
    ])
  })

  test('a dedicated license that is asked for by its ticket is on its way by then', async () => {
    const container = depot().container()
    const sold = await sell(depot(), 'PLAIN')
    await assign(sold, container.serial)
    const { updateFile, licenseResults } = await depot().activate(container, { ticketId: sold.ticketId })
    expect(licenseResults.licenseResult).toMatchObject([{ ok: true }])
    expect(await stepsOf(updateFile)).toEqual([['put PLAIN 1']])
  })

  test('of an inseparable ticket all licenses are dedicated, or none of them comes', async () => {
    const container = depot().container()
    const ticketId = await depot().order(['PLAIN', 'SECOND'], { inseparable: 'yes' })
    const licenses = await depot().licenses(ticketId)
    const sold = { ticketId, licenseIds: licenses.map(({ id }) => id) }
    await assign({ ticketId, licenseIds: sold.licenseIds.slice(0, 1) }, container.serial)
    await contact(depot(), container, await sell(depot(), 'NETWORK'))
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected', 'NotCollected'])
    await assign({ ticketId, licenseIds: sold.licenseIds.slice(1) }, container.serial)
    await contact(depot(), container, await sell(depot(), 'PLAIN'))
    expect(await statesOf(depot(), sold)).toEqual(['Collected', 'Collected'])
  })

  test('an erasure: everything goes, and can be collected again with the receipt; what was withdrawn is withdrawn', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND', 'NETWORK')
    const container = await collect(depot(), sold)
    const [, second] = sold.licenseIds
    await withdraw(second)
    await recycle(container.serial)
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    await container.import(firm, updateFile)
    expect(container.licenses(firm)).toEqual([])
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed', 'WithdrawPending', 'Confirmed'])
    await depot().confirm(container)
    expect(await depot().licenses(sold.ticketId)).toMatchObject([
      { state: 'NotCollected', containerId: null },
      { state: 'Withdrawn' },
      { state: 'NotCollected', containerId: null },
    ])
    expect(await depot().changes(await depot().known(container))).toContain('ContainerRecycled 3')
    expect(await actionStates(depot(), container)).toEqual(['withdraw done', 'recycle done'])
    const other = depot().container()
    await contact(depot(), other, sold)
    expect(await statesOf(depot(), sold)).toEqual(['Collected', 'Withdrawn', 'Collected'])
  })

  test.each(['UPGRADE', 'MODULE'])(
    'an erasure leaves no base to a dedicated %s, which waits for another',
    async (item) => {
      const sold = await sell(depot(), 'BASE', 'MODULE')
      const container = await collect(depot(), sold)
      await recycle(container.serial)
      const sent = await sell(depot(), item)
      await assign(sent, container.serial)
      await contact(depot(), container, await sell(depot(), 'DONGLE-ONLY'))
      expect(container.licenses(firm)).toEqual([])
      await depot().confirm(container)
      expect(await statesOf(depot(), sold)).toEqual(['NotCollected', 'NotCollected'])
      expect(await statesOf(depot(), sent)).toEqual(['NotCollected'])
    },
  )

  test('an erasure beside withdrawals of everything is recorded with their receipt', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    await recycle(container.serial)
    await contact(depot(), container, await sell(depot(), 'NETWORK'))
    expect(await actionStates(depot(), container)).toEqual([...withdrawals('delivered'), 'recycle delivered'])
    await depot().confirm(container)
    expect(await actionStates(depot(), container)).toEqual([...withdrawals('done'), 'recycle done'])
    expect(await depot().changes(await depot().known(container))).toContain('ContainerRecycled 3')
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn', 'Withdrawn'])
  })

  test('an erasure after withdrawals of everything were delivered leaves alone what came after them', async () => {
    const sold = await sell(depot(), 'PLAIN', 'SECOND')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    await depot().activate(container, { ticketId: sold.ticketId })
    await recycle(container.serial)
    const more = await sell(depot(), 'NETWORK')
    await contact(depot(), container, more)
    expect(await actionStates(depot(), container)).toEqual([...withdrawals('delivered'), 'recycle delivered'])
    await depot().confirm(container)
    expect(await depot().changes(await depot().known(container))).toContain('ContainerRecycled 3')
    expect(await actionStates(depot(), container)).toEqual([...withdrawals('done'), 'recycle done'])
    expect(await statesOf(depot(), more)).toEqual(['Confirmed'])
  })

  test('what an erasure took out can go in again by the very context that confirms it', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await recycle(container.serial)
    await contact(depot(), container, sold)
    await contact(depot(), container, sold)
    expect(await depot().licenses(sold.ticketId)).toMatchObject([{ state: 'Collected', generation: 2 }])
    expect(container.licenses(firm)).toEqual(sold.licenseIds)
  })

  test('a dedicated license that was erased is meant for no container any more', async () => {
    const container = depot().container()
    const sold = await sell(depot(), 'PLAIN')
    await assign(sold, container.serial)
    await contact(depot(), container, sold)
    await depot().confirm(container)
    await recycle(container.serial)
    await contact(depot(), container, await sell(depot(), 'SECOND'))
    await depot().confirm(container)
    expect(await depot().licenses(sold.ticketId)).toMatchObject([{ state: 'NotCollected', dedicatedSerial: null }])
    await contact(depot(), depot().container(), sold)
    expect(await statesOf(depot(), sold)).toEqual(['Collected'])
  })

  test('an erasure is done for each firm code at its own contact', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const others = await sell(depot(), 'OTHER-FIRM')
    const { updateFile } = await depot().activate(container, { ticketId: others.ticketId }, { of: otherFirm })
    await container.import(otherFirm, updateFile)
    await depot().confirm(container, otherFirm)
    await recycle(container.serial)
    await contact(depot(), container, await sell(depot(), 'SECOND'))
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected'])
    expect(await statesOf(depot(), others)).toEqual(['Confirmed'])
    expect(await actionStates(depot(), container)).toEqual(['recycle done', 'recycle pending'])
  })

  test('a lost file: the next contact sends the removal again, by the same step', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    await depot().activate(container, { ticketId: (await sell(depot(), 'SECOND')).ticketId })
    const { updateFile } = await contact(depot(), container, await sell(depot(), 'NETWORK'))
    expect((await stepsOf(updateFile)).map(([first]) => first)).toEqual([
      `remove ${sold.licenseIds[0] ?? ''}`,
      'put SECOND 1',
      'put NETWORK 1',
    ])
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn'])
  })

  test('an older state that was put back gets the removal again, and changes nothing in the books', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const old = container.copy()
    await withdraw(...sold.licenseIds)
    await contact(depot(), container, await sell(depot(), 'SECOND'))
    await depot().confirm(container)
    old.skipTo(firm, container.state(firm).contextSeq)
    expect(old.licenses(firm)).toEqual(sold.licenseIds)
    await contact(depot(), old, await sell(depot(), 'NETWORK'))
    expect(old.licenses(firm)).not.toContain(sold.licenseIds[0])
    await depot().confirm(old)
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn'])
    expect(await actionStates(depot(), container)).toEqual(['withdraw done'])
  })

  test('an erasure that is repeated for an older state does not take away what was collected after it', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const old = container.copy()
    await recycle(container.serial)
    await contact(depot(), container, await sell(depot(), 'SECOND'))
    await depot().confirm(container)
    await contact(depot(), container, sold)
    await depot().confirm(container)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    old.skipTo(firm, container.state(firm).contextSeq)
    await contact(depot(), old, await sell(depot(), 'NETWORK'))
    await depot().confirm(old)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    expect(old.licenses(firm)).toContain(sold.licenseIds[0])
  })

  test('a check delivers nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const { ticketId } = await sell(depot(), 'SECOND')
    await depot().activate(container, { ticketId }, { check: true })
    expect(await actionStates(depot(), container)).toEqual(['withdraw pending'])
  })

  test('a ticket that nobody knows delivers nothing', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    await withdraw(...sold.licenseIds)
    const ticketId = '00000-00000-00000-00000-00000'
    await refusal(depot().activate(container, { ticketId }))
    expect(await actionStates(depot(), container)).toEqual(['withdraw pending'])
  })

  test('a withdrawal and a contact at once: either it is delivered, or it waits', async () => {
    const sold = await sell(depot(), 'PLAIN')
    const container = await collect(depot(), sold)
    const { ticketId } = await sell(depot(), 'SECOND')
    const [, { updateFile }] = await Promise.all([
      withdraw(...sold.licenseIds),
      depot().activate(container, { ticketId }),
    ])
    await container.import(firm, updateFile)
    const [state] = await actionStates(depot(), container)
    const isGone = !container.licenses(firm).includes(sold.licenseIds[0] ?? '')
    expect(state).toBe(isGone ? 'withdraw delivered' : 'withdraw pending')
  })
})
