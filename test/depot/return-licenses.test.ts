import { readUpdate } from '../../src/formats/update.ts'
import { collect, named, sell, statesOf } from '../vendor-actions/vendor-shop.ts'
import { depotDatabases, firm, refusal, start, useDepot } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'
import { codesOf, giveBack, movesOf, takeIn } from './movers.ts'

const days = (count: number) => new Date(start.getTime() + count * 86_400_000)

describe.each(depotDatabases)('ReturnLicenses (%s)', (kind) => {
  const depot = useDepot(kind)
  const ask = async (container: FieldContainer) =>
    (await depot().call('AutoUpdate', { updateWish: { contextFile: await container.context(firm) } })).result

  test('the update takes the license out, and the receipt makes it collectable anywhere, with its end', async () => {
    const sold = await sell(depot(), 'FREE-MONTHLY', 'FREE')
    const container = await collect(depot(), sold)
    const [before] = await depot().licenses(sold.ticketId)
    const collector = { userId: 'u1', name: 'User' }
    const returned = await giveBack(depot(), container, [before?.id], { collector, comment: 'moving house' })
    expect(returned).toMatchObject({ containerSerial: container.serial, movedCount: 1, refusedCount: 0 })
    expect(codesOf(returned)).toEqual(['ok'])
    expect(await statesOf(depot(), sold)).toEqual(['Returning', 'Confirmed'])
    expect(await movesOf(depot(), before?.id)).toEqual([])

    await takeIn(depot(), container, returned.updateFile)
    expect(container.licenses(firm)).toEqual([sold.licenseIds[1]])
    const [after] = await depot().licenses(sold.ticketId)
    expect(after).toMatchObject({ state: 'NotCollected', containerId: null, expiresAt: before?.expiresAt })
    expect(await movesOf(depot(), before?.id)).toEqual(['return 1'])
    expect((await depot().changes(after)).slice(-2)).toEqual(['LicenseReturning 4', 'LicenseReturned 5'])

    const other = depot().container()
    const later = { now: days(10) }
    await depot().activate(other, { ticketId: sold.ticketId, ...named(before?.id) }, later)
    expect((await depot().licenses(sold.ticketId))[0]).toMatchObject({ generation: 2, expiresAt: before?.expiresAt })
  })

  test('a dedicated license is meant for nobody once it was given back', async () => {
    const container = depot().container()
    const sold = await sell(depot(), 'FREE')
    const assignment = { ...named(...sold.licenseIds), containerSerial: container.serial }
    await depot().sales('AssignContainer', { assignment })
    await collect(depot(), sold, { container })
    await takeIn(depot(), container, (await giveBack(depot(), container, 'all')).updateFile)
    expect(await depot().licenses(sold.ticketId)).toMatchObject([{ state: 'NotCollected', dedicatedSerial: null }])
  })

  test('the modules that ride on a base go with it, whatever their own rules say', async () => {
    const sold = await sell(depot(), 'FREE-BASE', 'RIDER')
    const [base, rider] = sold.licenseIds
    const container = await collect(depot(), sold)
    expect(await refusal(giveBack(depot(), container, [rider]))).toMatchObject({ code: 'RETURN_NOT_ALLOWED' })
    const returned = await giveBack(depot(), container, [base])
    expect(returned).toMatchObject({ movedCount: 2 })
    await takeIn(depot(), container, returned.updateFile)
    expect(container.licenses(firm)).toEqual([])
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected', 'NotCollected'])
    expect(await movesOf(depot(), rider)).toEqual(['return 1'])
  })

  test('all: everything of the firm code, each by its own rule', async () => {
    const sold = await sell(depot(), 'FREE', 'PLAIN', 'FREE-BASE', 'RIDER')
    const container = await collect(depot(), sold)
    const returned = await giveBack(depot(), container, 'all')
    expect(codesOf(returned).toSorted()).toEqual(['RETURN_NOT_ALLOWED', 'ok', 'ok', 'ok'])
    expect(await statesOf(depot(), sold)).toEqual(['Returning', 'Confirmed', 'Returning', 'Returning'])
  })

  test('a license that is still on its way in goes out by the same update', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = await collect(depot(), sold, { receipt: false })
    const { updateFile } = await giveBack(depot(), container, 'all')
    expect((await readUpdate(updateFile ?? '', firm.root)).update.steps).toHaveLength(2)
    await takeIn(depot(), container, updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['NotCollected'])
    expect(container.licenses(firm)).toEqual([])
  })

  test('only the first of both steps has arrived: the license is still on its way out', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = depot().container()
    const { updateFile } = await depot().activate(container, { ticketId: sold.ticketId })
    await giveBack(depot(), container, 'all')
    await takeIn(depot(), container, updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Returning'])
  })

  test('asked again, for whatever reason, the same update comes', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const container = await collect(depot(), sold)
    const first = await giveBack(depot(), container, sold.licenseIds, { requestId: `back ${container.serial}` })
    expect(await giveBack(depot(), container, sold.licenseIds)).toEqual(first)
    const { transferId, updateFile } = first
    expect(await giveBack(depot(), container, sold.licenseIds.slice(1))).toMatchObject({ transferId, updateFile })
    await takeIn(depot(), container, first.updateFile)
    expect(await giveBack(depot(), container, sold.licenseIds, { requestId: `back ${container.serial}` })).toEqual(
      first,
    )
    const other = giveBack(depot(), container, 'all', { requestId: `back ${container.serial}` })
    expect(await refusal(other)).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('a requestId of a return that another had brought about is answered by what its update does', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const container = await collect(depot(), sold)
    await giveBack(depot(), container, sold.licenseIds.slice(0, 1))
    const requestId = `again ${container.serial}`
    const all = await giveBack(depot(), container, sold.licenseIds.slice(0, 1), { requestId, comment: 'another' })
    expect(codesOf(all)).toEqual(['ok'])
    expect(codesOf(await giveBack(depot(), container, sold.licenseIds.slice(0, 1), { requestId }))).toEqual(['ok'])
  })

  test('a check tells what would happen, and stores nothing', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = await collect(depot(), sold)
    const { updateFile, movedCount } = await giveBack(depot(), container, 'all', { runMode: 'check' })
    expect({ updateFile, movedCount }).toEqual({ updateFile: undefined, movedCount: 1 })
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
  })

  test('as often as its item allows, and the answer says when again', async () => {
    const sold = await sell(depot(), 'ONCE')
    const container = await collect(depot(), sold)
    await takeIn(depot(), container, (await giveBack(depot(), container, 'all')).updateFile)
    await collect(depot(), sold, { container })
    const refused = giveBack(depot(), container, 'all')
    await expect(refused).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', facts: { waitUntil: days(30) } })
    expect(await giveBack(depot(), container, 'all', { now: days(30) })).toMatchObject({ movedCount: 1 })
  })

  test('the waiting time begins when it is asked for first', async () => {
    const sold = await sell(depot(), 'WAITS')
    const container = await collect(depot(), sold)
    const wait = { code: 'WAIT', facts: { waitUntil: days(4) } }
    const check = giveBack(depot(), container, 'all', { runMode: 'check' })
    await expect(check).rejects.toMatchObject({ code: 'WAIT', facts: { waitUntil: days(3) } })
    await expect(giveBack(depot(), container, 'all', { now: days(1) })).rejects.toMatchObject(wait)
    await expect(giveBack(depot(), container, 'all', { now: days(3) })).rejects.toMatchObject(wait)
    expect(await giveBack(depot(), container, 'all', { now: days(4) })).toMatchObject({ movedCount: 1 })
    const [license] = await depot().licenses(sold.ticketId)
    expect((await depot().changes(license)).slice(-2)).toEqual(['LicenseMoveAsked 4', 'LicenseReturning 5'])
  })

  test('where a person has to approve it, that is waited for', async () => {
    const sold = await sell(depot(), 'ASKS')
    const container = await collect(depot(), sold)
    expect(await refusal(giveBack(depot(), container, 'all'))).toMatchObject({ code: 'APPROVAL_NEEDED' })
    const [licenseId] = sold.licenseIds
    await depot().sales('ApproveReactivation', {
      approval: { licenseId, decision: 'accept', reason: 'sold by mistake' },
    })
    expect(await giveBack(depot(), container, 'all')).toMatchObject({ movedCount: 1 })
  })

  test('what the vendor has decided comes first, and wins', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const container = await collect(depot(), sold)
    const [gone, back] = sold.licenseIds
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(gone), reason: 'not paid' } })
    const returned = await giveBack(depot(), container, [gone, back])
    expect(codesOf(returned)).toEqual(['ok', 'LICENSE_STATE'])
    expect(returned.vendorChanges.vendorChange).toMatchObject([{ licenseId: gone, actionKind: 'Withdraw' }])
    expect((await readUpdate(returned.updateFile ?? '', firm.root)).update.steps).toHaveLength(2)
    await takeIn(depot(), container, returned.updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn', 'NotCollected'])
  })

  test('only what the vendor has decided is done if that is all that can be', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = await collect(depot(), sold)
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason: 'not paid' } })
    const { movedCount, vendorChangeCount, updateFile } = await giveBack(depot(), container, 'all')
    expect({ movedCount, vendorChangeCount }).toEqual({ movedCount: 0, vendorChangeCount: 1 })
    expect(updateFile).toBeDefined()
  })

  test('a license on its way out is withdrawn by the receipt of its return', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = await collect(depot(), sold)
    const { updateFile } = await giveBack(depot(), container, 'all')
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(...sold.licenseIds), reason: 'not paid' } })
    expect(await statesOf(depot(), sold)).toEqual(['WithdrawPending'])
    await takeIn(depot(), container, updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Withdrawn'])
  })

  test('used units stay used, also those of the last minute', async () => {
    const sold = await sell(depot(), 'FREE-UNITS')
    const container = await collect(depot(), sold)
    const [licenseId = ''] = sold.licenseIds
    const used = [{ licenseId, generation: 1, consumed: 300n }]
    const contextFile = await container.context(firm, { licenses: used })
    await container.import(firm, (await giveBack(depot(), container, 'all', { contextFile })).updateFile)
    const last = await container.context(firm, { removed: [{ licenseId, generation: 1, consumed: 310n }] })
    await depot().call('ConfirmUpdate', { confirmation: { contextFile: last } })
    const other = depot().container()
    const { updateFile } = await depot().activate(other, { ticketId: sold.ticketId })
    const { update } = await readUpdate(updateFile ?? '', firm.root)
    expect(update.steps[0]?.actions).toMatchObject([{ put: { consumed: 310n } }])
  })

  test('an older state that is put back after a return is healed, and counts as another return', async () => {
    const sold = await sell(depot(), 'ONCE')
    const container = await collect(depot(), sold)
    const backup = container.copy()
    await takeIn(depot(), container, (await giveBack(depot(), container, 'all')).updateFile)
    backup.skipTo(firm, 50)
    await backup.import(firm, (await ask(backup)).updateFile)
    expect(backup.licenses(firm)).toEqual([])
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual(['return 1', 'return 1'])
    const [license] = await depot().licenses(sold.ticketId)
    expect((await depot().changes(license)).at(-1)).toBe('LicenseReturnRepeated 6')
    await depot().confirm(backup)
    await collect(depot(), sold, { container: backup })
    expect(await refusal(giveBack(depot(), backup, 'all'))).toMatchObject({ code: 'QUOTA_EXCEEDED' })
  })

  test('the second time that an older state is put back, it waits for a person', async () => {
    const sold = await sell(depot(), 'FREE')
    const container = await collect(depot(), sold)
    const [first, second] = [container.copy(), container.copy()]
    await takeIn(depot(), container, (await giveBack(depot(), container, 'all')).updateFile)
    first.skipTo(firm, 50)
    await depot().confirm(first)
    await takeIn(depot(), first, (await ask(first)).updateFile)
    second.skipTo(firm, 90)
    expect(await refusal(ask(second))).toMatchObject({ code: 'MANIPULATION_DETECTED' })
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual(['return 1', 'return 1'])
  })

  test('INVALID_REQUEST: what is left out by mistake does not mean everything', async () => {
    const container = depot().container()
    const contextFile = await container.context(firm)
    const nothing = depot().call('ReturnLicenses', { licenseReturn: { contextFile } })
    expect(await refusal(nothing)).toMatchObject({ code: 'INVALID_REQUEST' })
    const both = { ...named('x'), selection: 'all' as const, contextFile }
    expect(await refusal(depot().call('ReturnLicenses', { licenseReturn: both }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
  })
})
