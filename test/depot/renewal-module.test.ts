import { firmCode, foundation } from '../support/company.ts'
import { refusal } from '../support/refusal.ts'
import { openVendor, type Vendor } from '../support/vendor.ts'
import { isoDay, renew, sceneOf, takeIn, useRenewingCompany } from './renewing.ts'

describe('RenewLicense with a renewal module', () => {
  let vendor: Vendor
  const company = useRenewingCompany(async () => {
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
    await takeIn(at, first.updateFile)
    expect(await renew(at, { requestId: 'r-2' })).toEqual(first)
    expect(vendor.asked).toHaveLength(1)
    const other = await scene('FIXED')
    await refusal(renew({ ...at, container: other.container }))
    await refusal(renew(await scene('SELF')))
    expect(vendor.asked).toHaveLength(1)
  })

  test('is not asked again while the update that it brought about is on its way', async () => {
    const at = await scene('FIXED')
    vendor.says = { decision: 'renew' }
    const first = await renew(at)
    vendor.says = { decision: 'offer', offers: [{ name: 'x', text: 'x' }] }
    expect(await renew(at)).toEqual(first)
    expect(vendor.asked).toHaveLength(1)
    await takeIn(at, first.updateFile)
    expect((await renew(at)).renewalOffers.renewalOffer).toHaveLength(1)
    expect(vendor.asked).toHaveLength(2)
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
