import { readUpdate } from '../../src/formats/update.ts'
import { actionsOf, collect, named, sell, statesOf } from '../vendor-actions/vendor-shop.ts'
import { depotDatabases, firm, refusal, start, useDepot } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'
import { blockedBelow, codesOf, giveBack, issueAnew, movesOf, takeIn } from './movers.ts'

const days = (count: number) => new Date(start.getTime() + count * 86_400_000)

describe.each(depotDatabases)('ReactivateLicenses (%s)', (kind) => {
  const depot = useDepot(kind)
  const ask = async (container: FieldContainer) =>
    (await depot().call('AutoUpdate', { updateWish: { contextFile: await container.context(firm) } })).result

  test('a license whose machine died goes on in another container, with its end, and the old copy is blocked', async () => {
    const sold = await sell(depot(), 'FREE-MONTHLY', 'FREE')
    const [id, other] = sold.licenseIds
    const dead = await collect(depot(), sold)
    const [before] = await depot().licenses(sold.ticketId)
    const container = depot().container()
    const wish = { ticketId: sold.ticketId, licenseIds: [id] }
    const anew = await issueAnew(depot(), container, wish, { now: days(5), comment: 'it burned' })
    expect(anew).toMatchObject({ containerSerial: container.serial, movedCount: 1, refusedCount: 0 })
    await takeIn(depot(), container, anew.updateFile)
    expect(container.licenses(firm)).toEqual([id])
    const [after, untouched] = await depot().licenses(sold.ticketId)
    const known = await depot().known(container)
    expect(after).toMatchObject({ state: 'Confirmed', generation: 2, containerId: known?.id })
    expect(after?.expiresAt).toEqual(before?.expiresAt)
    expect(untouched).toMatchObject({ id: other, state: 'Confirmed', containerId: before?.containerId })
    expect(await blockedBelow(depot(), id)).toBe(2)
    expect(await blockedBelow(depot(), other)).toBeUndefined()
    expect(await movesOf(depot(), id)).toEqual(['reactivation 1'])
    expect((await depot().changes(after)).slice(3)).toEqual([
      'LicenseReactivated 4',
      'LicenseCollected 5',
      'LicenseConfirmed 6',
    ])
    expect((await actionsOf(depot(), dead)).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['recall pending'])
  })

  test('the old container gives its copy up if it comes back, and keeps the rest', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const [id, other] = sold.licenseIds
    const dead = await collect(depot(), sold)
    const container = depot().container()
    const anew = await issueAnew(depot(), container, { ticketId: sold.ticketId, licenseIds: [id] })
    await takeIn(depot(), container, anew.updateFile)
    const back = await ask(dead)
    expect(back.vendorChanges.vendorChange).toEqual([{ licenseId: id, actionKind: 'Recall', effect: 'removed' }])
    await takeIn(depot(), dead, back.updateFile)
    expect(dead.licenses(firm)).toEqual([other])
    expect((await actionsOf(depot(), dead)).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['recall done'])
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed', 'Confirmed'])
    expect(await ask(dead)).toMatchObject({ vendorChangeCount: 0 })
  })

  test('an update that was never imported brings nothing back: it is taken out again', async () => {
    const sold = await sell(depot(), 'FREE')
    const dead = depot().container()
    const first = await depot().activate(dead, { ticketId: sold.ticketId })
    await issueAnew(depot(), depot().container(), sold)
    await dead.import(firm, first.updateFile)
    await takeIn(depot(), dead, (await ask(dead)).updateFile)
    expect(dead.licenses(firm)).toEqual([])
    expect(await statesOf(depot(), sold)).toEqual(['Collected'])
  })

  test('there and back again: what is on its way back is neither confirmed nor taken out by what was before', async () => {
    const sold = await sell(depot(), 'FREE')
    const dead = depot().container()
    const first = await depot().activate(dead, { ticketId: sold.ticketId })
    await issueAnew(depot(), depot().container(), sold)
    const back = await issueAnew(depot(), dead, sold)
    expect((await readUpdate(back.updateFile ?? '', firm.root)).update.steps).toHaveLength(3)
    await takeIn(depot(), dead, first.updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Collected'])
    await takeIn(depot(), dead, back.updateFile)
    expect(dead.state(firm).licenses).toMatchObject([{ licenseId: sold.licenseIds[0], generation: 3 }])
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual(['reactivation 1', 'reactivation 2'])
    expect(await blockedBelow(depot(), sold.licenseIds[0])).toBe(3)
  })

  test('a receipt of the recall alone takes out nothing that is on its way back', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const [id] = sold.licenseIds
    const wish = { ticketId: sold.ticketId, licenseIds: [id] }
    const dead = await collect(depot(), sold)
    await issueAnew(depot(), depot().container(), wish)
    const recall = await ask(dead)
    const back = await issueAnew(depot(), dead, wish)
    await takeIn(depot(), dead, recall.updateFile)
    expect((await depot().licenses(sold.ticketId))[0]).toMatchObject({ id, state: 'Collected', generation: 3 })
    await takeIn(depot(), dead, back.updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed', 'Confirmed'])
  })

  test('a license on its way out of a container that died before the receipt', async () => {
    const sold = await sell(depot(), 'FREE')
    const dead = await collect(depot(), sold)
    const returned = await giveBack(depot(), dead, 'all')
    const container = depot().container()
    await takeIn(depot(), container, (await issueAnew(depot(), container, sold)).updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    await takeIn(depot(), dead, returned.updateFile)
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed'])
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual(['reactivation 1'])
    expect((await actionsOf(depot(), dead)).map(({ state }) => state)).toEqual(['done'])
  })

  test('a blocked container is left no word', async () => {
    const sold = await sell(depot(), 'FREE')
    const dead = await collect(depot(), sold)
    await depot().sales('BlockContainer', { containerBlock: { containerSerial: dead.serial, reason: 'stolen' } })
    expect(await issueAnew(depot(), depot().container(), sold)).toMatchObject({ movedCount: 1 })
    expect(await actionsOf(depot(), dead)).toEqual([])
  })

  test('an old copy in a container that nobody expects it in is recalled all the same', async () => {
    const sold = await sell(depot(), 'FREE', 'FREE')
    const [id] = sold.licenseIds
    const dead = await collect(depot(), sold)
    await depot().sales('BlockContainer', { containerBlock: { containerSerial: dead.serial, reason: 'stolen' } })
    await issueAnew(depot(), depot().container(), { ticketId: sold.ticketId, licenseIds: [id] })
    await depot().sales('UnblockContainer', { containerUnblock: { containerSerial: dead.serial, reason: 'found' } })
    await takeIn(depot(), dead, (await ask(dead)).updateFile)
    expect(dead.licenses(firm)).toEqual(sold.licenseIds.slice(1))
    expect((await depot().changes(await depot().known(dead))).at(-1)).toMatch('ContainerCopiesFound')
  })

  test('what the vendor had decided about it in the old container is done with it', async () => {
    const sold = await sell(depot(), 'FREE-MONTHLY')
    const [id] = sold.licenseIds
    const dead = await collect(depot(), sold)
    const expirationAdd = { periodCount: 2, periodUnit: 'month' as const }
    await depot().sales('ExtendLicenses', { requestId: `extend ${id}`, extension: { ...named(id), expirationAdd } })
    const container = depot().container()
    await takeIn(depot(), container, (await issueAnew(depot(), container, sold)).updateFile)
    const kinds = (await actionsOf(depot(), dead)).map(({ kind, state }) => `${kind} ${state}`)
    expect(kinds).toEqual(['extend done', 'recall pending'])
    const [license] = await depot().licenses(sold.ticketId)
    const shown = container.state(firm).licenses[0]?.options.expirationTime
    expect(shown).toBe(license?.expiresAt?.toISOString())
  })

  test('the modules that ride on a license come along, and ride on it again', async () => {
    const base = await sell(depot(), 'FREE-BASE')
    const dead = await collect(depot(), base)
    const modules = await sell(depot(), 'RIDER')
    await collect(depot(), modules, { container: dead })
    const container = depot().container()
    const anew = await issueAnew(depot(), container, base)
    expect(anew).toMatchObject({ movedCount: 2 })
    await takeIn(depot(), container, anew.updateFile)
    const [rider] = await depot().licenses(modules.ticketId)
    expect(rider).toMatchObject({ state: 'Confirmed', baseId: base.licenseIds[0], generation: 2 })
    await takeIn(depot(), dead, (await ask(dead)).updateFile)
    expect(dead.licenses(firm)).toEqual([])
  })

  test('a module alone goes only where its base is', async () => {
    const sold = await sell(depot(), 'FREE-BASE', 'RIDER')
    await collect(depot(), sold)
    const wish = { ticketId: sold.ticketId, licenseIds: sold.licenseIds.slice(1) }
    expect(await refusal(issueAnew(depot(), depot().container(), wish))).toMatchObject({
      code: 'REACTIVATION_NOT_ALLOWED',
    })
  })

  test('what has been upgraded once needs no base again', async () => {
    const base = await sell(depot(), 'FREE-BASE')
    const dead = await collect(depot(), base)
    const plus = await sell(depot(), 'FREE-PLUS')
    await collect(depot(), plus, { container: dead })
    expect(await issueAnew(depot(), depot().container(), plus)).toMatchObject({ movedCount: 1 })
  })

  test('one that takes the place of a license in a lost container gets out of there', async () => {
    const sold = await sell(depot(), 'FREE')
    const dead = await collect(depot(), sold)
    const [oldId = ''] = sold.licenseIds
    const replacement = { licenseId: oldId, itemNumber: 'SECOND', reason: 'another edition' }
    const { result } = await depot().sales('ReplaceLicense', { requestId: `replace ${oldId}`, replacement })
    const newId = result.licenses.license[1]?.licenseId
    const container = depot().container()
    const wish = { ticketId: sold.ticketId, licenseIds: [newId] }
    await takeIn(depot(), container, (await issueAnew(depot(), container, wish)).updateFile)
    expect((await depot().licenses(sold.ticketId)).map(({ state }) => state)).toEqual(['Replaced', 'Confirmed'])
    expect(await blockedBelow(depot(), oldId)).toBe(2)
    const back = await ask(dead)
    expect(back.vendorChanges.vendorChange).toMatchObject([{ licenseId: oldId, actionKind: 'Recall' }])
  })

  test('a trial is not had a second time by it', async () => {
    const sold = await sell(depot(), 'FREE-TRIAL')
    await collect(depot(), sold)
    const container = depot().container()
    await takeIn(depot(), container, (await issueAnew(depot(), container, sold)).updateFile)
    const another = await sell(depot(), 'FREE-TRIAL')
    const again = depot().activate(container, { ticketId: another.ticketId })
    expect(await refusal(again)).toMatchObject({ code: 'QUOTA_EXCEEDED' })
  })

  test('the values of the last activation count where none is given', async () => {
    const sold = await sell(depot(), 'FREE-NAMED')
    const first = { parameter: [{ name: 'host', value: 'old.example' }] }
    await depot().activate(depot().container(), { ticketId: sold.ticketId, parameters: first })
    const container = depot().container()
    await container.import(firm, (await issueAnew(depot(), container, sold)).updateFile)
    expect(container.state(firm).licenses[0]?.options.parameters).toEqual({ host: 'old.example' })
    const other = depot().container()
    const parameters = { parameter: [{ name: 'host', value: 'new.example' }] }
    await other.import(firm, (await issueAnew(depot(), other, sold, { parameters })).updateFile)
    expect(other.state(firm).licenses[0]?.options.parameters).toEqual({ host: 'new.example' })
  })

  test('used units stay used', async () => {
    const sold = await sell(depot(), 'FREE-UNITS')
    const dead = await collect(depot(), sold)
    const [licenseId = ''] = sold.licenseIds
    const contextFile = await dead.context(firm, { licenses: [{ licenseId, generation: 1, consumed: 400n }] })
    await depot().call('ConfirmUpdate', { confirmation: { contextFile } })
    const { updateFile } = await issueAnew(depot(), depot().container(), sold)
    const { update } = await readUpdate(updateFile ?? '', firm.root)
    expect(update.steps[0]?.actions).toMatchObject([{ put: { consumed: 400n } }])
  })

  test('of an inseparable ticket all go together, or none', async () => {
    const inseparable = async (...items: string[]) => {
      const ticketId = await depot().order(items, { inseparable: 'yes' })
      const sold = { ticketId, licenseIds: (await depot().licenses(ticketId)).map(({ id }) => id) }
      await collect(depot(), sold)
      return { ...sold, licenseIds: sold.licenseIds.slice(0, 1) }
    }
    const free = await inseparable('FREE', 'FREE')
    expect(await issueAnew(depot(), depot().container(), free)).toMatchObject({ movedCount: 2 })
    const held = await inseparable('FREE', 'PLAIN')
    const refused = await refusal(issueAnew(depot(), depot().container(), held))
    expect(refused).toMatchObject({ code: 'REACTIVATION_NOT_ALLOWED' })
    expect(await statesOf(depot(), held)).toEqual(['Confirmed', 'Confirmed'])
  })

  test('a waiting time begins with the first request, and is told; its end brings the license', async () => {
    const sold = await sell(depot(), 'WAITS')
    await collect(depot(), sold)
    const container = depot().container()
    const requestId = `wait ${container.serial}`
    const check = await issueAnew(depot(), container, sold, { now: days(0), runMode: 'check' })
    expect(check).toMatchObject({ movedCount: 0, waitUntil: days(3) })
    const first = await issueAnew(depot(), container, sold, { now: days(1), requestId })
    expect(first).toMatchObject({ movedCount: 0, refusedCount: 1, waitUntil: days(4) })
    expect(first.licenseResults.licenseResult).toMatchObject([{ ok: false, code: 'WAIT', waitUntil: days(4) }])
    expect(first.updateFile).toBeUndefined()
    expect(await depot().known(container)).toBeNull()
    const view = await depot().call('GetTickets', { ticketIds: { ticketId: [sold.ticketId] } }, { now: days(2) })
    const [shown] = view.result.ticketViews.ticketView[0]?.ticketLicenses.ticketLicense ?? []
    expect(shown).toMatchObject({
      reactivationAt: days(4),
      nextActions: { nextAction: ['ReturnLicenses', 'ReactivateLicenses'] },
    })
    expect(await issueAnew(depot(), container, sold, { now: days(3), requestId })).toEqual(first)
    expect(await issueAnew(depot(), container, sold, { now: days(4), requestId })).toMatchObject({ movedCount: 1 })
    const [license] = await depot().licenses(sold.ticketId)
    expect((await depot().changes(license)).slice(3)).toEqual([
      'LicenseMoveAsked 4',
      'LicenseReactivated 5',
      'LicenseCollected 6',
    ])
    const next = await issueAnew(depot(), depot().container(), sold, { now: days(5) })
    expect(next).toMatchObject({ movedCount: 0, waitUntil: days(8) })
  })

  test('what goes at once goes, beside what has to wait', async () => {
    const sold = await sell(depot(), 'FREE', 'WAITS', 'PLAIN')
    await collect(depot(), sold)
    const result = await issueAnew(depot(), depot().container(), sold)
    expect(codesOf(result)).toEqual(['ok', 'WAIT', 'REACTIVATION_NOT_ALLOWED'])
    expect(result).toMatchObject({ movedCount: 1, refusedCount: 2, waitUntil: days(3) })
  })

  test('a repeated request tells the same, with its times', async () => {
    const sold = await sell(depot(), 'FREE', 'WAITS')
    await collect(depot(), sold)
    const container = depot().container()
    const requestId = `anew ${container.serial}`
    const first = await issueAnew(depot(), container, sold, { requestId })
    expect(await issueAnew(depot(), container, sold, { requestId, now: days(2) })).toEqual(first)
    expect(await issueAnew(depot(), container, sold)).toMatchObject({ updateFile: first.updateFile, movedCount: 1 })
    const wish = { ...sold, licenseIds: sold.licenseIds.slice(1) }
    const other = issueAnew(depot(), container, wish, { requestId })
    expect(await refusal(other)).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('as often as its item allows', async () => {
    const sold = await sell(depot(), 'ONCE')
    await collect(depot(), sold)
    await issueAnew(depot(), depot().container(), sold)
    const again = issueAnew(depot(), depot().container(), sold, { now: days(1) })
    await expect(again).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED', facts: { waitUntil: days(30) } })
    expect(await issueAnew(depot(), depot().container(), sold, { now: days(30) })).toMatchObject({ movedCount: 1 })
  })

  test('of two at once as many move as its item allows', async () => {
    const sold = await sell(depot(), 'ONCE')
    await collect(depot(), sold)
    const both = await Promise.allSettled([1, 2].map(() => issueAnew(depot(), depot().container(), sold)))
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'QUOTA_EXCEEDED' }) as Error }),
    )
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual(['reactivation 1'])
  })

  test('where a person has to approve it, that is waited for, for each copy anew', async () => {
    const sold = await sell(depot(), 'ASKS')
    const [licenseId] = sold.licenseIds
    await collect(depot(), sold)
    expect(await refusal(issueAnew(depot(), depot().container(), sold))).toMatchObject({ code: 'APPROVAL_NEEDED' })
    await depot().sales('ApproveReactivation', { approval: { licenseId, decision: 'accept', reason: 'he called' } })
    expect(await issueAnew(depot(), depot().container(), sold)).toMatchObject({ movedCount: 1 })
    expect(await refusal(issueAnew(depot(), depot().container(), sold))).toMatchObject({ code: 'APPROVAL_NEEDED' })
  })

  test('refusals, each with its code', async () => {
    const sold = await sell(depot(), 'PLAIN', 'FREE')
    const dead = await collect(depot(), sold)
    const [never, free] = sold.licenseIds
    const anew = (licenseIds: (string | undefined)[], container = depot().container(), options = {}) =>
      refusal(issueAnew(depot(), container, { ticketId: sold.ticketId, licenseIds }, options))
    expect(await anew([free], depot().container(), { acceptTerms: 'no' })).toMatchObject({ code: 'TERMS_NOT_ACCEPTED' })
    expect(await anew([])).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await anew(['x'])).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    expect(await anew([never])).toMatchObject({ code: 'REACTIVATION_NOT_ALLOWED' })
    expect(await anew([free], dead)).toMatchObject({ code: 'NOTHING_TO_DO' })
    await depot().sales('WithdrawLicenses', { withdrawal: { ...named(free), reason: 'not paid' } })
    expect(await anew([free])).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('one that nobody has is simply collected', async () => {
    const sold = await sell(depot(), 'PLAIN')
    expect(await issueAnew(depot(), depot().container(), sold)).toMatchObject({ movedCount: 1 })
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual([])
  })
})
