import { collect, named, sell, statesOf } from '../vendor-actions/vendor-shop.ts'
import { firm, refusal, start, useDepot } from './depot-shop.ts'
import type { FieldContainer } from './field-container.ts'
import { blockedBelow, movesOf, takeIn } from './movers.ts'

const hours = (count: number) => new Date(start.getTime() + count * 3_600_000)

describe('licenses for hosts that come and go', () => {
  const depot = useDepot('sqlite in memory')
  const ask = async (container: FieldContainer, now: Date) => {
    const updateWish = { contextFile: await container.context(firm) }
    return (await depot().call('AutoUpdate', { updateWish }, { now })).result
  }
  const endIn = (container: FieldContainer) => container.state(firm).licenses[0]?.options.expirationTime

  test('a copy ends so many hours after it was put, its license when it always did', async () => {
    const sold = await sell(depot(), 'IDLE')
    const container = await collect(depot(), sold)
    expect(endIn(container)).toBe(hours(24).toISOString())
    const [license] = await depot().licenses(sold.ticketId)
    expect(license).toMatchObject({ copyEndsAt: hours(24), expiresAt: new Date('2026-06-04T08:00:00.000Z') })
  })

  test('a contact in the second half renews it, one in the first half does not', async () => {
    const sold = await sell(depot(), 'IDLE')
    const container = await collect(depot(), sold)
    expect(await ask(container, hours(12))).toMatchObject({ vendorChangeCount: 0 })
    const renewed = await ask(container, hours(13))
    expect(renewed.vendorChanges.vendorChange).toMatchObject([{ actionKind: 'Extend', effect: 'put' }])
    await takeIn(depot(), container, renewed.updateFile)
    expect(endIn(container)).toBe(hours(37).toISOString())
    expect(await depot().licenses(sold.ticketId)).toMatchObject([{ copyEndsAt: hours(37), generation: 1 }])
  })

  test('while the copy lives, nobody else gets the license; once it is dead, anybody who has the ticket', async () => {
    const sold = await sell(depot(), 'IDLE', 'IDLE-RIDER')
    const gone = await collect(depot(), sold)
    const next = depot().container()
    const activate = (now: Date) => depot().activate(next, { ticketId: sold.ticketId }, { now })
    expect(await refusal(activate(hours(23)))).toMatchObject({ code: 'LICENSE_STATE' })
    const view = await depot().call('GetTickets', { ticketIds: { ticketId: [sold.ticketId] } }, { now: hours(24) })
    const actions = view.result.ticketViews.ticketView[0]?.ticketLicenses.ticketLicense[0]?.nextActions
    expect(actions).toEqual({ nextAction: ['ActivateLicenses'] })

    const { updateFile, activatedCount } = await activate(hours(24))
    expect(activatedCount).toBe(2)
    await takeIn(depot(), next, updateFile)
    expect(endIn(next)).toBe(hours(48).toISOString())
    expect(await statesOf(depot(), sold)).toEqual(['Confirmed', 'Confirmed'])
    expect(await movesOf(depot(), sold.licenseIds[0])).toEqual([])
    expect(await blockedBelow(depot(), sold.licenseIds[0])).toBe(2)
    await takeIn(depot(), gone, (await ask(gone, hours(30))).updateFile)
    expect(gone.licenses(firm)).toEqual([])
  })

  test('a host that comes late gets its copy back, if nobody has taken it', async () => {
    const sold = await sell(depot(), 'IDLE')
    const container = await collect(depot(), sold)
    await takeIn(depot(), container, (await ask(container, hours(100))).updateFile)
    expect(endIn(container)).toBe(hours(124).toISOString())
  })

  test('what is free anyway is taken before what has to be made so', async () => {
    const sold = await sell(depot(), { itemNumber: 'IDLE', lineNumber: '1', quantity: 2 })
    await depot().activate(depot().container(), { ticketId: sold.ticketId })
    const second = depot().container()
    await depot().activate(second, { ticketId: sold.ticketId }, { now: hours(30) })
    const states = (await depot().licenses(sold.ticketId)).map(({ generation }) => generation)
    expect(states).toEqual([1, 1])
  })

  test('of a license that takes the place of one in a dead copy nothing is asked', async () => {
    const sold = await sell(depot(), 'IDLE')
    await collect(depot(), sold)
    const [oldId = ''] = sold.licenseIds
    const replacement = { licenseId: oldId, itemNumber: 'SECOND', reason: 'another edition' }
    await depot().sales('ReplaceLicense', { requestId: `replace ${oldId}`, replacement })
    const early = depot().activate(depot().container(), { ticketId: sold.ticketId })
    expect(await refusal(early)).toMatchObject({ code: 'LICENSE_STATE' })
    const late = await depot().activate(depot().container(), { ticketId: sold.ticketId }, { now: hours(24) })
    expect(late).toMatchObject({ activatedCount: 1 })
    expect(await statesOf(depot(), sold)).toEqual(['Replaced', 'Collected'])
  })

  test('the copy keeps its own end when the vendor gives the license more time', async () => {
    const sold = await sell(depot(), 'IDLE')
    const container = await collect(depot(), sold)
    const expirationAdd = { periodCount: 1, periodUnit: 'month' as const }
    const extension = { ...named(...sold.licenseIds), expirationAdd }
    await depot().sales('ExtendLicenses', { requestId: `extend ${sold.licenseIds[0]}`, extension })
    await takeIn(depot(), container, (await ask(container, hours(1))).updateFile)
    expect(endIn(container)).toBe(hours(24).toISOString())
  })
})
