import type { Item } from '../../src/contract/admin.ts'
import { Renewal } from '../../src/entities/renewal.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { firmCode, foundation, openCompany, type Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { refusal } from '../support/refusal.ts'
import { openVendor, type Vendor } from '../support/vendor.ts'
import type { FieldContainer } from './field-container.ts'

const month = { periodCount: 1, periodUnit: 'month' } as const
const rule = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
const days = (count: number) => new Date(foundation.getTime() + count * 86_400_000)
let now = foundation

/** What users of a company do with a license that has an end. */
interface Scene {
  readonly company: Company
  readonly ticketId: string
  readonly licenseId: string
  readonly container: FieldContainer
}

const items: Readonly<Record<string, Partial<Item>>> = {
  MONTHLY: { licenseOptions: { expirationPeriod: month }, renewalRule: rule },
  TWICE: { licenseOptions: { expirationPeriod: month }, renewalRule: { ...rule, maximumCount: 2, periodDays: 90 } },
  SLOW: { licenseOptions: { expirationPeriod: month }, renewalRule: { ...rule, policy: 'wait', waitDays: 3 } },
  ASKED: { licenseOptions: { expirationPeriod: month }, renewalRule: { ...rule, policy: 'manual' } },
  FIXED: { licenseOptions: { expirationPeriod: month } },
  ENDLESS: { renewalRule: rule },
  DATED: { licenseOptions: { expirationTime: { endAt: days(30) } }, renewalRule: rule },
  PAID: { subscription: { subscriptionModel: 'erpRun', graceDays: 5, ...month }, renewalRule: rule },
  SELF: { subscription: { subscriptionModel: 'checkpoint', graceDays: 0, ...month }, renewalRule: rule },
}

let orders = 0
async function sceneOf(company: Company, itemNumber: string): Promise<Scene> {
  const line = { lineNumber: '10', itemNumber, quantity: 1 }
  const order = { orderNumber: `R-${++orders}`, customer: { customerId: 'C-7' }, orderLines: { orderLine: [line] } }
  const { ticketId = '', licenses } = await company.sales('CreateOrder', { order })
  const licenseId = licenses.license[0]?.licenseId ?? ''
  return { company, ticketId, licenseId, container: await company.collect(ticketId) }
}

async function renew(
  { company, ticketId, licenseId, container }: Scene,
  more: { requestId?: string; runMode?: 'check' } = {},
) {
  const contextFile = await container.context(company.firm)
  return company.depot('RenewLicense', { ...more, renewal: { ticketId, licenseId, contextFile, comment: 'please' } })
}

/** The license takes its new end in, and the server learns it. */
async function takeIn({ company, container }: Scene, updateFile: string | undefined) {
  await container.import(company.firm, updateFile)
  await company.confirm(container)
}

const isoDay = (at: Date | undefined) => at?.toISOString().slice(0, 10)

function openAll(env: () => Promise<NodeJS.ProcessEnv>) {
  let company: Company
  beforeAll(async () => {
    now = foundation
    company = await openCompany({ clock: () => now, env: await env(), background: false })
    let productCode = 200n
    for (const [itemNumber, changes] of Object.entries(items)) {
      await company.admin('PutItem', itemOf(itemNumber, { productCode: productCode++, ...changes }))
    }
  })
  beforeEach(() => {
    now = foundation
  })
  afterAll(() => company.close())
  return () => company
}

describe('RenewLicense', () => {
  const company = openAll(() => Promise.resolve({}))
  const scene = (itemNumber: string) => sceneOf(company(), itemNumber)
  const events = async ({ licenseId }: Scene) => {
    const where = { aggregateId: licenseId }
    const rows = await company().server.store.read((tx) => tx.find(LedgerEvent, { where, order: { version: 'ASC' } }))
    return rows.map(({ change, comment, after }) => ({ change, comment, after }))
  }

  test('gives a license one period more from its end, in the container and in our books', async () => {
    const at = await scene('MONTHLY')
    now = days(10)
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
    now = days(80)
    expect(isoDay((await renew(ended)).expirationTime)).toBe('2026-04-26')
    now = days(10)
    expect(isoDay((await renew(paid)).expirationTime)).toBe('2026-03-10')
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
    now = days(1)
    await takeIn(at, (await renew(at)).updateFile)
    expect(await refusal(renew(at))).toMatchObject({ code: 'QUOTA_EXCEEDED', waitUntil: days(90) })
    now = days(90)
    expect(isoDay((await renew(at)).expirationTime)).toBe('2026-05-05')
  })

  test('WAIT from the first request on, and anew for the next one', async () => {
    const at = await scene('SLOW')
    expect(await refusal(renew(at))).toMatchObject({ code: 'WAIT', waitUntil: days(3) })
    now = days(1)
    expect(await refusal(renew(at))).toMatchObject({ code: 'WAIT', waitUntil: days(3) })
    expect((await events(at)).filter(({ change }) => change === 'LicenseRenewalAsked')).toHaveLength(1)
    now = days(3)
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
    now = days(1)
    await decide('accept')
    now = days(2)
    await takeIn(at, (await renew(at)).updateFile)
    now = days(3)
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
    now = days(10)
    const renewed = await renew(at)
    expect(isoDay(renewed.expirationTime)).toBe('2026-03-05')
    await takeIn(at, renewed.updateFile)
    await company().sales('CancelSubscription', {
      subscriptionCancel: { licenseIds: { licenseId: [at.licenseId] }, reason: 'gone' },
    })
    now = days(40)
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
    for (let step = 0; step < 20; step += 1) await renew(at)
    const before = await events(at)
    expect(await refusal(renew(at))).toMatchObject({ code: 'TRANSFER_OPEN' })
    expect(await events(at)).toEqual(before)
  })
})

