import type { CreateOrder, OrderLine } from '../../src/contract/sales.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import { License } from '../../src/entities/license.ts'
import { OrderLine as LineRow } from '../../src/entities/order-line.ts'
import { Order } from '../../src/entities/order.ts'
import { Ticket } from '../../src/entities/ticket.ts'
import { Store } from '../../src/store/store.ts'
import type { Answer, Node } from './support/node.ts'
import { type Site, useSite } from './support/site.ts'
import { envelope, textOf } from './support/soap.ts'

type Line = Partial<OrderLine> & { lineNumber: string }

/** Many equal calls at once, spread over two server processes that share one database (design §2.2). */
describe.each(['mariadb', 'sqlite file'] as const)('Orders that race (%s)', (kind) => {
  const site = useSite(kind)
  const nodes: Node[] = []
  let store: Store
  beforeAll(async () => {
    nodes.push(...(await Promise.all([site().startNode(), site().startNode()])))
    store = await Store.open({ url: site().env['DATABASE_URL'] ?? '' })
    // The first call of a node opens its connections, which would let its process fall behind.
    await Promise.all(nodes.map((node) => send(node, site(), order('warm up'))))
  }, 120_000)
  afterAll(() => store.close())

  /** Sends all of them at once, each other one to the other node. */
  const race = (requests: readonly CreateOrder[]) =>
    Promise.all(requests.map((request, index) => send(nodeAt(nodes, index), site(), request)))

  test('50 equal calls: one creates, 49 replay, all show one ticket', async () => {
    const answers = await race(Array.from({ length: 50 }, () => order('equal')))
    expect(tally(answers)).toEqual({ created: 1, replayed: 49 })
    expect(ticketsOf(answers).size).toBe(1)
    expect(await rowsOf(store, 'equal')).toEqual({ orders: 1, tickets: 1, lines: 1, licenses: 2, events: 4 })
  })

  test('50 equal calls with a requestId and no order number: the same', async () => {
    const request = { requestId: `unnumbered ${kind}`, ...order(undefined) }
    const answers = await race(Array.from({ length: 50 }, () => request))
    expect(tally(answers)).toEqual({ created: 1, replayed: 49 })
    expect(ticketsOf(answers).size).toBe(1)
    const orderNumber = textOf(answers[0]?.text ?? '', 'orderNumber') ?? ''
    expect(await rowsOf(store, orderNumber)).toEqual({ orders: 1, tickets: 1, lines: 1, licenses: 2, events: 4 })
  })

  test('50 equal calls with both, each with a requestId of its own or all with the same: the same', async () => {
    for (const idOf of [(index: number) => `own ${index}`, () => 'shared']) {
      const number = idOf(0)
      const answers = await race(
        Array.from({ length: 50 }, (_, index) => ({ requestId: idOf(index), ...order(number) })),
      )
      expect(tally(answers)).toEqual({ created: 1, replayed: 49 })
      expect(await rowsOf(store, number)).toEqual({ orders: 1, tickets: 1, lines: 1, licenses: 2, events: 4 })
    }
  })

  test.each([
    ['ORDER_CONFLICT', {}, 'differing'],
    ['REQUEST_CONFLICT', { requestId: 'differing' }, undefined],
  ] as const)(
    '50 equal calls and one that differs: who is first is right, the others are %s',
    async (code, call, number) => {
      const requests: CreateOrder[] = Array.from({ length: 50 }, () => ({ ...call, ...order(number) }))
      requests.splice(25, 0, { ...call, ...order(number, [{ lineNumber: '10', quantity: 3 }]) })
      const answers = await race(requests)
      const differs = answers[25]
      const orderNumber = textOf(answers.map(({ text }) => text).join(''), 'orderNumber') ?? ''
      const { licenses, tickets } = await rowsOf(store, orderNumber)
      expect(tickets).toBe(1)
      if (differs !== undefined && outcomeOf(differs) === code) {
        expect(tally(answers)).toEqual({ created: 1, replayed: 49, [code]: 1 })
        expect(licenses).toBe(2)
      } else {
        expect(tally(answers)).toEqual({ created: 1, [code]: 50 })
        expect(licenses).toBe(3)
      }
    },
  )

  test('10 extensions of one order at once, each sent twice: each line is there once', async () => {
    await race([order('growing', [{ lineNumber: 'first' }])])
    const requests = Array.from({ length: 20 }, (_, index) => order('growing', [{ lineNumber: `line ${index % 10}` }]))
    const answers = await race(requests)
    expect(tally(answers)).toEqual({ extended: 10, replayed: 10 })
    expect(ticketsOf(answers).size).toBe(1)
    expect(await rowsOf(store, 'growing')).toMatchObject({ orders: 1, tickets: 1, lines: 11, licenses: 11 })
    const version = await store.read((tx) => tx.findOneByOrFail(Order, { orderNumber: 'growing' }))
    expect(version.version).toBe(11)
  })

  test('orders that overlap in any way: each line is sold once, whoever brings it', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => `line ${index}`)
    const requests = Array.from({ length: 40 }, (_, index) => {
      const lines = [...numbers, ...numbers].slice(index % 10, (index % 10) + 1 + (index % 4))
      return order(
        'overlapping',
        lines.map((lineNumber) => ({ lineNumber })),
      )
    })
    const counts = tally(await race(requests))
    expect(Object.keys(counts).sort()).toEqual(['created', 'extended', 'replayed'])
    expect(counts['created']).toBe(1)
    expect(await rowsOf(store, 'overlapping')).toMatchObject({ orders: 1, tickets: 1, lines: 10, licenses: 10 })
  })

  test('commands of the operator and orders at the same time: both come through', async () => {
    const clients = Array.from({ length: 5 }, (_, index) => `desk-${index}`)
    const [answers] = await Promise.all([
      race(Array.from({ length: 50 }, (_, index) => order(`busy ${index % 10}`))),
      ...clients.map((name) => site().json('client', 'add', name, '--role', 'support')),
    ])
    expect(tally(answers)).toEqual({ created: 10, replayed: 40 })
    const { clients: known } = (await site().json('client', 'list')) as { clients: { name: string }[] }
    expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining(clients))
  })
})

