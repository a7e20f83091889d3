import { firmCode, foundation, openCompany, type Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { refusal } from '../support/refusal.ts'
import { openVendor, type Vendor } from '../support/vendor.ts'
import type { FieldContainer } from './field-container.ts'

const automatic = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
let vendor: Vendor
let company: Company
let lenient: Company
beforeAll(async () => {
  vendor = await openVendor()
  const env = { ACTIVATION_CHECK_URL: `${vendor.url}/check`, HOOK_SECONDS: '1' }
  const common = { clock: () => foundation, background: false }
  company = await openCompany({ ...common, env })
  lenient = await openCompany({ ...common, env: { ...env, ACTIVATION_CHECK_OUTAGE: 'allow' } })
  for (const { admin } of [company, lenient]) {
    await admin('PutItem', itemOf('PLAIN', { reactivationRule: automatic }))
    await admin('PutItem', itemOf('SECOND', { productCode: 101n }))
  }
})
beforeEach(() => {
  vendor.asked.length = 0
  vendor.says = { decision: 'allow' }
})
afterAll(async () => {
  await company.close()
  await lenient.close()
  await vendor.close()
})

let orders = 0
async function sell({ sales }: Company, ...itemNumbers: string[]) {
  const orderLine = itemNumbers.map((itemNumber, index) => ({ lineNumber: `${index + 1}`, itemNumber, quantity: 1 }))
  const order = { orderNumber: `C-${++orders}`, customer: { customerId: 'C-9' }, orderLines: { orderLine } }
  const { ticketId = '', licenses } = await sales('CreateOrder', { order })
  return { ticketId, licenseIds: licenses.license.map(({ licenseId }) => licenseId) }
}

async function activate(
  at: Company,
  ticketId: string,
  more: { container?: FieldContainer; requestId?: string; licenseIds?: string[]; runMode?: 'check' } = {},
) {
  const { container = at.newContainer(), licenseIds, ...call } = more
  const chosen = licenseIds === undefined ? {} : { licenseIds: { licenseId: licenseIds } }
  const contextFile = await container.context(at.firm)
  return at.depot('ActivateLicenses', { ...call, activation: { ticketId, contextFile, ...chosen } })
}

const statesOf = async ({ sales }: Company, ticketId: string) =>
  (await sales('GetTicket', { ticketId })).licenseStates.licenseState.map(({ state }) => state)

test('the vendor is asked before each activation, without the ticket, and told which licenses it is about', async () => {
  const { ticketId, licenseIds } = await sell(company, 'PLAIN', 'SECOND')
  const container = company.newContainer()
  await activate(company, ticketId, { container, requestId: 'a-1', licenseIds: licenseIds.slice(1) })
  const [asked] = vendor.asked
  expect(asked?.path).toBe('/check')
  expect(asked?.headers.authorization).toBeUndefined()
  expect(asked?.question).toEqual({
    v: 1,
    question: 'activation',
    kind: 'activate',
    requestId: 'a-1',
    check: false,
    askedAt: foundation.toISOString(),
    container: { serial: container.serial, kind: 'software' },
    licenses: [
      {
        licenseId: licenseIds[1],
        itemNumber: 'SECOND',
        firmCode,
        productCode: 101,
        orderNumber: `C-${orders}`,
        lineNumber: '2',
        customerId: 'C-9',
      },
    ],
    parameters: [],
  })
  expect(JSON.stringify(asked)).not.toContain(ticketId)
  const first = await activate(company, ticketId, { container, requestId: 'a-2' })
  const told = vendor.asked[1]?.question['licenses'] as { licenseId: string }[]
  expect(told.map(({ licenseId }) => licenseId).sort()).toEqual([...licenseIds].sort())
  expect(await activate(company, ticketId, { container, requestId: 'a-2' })).toEqual(first)
  expect(vendor.asked).toHaveLength(2)
})

test('CHECK_REFUSED in the words of the vendor, and nothing is collected', async () => {
  const { ticketId } = await sell(company, 'PLAIN')
  vendor.says = { decision: 'refuse', text: 'This customer has not paid.' }
  expect(await refusal(activate(company, ticketId))).toMatchObject({
    code: 'CHECK_REFUSED',
    message: 'This customer has not paid.',
  })
  expect(await refusal(activate(company, ticketId, { runMode: 'check' }))).toMatchObject({ code: 'CHECK_REFUSED' })
  expect(vendor.asked[1]?.question).toMatchObject({ check: true })
  expect(await statesOf(company, ticketId)).toEqual(['NotCollected'])
  vendor.says = { decision: 'refuse' }
  expect(await refusal(activate(company, ticketId))).toMatchObject({ message: 'The vendor refuses this activation.' })
})

test('a license that is to be issued anew is asked about too', async () => {
  const { ticketId, licenseIds } = await sell(company, 'PLAIN')
  await company.collect(ticketId)
  const contextFile = await company.newContainer().context(company.firm)
  const reactivation = { ticketId, licenseIds: { licenseId: licenseIds }, contextFile, acceptTerms: 'yes' as const }
  vendor.says = { decision: 'refuse', text: 'Call us.' }
  expect(await refusal(company.depot('ReactivateLicenses', { reactivation }))).toMatchObject({ code: 'CHECK_REFUSED' })
  expect(vendor.asked.at(-1)?.question).toMatchObject({
    kind: 'reactivate',
    licenses: [{ licenseId: licenseIds[0], itemNumber: 'PLAIN' }],
  })
})

test('while the vendor cannot be asked, an activation has to come again, or goes on if it may', async () => {
  vendor.says = { status: 502, body: '' }
  const waiting = await sell(company, 'PLAIN')
  expect(await refusal(activate(company, waiting.ticketId))).toMatchObject({ code: 'UNAVAILABLE' })
  expect(await statesOf(company, waiting.ticketId)).toEqual(['NotCollected'])
  const going = await sell(lenient, 'PLAIN')
  await activate(lenient, going.ticketId)
  expect(await statesOf(lenient, going.ticketId)).toEqual(['Collected'])
  expect(lenient.server.log).toContainEqual(
    expect.objectContaining({
      activationCheck: `not waited for: the activation check at ${vendor.url}/check: answers with the HTTP status 502`,
    }),
  )
})

test('of a ticket that nobody knows the vendor is not asked', async () => {
  const { ticketId } = await sell(lenient, 'PLAIN')
  expect(await refusal(activate(company, ticketId))).toMatchObject({ code: 'TICKET_UNKNOWN' })
  expect(vendor.asked).toEqual([])
})
