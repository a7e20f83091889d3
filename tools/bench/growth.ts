import type { LicenseQuery } from '../../src/contract/sales.ts'
import type { BenchSite } from './site.ts'
import { type Comparison, inTurns } from './measure.ts'

/** Licenses of one order, which is a customer of its own and a full page. */
const licensesOfOrder = 100

/** An installation that has sold this many licenses. */
export interface Sold {
  readonly site: BenchSite
  readonly licenses: number
}

/** Sells licenses, by batches. */
export async function fill({ site, licenses }: Sold): Promise<void> {
  const orders = Array.from({ length: licenses / licensesOfOrder }, (_, index) => ({ order: orderOf(index) }))
  for (let start = 0; start < orders.length; start += 100) {
    const orderEntry = orders.slice(start, start + 100)
    const { entryResults } = await site.sales('CreateOrders', { orderEntries: { orderEntry } })
    if (entryResults.entryResult.some(({ ok }) => !ok)) throw new Error('an order was refused')
  }
}

function orderOf(index: number) {
  // Each other one, so that finding by item has something to leave out.
  const itemNumber = index % 2 === 0 ? 'CAD-RENDER' : 'CAD-FAIR'
  const orderLine = [{ lineNumber: '10', itemNumber, quantity: licensesOfOrder }]
  return { orderNumber: String(index), customer: { customerId: `C-${index}` }, orderLines: { orderLine } }
}

const queries: readonly { readonly what: string; readonly licenseQuery: LicenseQuery }[] = [
  { what: 'the newest', licenseQuery: {} },
  { what: 'of a customer', licenseQuery: { customerId: 'C-1' } },
  { what: 'of an item', licenseQuery: { itemNumber: 'CAD-RENDER' } },
  { what: 'in a state', licenseQuery: { state: 'NotCollected' } },
]

/** A page of FindLicenses with few and with many licenses sold, for each way to look for them. */
export async function pagesAsDataGrow(few: Sold, many: Sold, rounds: number): Promise<Comparison[]> {
  const comparisons: Comparison[] = []
  for (const { what, licenseQuery } of queries) {
    comparisons.push(await compare(what, few, many, rounds, [{ licenseQuery }, { licenseQuery }]))
  }
  const middle = [await cursorHalfway(few), await cursorHalfway(many)] as const
  const requests = middle.map((cursor) => ({ licenseQuery: {}, cursor }))
  comparisons.push(await compare('from the middle on', few, many, rounds, requests))
  return comparisons
}

interface Request {
  readonly licenseQuery: LicenseQuery
  readonly cursor?: string | undefined
}

async function compare(
  what: string,
  few: Sold,
  many: Sold,
  rounds: number,
  [ofFew, ofMany]: readonly Request[],
): Promise<Comparison> {
  const page = async ({ site }: Sold, request: Request | undefined) => {
    const pageSize = licensesOfOrder
    const { licenseStates } = await site.sales('FindLicenses', { licenseQuery: {}, ...request, pageSize })
    if (licenseStates.licenseState.length !== pageSize) throw new Error('this is no full page')
  }
  // What the first ones meet, is not compiled and not in any cache yet.
  for (let round = 0; round < rounds / 4; round += 1) await Promise.all([page(few, ofFew), page(many, ofMany)])
  const [less, more] = await inTurns(
    rounds,
    () => page(few, ofFew),
    () => page(many, ofMany),
  )
  const side = ({ licenses }: Sold, time: number) => `${licenses} licenses: ${time.toFixed(1)} ms`
  return {
    what: `FindLicenses, a page of ${licensesOfOrder} ${what}`,
    sides: [side(few, less), side(many, more)],
    ratio: more / less,
    meaning: 'times as long',
  }
}

/** Where somebody is who has read half of all pages. */
async function cursorHalfway({ site, licenses }: Sold): Promise<string | undefined> {
  let cursor: string | undefined
  for (let read = 0; read < licenses / 2;) {
    const page = await site.sales('FindLicenses', { licenseQuery: {}, pageSize: 500, cursor })
    read += page.licenseStates.licenseState.length
    cursor = page.nextCursor
    if (cursor === undefined) throw new Error('the pages ended too early')
  }
  return cursor
}
