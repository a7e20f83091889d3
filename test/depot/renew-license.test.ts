import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { Renewal } from '../../src/entities/renewal.ts'
import { refusal } from '../support/refusal.ts'
import { clock, days, isoDay, renew, sceneOf, takeIn, ticketFor, useRenewingCompany, type Scene } from './renewing.ts'

describe('RenewLicense', () => {
  const company = useRenewingCompany(() => Promise.resolve({}))
  const scene = (itemNumber: string) => sceneOf(company(), itemNumber)
  const events = async ({ licenseId }: Scene) => {
    const where = { aggregateId: licenseId }
    const rows = await company().server.store.read((tx) => tx.find(LedgerEvent, { where, order: { version: 'ASC' } }))
    return rows.map(({ change, comment, after }) => ({ change, comment, after }))
  }

  test('gives a license one period more from its end, in the container and in our books', async () => {
    const at = await scene('MONTHLY')
    clock.now = days(10)
    const renewed = await renew(at)
    expect(renewed).toMatchObject({ licenseId: at.licenseId, renewalOffers: { renewalOffer: [] } })
    expect(isoDay(renewed.expirationTime)).toBe('2026-03-05')
    await takeIn(at, renewed.updateFile)
    expect(at.container.state(company().firm).licenses).toMatchObject([
      { licenseId: at.licenseId, options: { expirationTime: renewed.expirationTime?.toISOString() } },
    ])
    expect((await events(at)).at(-1)).toMatchObject({ change: 'LicenseRenewed', comment: 'please' })
    const { licenseState } = await company().sales('GetLicense', { licenseId: at.licenseId })
    expect(isoDay(licenseState.expirationTime)).toBe('2026-03-05')
  })

  test('is named among what can be done where the rule of the item allows it', async () => {
    const nextOf = async (itemNumber: string) => {
      const { ticketViews } = await company().depot('GetTickets', {
        ticketIds: { ticketId: [(await scene(itemNumber)).ticketId] },
      })
      return ticketViews.ticketView.flatMap(({ ticketLicenses }) =>
        ticketLicenses.ticketLicense.flatMap(({ nextActions }) => nextActions.nextAction),
      )
    }
    for (const itemNumber of ['MONTHLY', 'PAID']) expect(await nextOf(itemNumber)).toEqual(['RenewLicense'])
    for (const itemNumber of ['FIXED', 'ENDLESS', 'SELF']) expect(await nextOf(itemNumber)).toEqual([])
  })

  test('gives what has ended a period from now, and a subscription its grace again', async () => {
    const ended = await scene('MONTHLY')
    const paid = await scene('PAID')
    clock.now = days(80)
    expect(isoDay((await renew(ended)).expirationTime)).toBe('2026-04-26')
    clock.now = days(10)
    expect(isoDay((await renew(paid)).expirationTime)).toBe('2026-03-10')
  })

  test('asked for again before its update has arrived gives that once more, and renews once', async () => {
    const at = await scene('TWICE')
    const first = await renew(at)
    clock.now = days(1)
    expect(await renew(at)).toEqual(first)
    expect(await renew(at, { requestId: 'the answer was lost' })).toEqual(first)
    await takeIn(at, first.updateFile)
    expect(isoDay((await renew(at)).expirationTime)).toBe('2026-04-05')
  })

  test('CONTEXT_INVALID: a container that would refuse the update gets no period, however often it asks', async () => {
    const at = await scene('MONTHLY')
    const before = await events(at)
    const { ticketId, licenseId, container } = at
    for (let time = 0; time < 2; time++) {
      const contextFile = await container.context(company().firm, { epoch: 2 })
      const asked = company().depot('RenewLicense', { renewal: { ticketId, licenseId, contextFile } })
      expect(await refusal(asked)).toMatchObject({ code: 'CONTEXT_INVALID' })
    }
    expect(await events(at)).toEqual(before)
    expect(await company().server.store.read((tx) => tx.countBy(Renewal, { licenseId }))).toBe(0)
  })

  test('with the same request again gives the same update, and renews once', async () => {
    const at = await scene('MONTHLY')
    const first = await renew(at, { requestId: 'once' })
    expect(await renew(at, { requestId: 'once' })).toEqual(first)
    const other = await scene('MONTHLY')
    const mixed = { ...at, licenseId: other.licenseId }
    expect(await refusal(renew(mixed, { requestId: 'once' }))).toMatchObject({ code: 'REQUEST_CONFLICT' })
  })

  test('as a check says what the end would be, and changes nothing', async () => {
    const at = await scene('MONTHLY')
    const tried = await renew(at, { runMode: 'check' })
    expect([isoDay(tried.expirationTime), tried.updateFile, tried.transferId]).toEqual([
      '2026-03-05',
      undefined,
      undefined,
    ])
    expect(isoDay((await renew(at)).expirationTime)).toBe('2026-03-05')
  })

  test('RENEWAL_NOT_ALLOWED without a rule', async () => {
    expect(await refusal(renew(await scene('FIXED')))).toMatchObject({
      code: 'RENEWAL_NOT_ALLOWED',
      field: 'renewal/licenseId',
      message: 'The item does not allow a renewal.',
    })
  })

  test('QUOTA_EXCEEDED when it was renewed as often as the rule counts, until the first falls out of the period', async () => {
    const at = await scene('TWICE')
    await takeIn(at, (await renew(at)).updateFile)
    clock.now = days(1)
    await takeIn(at, (await renew(at)).updateFile)
    expect(await refusal(renew(at))).toMatchObject({ code: 'QUOTA_EXCEEDED', waitUntil: days(90) })
    clock.now = days(90)
    expect(isoDay((await renew(at)).expirationTime)).toBe('2026-05-05')
  })

  test('WAIT from the first request on, and anew for the next one', async () => {
    const at = await scene('SLOW')
    expect(await refusal(renew(at))).toMatchObject({ code: 'WAIT', waitUntil: days(3) })
    clock.now = days(1)
    expect(await refusal(renew(at))).toMatchObject({ code: 'WAIT', waitUntil: days(3) })
    expect((await events(at)).filter(({ change }) => change === 'LicenseRenewalAsked')).toHaveLength(1)
    clock.now = days(3)
    await takeIn(at, (await renew(at)).updateFile)
    expect(await refusal(renew(at))).toMatchObject({ code: 'WAIT', waitUntil: days(6) })
    const rows = await company().server.store.read((tx) => tx.findBy(Renewal, { licenseId: at.licenseId }))
    expect(rows.map(({ renewalNumber, renewedAt }) => [renewalNumber, renewedAt])).toEqual([
      [1, days(3)],
      [2, null],
    ])
  })

  test('APPROVAL_NEEDED until a person has decided, for each renewal', async () => {
    const at = await scene('ASKED')
    expect(await refusal(renew(at))).toMatchObject({ code: 'APPROVAL_NEEDED' })
    const decide = (decision: 'accept' | 'reject') =>
      company().support.call('sales', 'ApproveReactivation', {
        approval: { licenseId: at.licenseId, decision, reason: 'paid' },
      })
    clock.now = days(1)
    await decide('accept')
    clock.now = days(2)
    await takeIn(at, (await renew(at)).updateFile)
    clock.now = days(3)
    expect(await refusal(renew(at))).toMatchObject({ code: 'APPROVAL_NEEDED' })
    await decide('reject')
    expect(await refusal(renew(at))).toMatchObject({ code: 'RENEWAL_NOT_ALLOWED' })
  })

  test('NOTHING_TO_DO without a period, or without an end', async () => {
    for (const itemNumber of ['ENDLESS', 'DATED']) {
      expect(await refusal(renew(await scene(itemNumber)))).toMatchObject({
        code: 'NOTHING_TO_DO',
        message: `Item ${itemNumber} has no period to be renewed by.`,
      })
    }
  })

  test('of a subscription that renews itself does so when it is due, and never once it is cancelled', async () => {
    const at = await scene('SELF')
    expect(await refusal(renew(at))).toMatchObject({
      code: 'NOTHING_TO_DO',
      message: 'The license renews itself at each contact, and is not due: it ends on 2026-02-05T08:00:00.000Z.',
    })
    clock.now = days(10)
    const renewed = await renew(at)
    expect(isoDay(renewed.expirationTime)).toBe('2026-03-05')
    await takeIn(at, renewed.updateFile)
    await company().sales('CancelSubscription', {
      subscriptionCancel: { licenseIds: { licenseId: [at.licenseId] }, reason: 'gone' },
    })
    clock.now = days(40)
    expect(await refusal(renew(at))).toMatchObject({ code: 'RENEWAL_NOT_ALLOWED' })
  })

  test('is for licenses that are in the container, and for tickets that have them', async () => {
    const at = await scene('MONTHLY')
    const other = await scene('MONTHLY')
    expect(await refusal(renew({ ...at, container: other.container }))).toMatchObject({ code: 'LICENSE_STATE' })
    expect(await refusal(renew({ ...at, ticketId: other.ticketId }))).toMatchObject({ code: 'LICENSE_UNKNOWN' })
    expect(await refusal(renew({ ...at, container: company().newContainer() }))).toMatchObject({
      code: 'CONTAINER_UNKNOWN',
    })
    await company().sales('WithdrawLicenses', {
      withdrawal: { licenseIds: { licenseId: [at.licenseId] }, reason: 'unpaid' },
    })
    expect(await refusal(renew(at))).toMatchObject({ code: 'LICENSE_STATE' })
  })

  test('TRANSFER_OPEN when no update has room, and then nothing was done', async () => {
    const at = await scene('MONTHLY')
    for (let step = 0; step < 20; step += 1) {
      const contextFile = await at.container.context(company().firm)
      const ticketId = await ticketFor(company(), 'ENDLESS')
      await company().depot('ActivateLicenses', { activation: { ticketId, contextFile } })
    }
    const before = await events(at)
    expect(await refusal(renew(at))).toMatchObject({ code: 'TRANSFER_OPEN' })
    expect(await events(at)).toEqual(before)
  })
})
