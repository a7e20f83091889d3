import type { Item } from '../../src/contract/admin.ts'
import type { OrderLine, OrderResult } from '../../src/contract/sales.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { type Company, type CollectOptions, foundation, openCompany } from '../support/company.ts'
import { itemOf } from '../support/items.ts'
import { refusal } from '../support/refusal.ts'

/** Somebody who buys: his newest ticket, and the container on his machine. */
export interface Customer {
  readonly customerId: string
  readonly container: FieldContainer
  ticketId: string
}

/** A year of a company, told in its own words; every one of them is SOAP. */
export class Year {
  readonly company: Company
  readonly #customers = new Map<string, Customer>()
  #requests = 0

  private constructor(company: Company) {
    this.company = company
  }

  static async begin(database: string): Promise<Year> {
    return new Year(await openCompany({ database, clock: () => foundation, env: { TEST_MODE: 'true' } }))
  }

  /** Turns the calendar to the morning of this day. */
  async on(day: string): Promise<void> {
    await this.company.admin('SetTestClock', { testClock: { instant: new Date(`${day}T08:00:00.000Z`) } })
  }

  async puts(itemNumber: string, changes: Partial<Item> = {}): Promise<void> {
    await this.company.admin('PutItem', itemOf(itemNumber, changes))
  }

  customer(customerId: string): Customer {
    const known = this.#customers.get(customerId)
    if (known !== undefined) return known
    const customer = { customerId, container: this.company.newContainer(), ticketId: '' }
    this.#customers.set(customerId, customer)
    return customer
  }

  /** The ERP sends an order of lines like `10: CAD-PRO` or `20: 3 CAD-RENDER`, as often as it likes. */
  async orders(customerId: string, orderNumber: string, ...lines: readonly string[]): Promise<OrderResult> {
    const order = { orderNumber, customer: { customerId, name: `${customerId} GmbH` }, ...linesOf(lines) }
    const result = await this.company.sales('CreateOrder', { order })
    this.customer(customerId).ticketId = result.ticketId ?? ''
    return result
  }

  /** A customer redeems his ticket, imports the file, and his container sends the receipt. */
  async redeems(customerId: string, options: CollectOptions = {}): Promise<FieldContainer> {
    const { ticketId, container } = this.customer(customerId)
    return this.company.collect(ticketId, { container, ...options })
  }

  /** What his container holds: item numbers, with the day on which they end. */
  holds(customerId: string): string[] {
    const { licenses } = this.customer(customerId).container.state(this.company.firm)
    return licenses
      .map(({ options: { itemNumber, expirationTime } }) =>
        expirationTime === undefined ? itemNumber : `${itemNumber} until ${expirationTime.slice(0, 10)}`,
      )
      .sort()
  }

  /** The states of the licenses of an order, by line. */
  async states(orderNumber: string): Promise<string[]> {
    const { licenseStates } = await this.company.sales('GetOrder', { orderNumber })
    return licenseStates.licenseState
      .map(({ lineNumber, itemNumber, state }) => `${lineNumber}: ${itemNumber} ${state}`)
      .sort()
  }

  /** The licenses of an order, also those that were replaced. */
  async licenseIds(orderNumber: string): Promise<string[]> {
    const found = await this.company.sales('FindLicenses', { licenseQuery: { orderNumber }, pageSize: 0 })
    return found.licenseStates.licenseState.map(({ licenseId }) => licenseId)
  }

  /** The license of a line, or the first of them. */
  async licenseId(orderNumber: string, lineNumber: string): Promise<string> {
    const { licenseStates } = await this.company.sales('GetOrder', { orderNumber })
    return licenseStates.licenseState.find((each) => each.lineNumber === lineNumber)?.licenseId ?? 'none'
  }

  async pays(orderNumber: string): Promise<void> {
    const licenseIds = { licenseId: await this.licenseIds(orderNumber) }
    const extension = { licenseIds, expirationAdd: { periodCount: 1, periodUnit: 'month' as const } }
    await this.company.sales('ExtendLicenses', { requestId: this.requestId(), extension })
  }

  /** The code with which somebody is refused. */
  async refusal(call: Promise<unknown>): Promise<string> {
    return (await refusal(call)).code
  }

  requestId(): string {
    return `year-${++this.#requests}`
  }
}

/** The words of a year, to be used without naming it each time. */
export function words(year: Year) {
  return {
    company: year.company,
    on: year.on.bind(year),
    orders: year.orders.bind(year),
    redeems: year.redeems.bind(year),
    holds: year.holds.bind(year),
    pays: year.pays.bind(year),
  }
}

/** Lines like `10: CAD-PRO` or `20: 3 CAD-RENDER`. */
export function linesOf(lines: readonly string[]): { orderLines: { orderLine: OrderLine[] } } {
  const orderLine = lines.map((line) => {
    const [, lineNumber = '', quantity = '1', itemNumber = ''] = /^(\w+): (?:(\d+) )?(\S+)$/.exec(line) ?? []
    return { lineNumber, itemNumber, quantity: Number(quantity) }
  })
  return { orderLines: { orderLine } }
}
