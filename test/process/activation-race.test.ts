import { License } from '../../src/entities/license.ts'
import { Step } from '../../src/entities/step.ts'
import { Store } from '../../src/store/store.ts'
import { FieldContainer, type PinnedFirm } from '../depot/field-container.ts'
import { activate, askDepot, pinnedFirm, type DepotAnswer } from './support/depot.ts'
import type { Node } from './support/node.ts'
import { useSite } from './support/site.ts'
import { envelope, textOf } from './support/soap.ts'

/** Many activations at once, spread over two server processes that share one database. */
describe('Activations that race (mariadb)', () => {
  const site = useSite('mariadb')
  let nodes: Node[]
  let store: Store
  let firm: PinnedFirm
  beforeAll(async () => {
    nodes = await Promise.all([site().startNode(), site().startNode()])
    store = await Store.open({ url: site().env['DATABASE_URL'] ?? '' })
    firm = await pinnedFirm(nodeAt(0))
  }, 120_000)
  afterAll(() => store.close())

  function nodeAt(index: number): Node {
    const node = nodes[index % nodes.length]
    if (node === undefined) throw new Error('no node is running')
    return node
  }

  async function order(orderNumber: string, quantity: number): Promise<string> {
    const orderLine = [{ lineNumber: '10', itemNumber: 'CAD-RENDER', quantity }]
    const request = { order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } } }
    const message = envelope('sales', 'CreateOrder', request)
    const { text } = await nodeAt(0).post('sales', message, site().authorization)
    return textOf(text, 'ticketId') ?? text
  }

  const tally = (answers: readonly DepotAnswer[]) => {
    const counts: Record<string, number> = {}
    for (const { outcome } of answers) counts[outcome] = (counts[outcome] ?? 0) + 1
    return counts
  }

  test('50 containers want the last license: exactly one gets it', async () => {
    const ticketId = await order('last license', 1)
    const containers = Array.from({ length: 50 }, () => new FieldContainer(firm))
    const answers = await Promise.all(
      containers.map((container, index) => activate(nodeAt(index), firm, container, ticketId)),
    )
    expect(tally(answers)).toEqual({ ok: 1, LICENSE_STATE: 49 })
    const winner = answers.findIndex(({ outcome }) => outcome === 'ok')
    expect(await containers[winner]?.import(firm, answers[winner]?.updateFile)).toBe(1)
    const licenses = await store.read((tx) => tx.findBy(License, { state: 'Collected' }))
    expect(licenses.map(({ version, generation }) => [version, generation])).toEqual([[2, 1]])
  }, 60_000)

  test('50 containers want one of ten: ten get one each', async () => {
    const ticketId = await order('ten licenses', 10)
    const containers = Array.from({ length: 50 }, () => new FieldContainer(firm))
    const answers = await Promise.all(
      containers.map((container, index) => activate(nodeAt(index), firm, container, ticketId)),
    )
    expect(tally(answers)).toEqual({ ok: 10, LICENSE_STATE: 40 })
    const ids = answers.flatMap(({ outcome, text }) => (outcome === 'ok' ? [textOf(text, 'licenseId')] : []))
    expect(new Set(ids).size).toBe(10)
  }, 60_000)

  test('one container asks for one thing 30 times at once: one step, and the same bytes for all', async () => {
    const ticketId = await order('one container', 2)
    const container = new FieldContainer(firm)
    const contextFile = await container.context(firm)
    const steps = await store.read((tx) => tx.count(Step))
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        askDepot(nodeAt(index), 'ActivateLicenses', { activation: { ticketId, contextFile } }),
      ),
    )
    expect(tally(answers)).toEqual({ ok: 30 })
    expect(new Set(answers.map(({ updateFile }) => updateFile)).size).toBe(1)
    expect(await store.read((tx) => tx.count(Step))).toBe(steps + 1)
  }, 60_000)
})