describe('RenewLicense with a renewal module', () => {
  let vendor: Vendor
  const company = openAll(async () => {
    vendor = await openVendor()
    return { RENEWAL_URL: `${vendor.url}/renew`, HOOK_SECRET: 'sesame', HOOK_SECONDS: '1' }
  })
  afterAll(() => vendor.close())
  beforeEach(() => {
    vendor.asked.length = 0
  })
  const scene = (itemNumber: string) => sceneOf(company(), itemNumber)

  test('asks it first, without the ticket, and does what it says whatever the rule of the item is', async () => {
    const at = await scene('FIXED')
    vendor.says = { decision: 'renew' }
    expect(isoDay((await renew(at, { requestId: 'r-1' })).expirationTime)).toBe('2026-03-05')
    const [asked] = vendor.asked
    expect(asked?.path).toBe('/renew')
    expect(asked?.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: 'Bearer sesame',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) as string,
    })
    expect(asked?.question).toEqual({
      v: 1,
      question: 'renewal',
      requestId: 'r-1',
      check: false,
      askedAt: foundation.toISOString(),
      license: {
        licenseId: at.licenseId,
        itemNumber: 'FIXED',
        firmCode,
        productCode: 204,
        orderNumber: expect.stringMatching(/^R-/) as string,
        lineNumber: '10',
        customerId: 'C-7',
        expirationTime: '2026-02-05T08:00:00.000Z',
      },
      container: { serial: at.container.serial, kind: 'software' },
    })
    expect(JSON.stringify(asked)).not.toContain(at.ticketId)
  })

  test('is not asked again for a request that was done, nor for what cannot be renewed', async () => {
    const at = await scene('FIXED')
    vendor.says = { decision: 'renew' }
    const first = await renew(at, { requestId: 'r-2' })
    expect(await renew(at, { requestId: 'r-2' })).toEqual(first)
    expect(vendor.asked).toHaveLength(1)
    const other = await scene('FIXED')
    await refusal(renew({ ...at, container: other.container }))
    await refusal(renew(await scene('SELF')))
    expect(vendor.asked).toHaveLength(1)
  })

  test('can name the end, and leave it to the rule', async () => {
    const dated = await scene('DATED')
    vendor.says = { decision: 'renew', until: '2027-01-01T00:00:00+01:00' }
    expect((await renew(dated)).expirationTime).toEqual(new Date('2026-12-31T23:00:00.000Z'))
    vendor.says = { decision: 'byRule' }
    expect(await refusal(renew(await scene('FIXED')))).toMatchObject({ code: 'RENEWAL_NOT_ALLOWED' })
    expect(isoDay((await renew(await scene('MONTHLY'))).expirationTime)).toBe('2026-03-05')
  })

  test('can make offers, which is no fault', async () => {
    const at = await scene('MONTHLY')
    const offers = [
      { name: 'A year more', text: 'For 99 EUR.', address: 'https://shop.example/renew' },
      { name: 'Ask us', text: 'Call our hotline.' },
    ]
    vendor.says = { decision: 'offer', offers }
    expect(await renew(at)).toEqual({ licenseId: at.licenseId, renewalOffers: { renewalOffer: offers } })
  })

  test('can refuse, for good or for a while', async () => {
    const at = await scene('MONTHLY')
    vendor.says = { decision: 'refuse', text: 'An invoice is open.' }
    expect(await refusal(renew(at))).toMatchObject({ code: 'RENEWAL_NOT_ALLOWED', message: 'An invoice is open.' })
    vendor.says = { decision: 'refuse', text: 'Not this week.', waitUntil: '2026-02-01T00:00:00Z' }
    expect(await refusal(renew(at))).toMatchObject({
      code: 'WAIT',
      message: 'Not this week.',
      waitUntil: new Date('2026-02-01T00:00:00.000Z'),
    })
  })

  test.each([
    ['does not answer', 'silence'],
    ['answers with an error', { status: 500, body: '{}' }],
    ['answers nothing that is agreed', { decision: 'maybe' }],
    ['sends no JSON', { status: 200, body: 'yes' }],
    ['sends far too much', { status: 200, body: `{"decision":"renew","x":"${'x'.repeat(70_000)}"}` }],
    ['names a time that is none', { decision: 'renew', until: '2026-13-01T00:00:00Z' }],
  ] as const)('that %s is an outage, and nothing was done', async (_, answer) => {
    const at = await scene('MONTHLY')
    vendor.says = answer
    expect(await refusal(renew(at))).toMatchObject({ code: 'UNAVAILABLE' })
    vendor.says = { decision: 'byRule' }
    expect(isoDay((await renew(at)).expirationTime)).toBe('2026-03-05')
  })
})