function order(orderNumber: string | undefined, lines: Line[] = [{ lineNumber: '10' }]): CreateOrder {
  const orderLine = lines.map((line) => ({ itemNumber: 'CAD-RENDER', quantity: 2, ...line }))
  // One piece a line, except where the number of licenses is what the test looks at.
  if (lines.length > 1 || lines[0]?.lineNumber !== '10') orderLine.forEach((line) => (line.quantity = 1))
  return { order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } } }
}

function nodeAt(nodes: readonly Node[], index: number): Node {
  const node = nodes[index % nodes.length]
  if (node === undefined) throw new Error('no node is running')
  return node
}

async function send(node: Node, { authorization }: Site, request: CreateOrder): Promise<Answer> {
  return node.post('sales', envelope('sales', 'CreateOrder', request), authorization)
}

/** What a call came to: its outcome, or its fault code. */
function outcomeOf({ text }: Answer): string {
  return textOf(text, 'outcome') ?? textOf(text, 'code') ?? text
}

function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of answers.map(outcomeOf)) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

function ticketsOf(answers: readonly Answer[]): Set<string | undefined> {
  return new Set(answers.map(({ text }) => textOf(text, 'ticketId')))
}

async function rowsOf(store: Store, orderNumber: string): Promise<Record<string, number>> {
  return store.read(async (tx) => {
    const orders = await tx.findBy(Order, { orderNumber })
    const ticketId = orders[0]?.ticketId ?? ''
    const lines = await tx.findBy(LineRow, { orderId: orders[0]?.id ?? '' })
    const licenses = await tx.findBy(License, { ticketId })
    const ids = [...orders, ...licenses].map(({ id }) => id)
    const events = await tx.find(LedgerEvent)
    return {
      orders: orders.length,
      tickets: await tx.countBy(Ticket, { id: ticketId }),
      lines: lines.length,
      licenses: licenses.length,
      events: events.filter(({ aggregateId }) => [...ids, ticketId].includes(aggregateId)).length,
    }
  })
}
