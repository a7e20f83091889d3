import type { Item } from '../../src/contract/admin.ts'
import { foundation, openCompany, type Company } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import type { FieldContainer } from './field-container.ts'

const month = { periodCount: 1, periodUnit: 'month' } as const
const rule = { policy: 'automatic', waitDays: 0, maximumCount: 0, periodDays: 0 } as const
export const days = (count: number) => new Date(foundation.getTime() + count * 86_400_000)
/** The clock of the company; each test begins at its foundation. */
export const clock = { now: foundation }

/** What users of a company do with a license that has an end. */
export interface Scene {
  readonly company: Company
  readonly ticketId: string
  readonly licenseId: string
  readonly container: FieldContainer
}

/** What it sells, by how it is renewed. */
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
/** One license of an item, sold and in a container. */
export async function sceneOf(company: Company, itemNumber: string): Promise<Scene> {
  const { ticketId = '', licenses } = await sold(company, itemNumber)
  const licenseId = licenses.license[0]?.licenseId ?? ''
  return { company, ticketId, licenseId, container: await company.collect(ticketId) }
}

/** The ticket of a license that nobody has collected. */
export async function ticketFor(company: Company, itemNumber: string): Promise<string> {
  return (await sold(company, itemNumber)).ticketId ?? ''
}

function sold(company: Company, itemNumber: string) {
  const line = { lineNumber: '10', itemNumber, quantity: 1 }
  const order = { orderNumber: `R-${++orders}`, customer: { customerId: 'C-7' }, orderLines: { orderLine: [line] } }
  return company.sales('CreateOrder', { order })
}

/** A user asks for another period. */
export async function renew(
  { company, ticketId, licenseId, container }: Scene,
  more: { requestId?: string; runMode?: 'check' } = {},
) {
  const contextFile = await container.context(company.firm)
  return company.depot('RenewLicense', { ...more, renewal: { ticketId, licenseId, contextFile, comment: 'please' } })
}

/** The license takes its new end in, and the server learns it. */
export async function takeIn({ company, container }: Scene, updateFile: string | undefined) {
  await container.import(company.firm, updateFile)
  await company.confirm(container)
}

export const isoDay = (at: Date | undefined) => at?.toISOString().slice(0, 10)

/** A company with these items, for all tests of a group. */
export function useRenewingCompany(env: () => Promise<NodeJS.ProcessEnv>) {
  let company: Company
  beforeAll(async () => {
    clock.now = foundation
    company = await openCompany({ clock: () => clock.now, env: await env(), background: false })
    let productCode = 200n
    for (const [itemNumber, changes] of Object.entries(items)) {
      await company.admin('PutItem', itemOf(itemNumber, { productCode: productCode++, ...changes }))
    }
  })
  beforeEach(() => {
    clock.now = foundation
  })
  afterAll(() => company.close())
  return () => company
}
