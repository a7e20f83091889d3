import { License } from '../../src/entities/license.ts'
import { Order } from '../../src/entities/order.ts'
import { Store } from '../../src/store/store.ts'
import type { Answer, Node } from './support/node.ts'
import { useSite } from './support/site.ts'
import { envelope } from './support/soap.ts'

/** As many as a batch of 5,000 lines can have. */
const ordersOfBatch = 50
const linesOfOrder = 100

/** What an ERP sends on the day it is connected: its orders, in batches as large as they may be. */
describe('A thousand orders of a hundred lines', () => {
  const site = useSite('mariadb')
  let node: Node
  let store: Store
  beforeAll(async () => {
    node = await site().startNode()
    store = await Store.open({ url: site().env['DATABASE_URL'] ?? '' })
  }, 60_000)
  afterAll(() => store.close())

  test('come in by CreateOrders, and are found page by page', async () => {
    const first = await take(0)
    for (let batch = 1; batch < 20; batch += 1) await take(batch)
    const counts = await store.read(async (tx) => [await tx.count(Order), await tx.count(License)])
    expect(counts).toEqual([1000, 100_000])

    // A batch again finds its orders, with the tickets of then.
    expect(await take(0, 'replayed')).toEqual(first)

    const found = await licensesOf('C-7')
    expect(found).toHaveLength(linesOfOrder * ordersOfBatch)
    expect(new Set(found).size).toBe(found.length)
  }, 300_000)

  test('a body of more than 1 MiB is taken for a batch, and refused for a single order', async () => {
    const order = { ...orderOf(99, 0), orderNumber: 'large' }
    const send = async (operation: string, message: string) => {
      const { authorization } = site()
      const soapaction = `"urn:opendepot:sales:v1/${operation}"`
      const headers = { 'content-type': 'text/xml', soapaction, authorization }
      const body = message.replace('<s:Body>', `<s:Body>${' '.repeat(1_100_000)}`)
      const response = await fetch(`${node.url}/soap/sales`, { method: 'POST', headers, body })
      return [response.status, await response.text()]
    }
    expect(await send('CreateOrder', envelope('sales', 'CreateOrder', { order }))).toEqual([
      413,
      'the body must not exceed 1048576 bytes\n',
    ])
    const batch = envelope('sales', 'CreateOrders', { orderEntries: { orderEntry: [{ order }] } })
    expect(await send('CreateOrders', batch)).toEqual([200, expect.stringContaining('<outcome>created</outcome>')])
    // Such a batch must not slip in under the name of another operation.
    expect(await send('GetOrder', batch)).toEqual([413, expect.anything()])
  })

  /** Sends one batch; gives the ticket of each order. */
  async function take(batch: number, outcome = 'created'): Promise<Map<string, string>> {
    const orderEntry = Array.from({ length: ordersOfBatch }, (_, index) => ({ order: orderOf(batch, index) }))
    const message = envelope('sales', 'CreateOrders', { orderEntries: { orderEntry } })
    expect(message.length).toBeGreaterThan(500_000)
    const { text } = await post(message)
    expect(textsOf(text, 'outcome')).toEqual(orderEntry.map(() => outcome))
    const tickets = textsOf(text, 'ticketId')
    return new Map(textsOf(text, 'orderNumber').map((number, index) => [number, tickets[index] ?? '']))
  }

  async function licensesOf(customerId: string): Promise<string[]> {
    const found: string[] = []
    let cursor: string | undefined
    do {
      const message = envelope('sales', 'FindLicenses', { licenseQuery: { customerId }, pageSize: 500, cursor })
      const { text } = await post(message)
      expect(text.length).toBeLessThan(65_536)
      found.push(...textsOf(text, 'licenseId'))
      cursor = textsOf(text, 'nextCursor')[0]
    } while (cursor !== undefined)
    return found
  }

  async function post(message: string): Promise<Answer> {
    const answer = await node.post('sales', message, site().authorization)
    if (answer.status !== 200) throw new Error(answer.text.slice(0, 1000))
    return answer
  }
})

function orderOf(batch: number, index: number) {
  const orderLine = Array.from({ length: linesOfOrder }, (_, line) => {
    return { lineNumber: String(10 * (line + 1)).padStart(6, '0'), itemNumber: 'CAD-PRO', quantity: 1 }
  })
  return { orderNumber: `${batch}-${index}`, customer: { customerId: `C-${batch}` }, orderLines: { orderLine } }
}

function textsOf(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>([^<]*)<`, 'g')), ([, text = '']) => text)
}
