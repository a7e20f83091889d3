import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { newTicket, readTicket, writeTicket } from '../../src/domain/ticket.ts'
import { Fault } from '../../src/faults.ts'
import { FieldContainer, type PinnedFirm } from '../depot/field-container.ts'
import { defended } from '../support/undefended.ts'
import { pinnedFirm } from './support/depot.ts'
import { flood, postFrom, type Guess, type Guessed } from './support/flood.ts'
import type { Node } from './support/node.ts'
import { useSite } from './support/site.ts'
import { envelope, textOf } from './support/soap.ts'

const guessesEach = 360
const connections = 24
/** The user beside the attack: another network, and a ticket of his own. */
const user = '198.51.100.10'

/** A ticket that there is not, with a check character that fits. */
const anyTicket = () => writeTicket(newTicket(randomBytes))

/** One that begins as this one does, which is right as far as its check character tells: every 32nd fits. */
function ticketLike(ticketId: string): string {
  const beginning = ticketId.replaceAll('-', '').slice(0, 15)
  for (;;) {
    const guess = `${beginning}${newTicket(randomBytes).slice(15)}`
    try {
      return writeTicket(readTicket(guess))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
    }
  }
}

/** How many of them are answered, by the default budgets. */
const allowed = {
  'one address': 30,
  '60 addresses of an IPv4 /24': 300,
  '60 networks of an IPv6 /48': 300,
  '360 networks, at one beginning': 10,
}

/** What several networks try at once, all in turn. */
function guessesAt(target: string): Guess[] {
  return Array.from({ length: guessesEach }, (_, n): Guess[] => {
    const [host, hex] = [String(1 + (n % 60)), (1 + (n % 60)).toString(16)]
    const anywhere = `10.${String(100 + (n >> 8))}.${String(n & 255)}.1`
    return [
      { from: 'one address', address: '192.0.2.1', ticketId: anyTicket() },
      { from: '60 addresses of an IPv4 /24', address: `203.0.113.${host}`, ticketId: anyTicket() },
      { from: '60 networks of an IPv6 /48', address: `2001:db8:7:${hex}::${hex}`, ticketId: anyTicket() },
      { from: '360 networks, at one beginning', address: anywhere, ticketId: ticketLike(target) },
    ]
  }).flat()
}

