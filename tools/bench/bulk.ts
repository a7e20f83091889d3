import type { BenchSite } from './site.ts'
import { type Comparison, inTurns } from './measure.ts'

/** Calls that a busy ERP keeps under way at a time. */
const connections = 16

/** Orders of one line, in one batch of CreateOrders against as many calls of CreateOrder. */
export async function bulkAgainstSingle(
  site: BenchSite,
  { orders, rounds }: { readonly orders: number; readonly rounds: number },
): Promise<Comparison> {
  const ordersOf = (name: string) => Array.from({ length: orders }, (_, index) => orderOf(`${name} ${index}`))
  // The first calls pay for the login and for code that is not compiled yet.
  await single(site, ordersOf('warm up, single'))
  await batch(site, ordersOf('warm up, batch'))
  const [alone, together] = await inTurns(
    rounds,
    (round) => single(site, ordersOf(`single ${round}`)),
    (round) => batch(site, ordersOf(`batch ${round}`)),
  )
  const rate = (milliseconds: number) => `${Math.round((orders * 1000) / milliseconds)} orders/s`
  return {
    what: `CreateOrders, ${orders} orders of one line`,
    sides: [`${connections} connections, one order a call: ${rate(alone)}`, `one call: ${rate(together)}`],
    ratio: alone / together,
    meaning: 'times as fast',
  }
}

type Order = ReturnType<typeof orderOf>

async function single(site: BenchSite, orders: Order[]): Promise<void> {
  const waiting = [...orders]
  const connection = async () => {
    for (let order = waiting.pop(); order !== undefined; order = waiting.pop())
      await site.sales('CreateOrder', { order })
  }
  await Promise.all(Array.from({ length: connections }, connection))
}

async function batch(site: BenchSite, orders: Order[]): Promise<void> {
  const orderEntry = orders.map((order) => ({ order }))
  const { entryResults } = await site.sales('CreateOrders', { orderEntries: { orderEntry } })
  const refused = entryResults.entryResult.find(({ ok }) => !ok)
  if (refused !== undefined) throw new Error(`an order was refused: ${refused.text ?? ''}`)
}

function orderOf(orderNumber: string) {
  const orderLine = [{ lineNumber: '10', itemNumber: 'CAD-RENDER', quantity: 1 }]
  return { orderNumber, customer: { customerId: 'C-1' }, orderLines: { orderLine } }
}