/** Guesses at full speed from many addresses, against two server processes on one database with their default budgets. */
describe('ticket guessing (mariadb)', () => {
  const site = useSite('mariadb')
  let nodes: Node[]
  let firm: PinnedFirm
  beforeAll(async () => {
    const settings = { ...defended, TRUSTED_PROXIES: '127.0.0.1', OVERLOAD_MS: '0' }
    nodes = await Promise.all([site().startNode(settings), site().startNode(settings)])
    firm = await pinnedFirm(nodeAt(0))
  }, 120_000)

  function nodeAt(index: number): Node {
    const node = nodes[index % nodes.length]
    if (node === undefined) throw new Error('no node is running')
    return node
  }

  async function order(orderNumber: string, quantity: number): Promise<string> {
    const orderLine = [{ lineNumber: '10', itemNumber: 'CAD-RENDER', quantity }]
    const request = { order: { orderNumber, customer: { customerId: 'C1' }, orderLines: { orderLine } } }
    const { text } = await nodeAt(0).post('sales', envelope('sales', 'CreateOrder', request), site().authorization)
    return textOf(text, 'ticketId') ?? text
  }

  /** Puts one more license of the ticket into a new container; how it went, and the milliseconds that it took. */
  async function activate(ticketId: string, index: number): Promise<{ outcome: string; ms: number }> {
    const contextFile = await new FieldContainer(firm).context(firm)
    const start = performance.now()
    const message = envelope('depot', 'ActivateLicenses', { activation: { ticketId, contextFile } })
    const { outcome } = await postFrom(user, nodeAt(index), message)
    return { outcome, ms: performance.now() - start }
  }

  test('the budgets hold on both nodes together, and a user beside it is not touched', async () => {
    const target = await order('the ticket that is wanted', 1)
    const ticketId = await order('the user beside', 2_000)
    const alone: { outcome: string; ms: number }[] = []
    for (let n = 0; n < 20; n++) alone.push(await activate(ticketId, n))

    const guesses = guessesAt(target)
    const attacking = { isOver: false }
    const start = performance.now()
    const attack = flood(nodes, guesses, connections).finally(() => {
      attacking.isOver = true
    })
    const beside: { outcome: string; ms: number }[] = []
    for (let n = 0; !attacking.isOver; n++) beside.push(await activate(ticketId, n))
    const answers = await attack
    const seconds = (performance.now() - start) / 1000

    expect([...new Set(answers.map(({ outcome }) => outcome))].sort()).toEqual(['RATE_LIMITED', 'TICKET_UNKNOWN'])
    expect(informative(answers)).toEqual(allowed)
    expect(answers.map(({ retryAfter }) => retryAfter ?? 1).every((wait) => wait >= 1 && wait <= 600)).toBe(true)
    expect(beside.length).toBeGreaterThan(1)
    expect([...alone, ...beside].filter(({ outcome }) => outcome !== 'ok')).toEqual([])
    // Who guesses right when his budget is spent is not told so either.
    expect((await postFrom('192.0.2.1', nodeAt(0), askFor(ticketId))).outcome).toBe('RATE_LIMITED')
    expect((await postFrom('192.0.2.1', nodeAt(1), askFor(ticketId))).outcome).toBe('RATE_LIMITED')

    const lookups = await failedLookups(nodes)
    expect(lookups).toBeLessThanOrEqual(2 * Object.values(allowed).reduce((sum, count) => sum + count))
    await writeFigures([
      ['guesses', `${String(answers.length)} in ${seconds.toFixed(1)} s, over ${String(connections)} connections`],
      ...Object.entries(allowed).map(([from, count]): [string, string] => [
        `answered, of ${String(guessesEach)} from ${from}`,
        String(count),
      ]),
      ['looked up in the database', String(lookups)],
      ['answered 429', String(answers.filter(({ outcome }) => outcome === 'RATE_LIMITED').length)],
      ['activations of the user beside it', `${String(beside.length)}, all done`],
      ['time of one, alone', times(alone)],
      ['time of one, beside the attack', times(beside)],
    ])
  }, 120_000)
})

const askFor = (ticketId: string) => envelope('depot', 'GetTickets', { ticketIds: { ticketId: [ticketId] } })

/** How many guesses were told that there is no such ticket, by where they came from. */
function informative(answers: readonly Guessed[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { from, outcome } of answers) {
    if (outcome === 'TICKET_UNKNOWN') counts[from] = (counts[from] ?? 0) + 1
  }
  return counts
}

async function failedLookups(nodes: readonly Node[]): Promise<number> {
  const texts = await Promise.all(nodes.map(async ({ url }) => (await fetch(`${url}/metrics`)).text()))
  return texts
    .map((text) => Number(/opendepot_failed_attempts_total\{subject="ticket"\} (\d+)/.exec(text)?.[1] ?? 0))
    .reduce((sum, count) => sum + count, 0)
}

function times(activations: readonly { ms: number }[]): string {
  const sorted = activations.map(({ ms }) => ms).sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0)
  return `${at(0.5)} ms in the middle, ${at(1)} ms at worst`
}

/** `GUESSING_UPDATE=1` writes what was measured into docs/security.md. */
async function writeFigures(figures: readonly (readonly [string, string])[]): Promise<void> {
  if (process.env['GUESSING_UPDATE'] === undefined) return
  const page = 'docs/security.md'
  const rows = figures.map(([name, value]) => `| ${name} | ${value} |`)
  const table = ['|  |  |', '| --- | --- |', ...rows].join('\n')
  const text = await readFile(page, 'utf8')
  const markers = /<!-- guessing -->[^]*<!-- \/guessing -->/
  if (!markers.test(text)) throw new Error(`${page} has no place for the figures`)
  await writeFile(
    page,
    text.replace(markers, () => `<!-- guessing -->\n\n${table}\n\n<!-- /guessing -->`),
  )
}
