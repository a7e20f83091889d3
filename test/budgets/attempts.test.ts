import { randomBytes } from 'node:crypto'
import { Attempts, type Spent } from '../../src/budgets/attempts.ts'
import { AttemptForgetter } from '../../src/budgets/forget-attempts.ts'
import { newTicket, type Ticket } from '../../src/domain/ticket.ts'
import { AttemptCount } from '../../src/entities/attempt-count.ts'
import { Fault } from '../../src/faults.ts'
import type { Store } from '../../src/store/store.ts'
import { describeEachDatabase } from '../support/databases.ts'

const start = Date.UTC(2026, 2, 1, 12)
const key = randomBytes(32)
const here = { address: '192.0.2.1', network: '192.0.2.0/24' }
const neighbour = { address: '192.0.2.2', network: '192.0.2.0/24' }
const elsewhere = { address: '198.51.100.1', network: '198.51.100.0/24' }

/** Who asks for tickets that do not exist, and what came of it. */
function nodeOn(store: Store, allowance: { address?: number; network?: number; ticket?: number } = {}) {
  let now = start
  let lookups = 0
  const told = { failed: [] as string[], refused: [] as string[], spent: [] as Spent[] }
  const attempts = new Attempts({
    attemptsAddress: allowance.address ?? 3,
    attemptsNetwork: allowance.network ?? 100,
    attemptsTicket: allowance.ticket ?? 100,
    attemptMinutes: 10,
    store,
    clock: () => new Date(now),
    key,
    onFailed: (subject) => told.failed.push(subject),
    onRefused: (budget) => told.refused.push(budget),
    onSpent: (spent) => told.spent.push(spent),
  })
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => 'ok',
      (error: unknown) => (error instanceof Fault ? error.code : Promise.reject(error as Error)),
    )
  const unknown = (): Promise<never> => {
    lookups += 1
    return Promise.reject(new Fault('TICKET_UNKNOWN', 'There is no such ticket.', { isMiss: true }))
  }
  return {
    attempts,
    told,
    lookups: () => lookups,
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    clock: () => new Date(now),
    guess: (source = here, ...tickets: Ticket[]) =>
      outcome(
        attempts.guard(
          source,
          { ticketIds: { ticketId: tickets.length > 0 ? tickets : [newTicket(randomBytes)] } },
          unknown,
        ),
      ),
    succeed: (source = here) =>
      outcome(attempts.guard(source, { ticketIds: { ticketId: [newTicket(randomBytes)] } }, () => Promise.resolve())),
    login: (source = here) => outcome(attempts.failedLogin(source)),
    miss: (input: object, source = here) => outcome(attempts.guard(source, input, unknown)),
  }
}

describeEachDatabase(
  'failed attempts',
  (databases) => {
    // Tables are made once for all of these tests, which is what takes long.
    let url: Promise<string> | undefined
    const opened = async () => {
      const store = await databases.open({ url: await (url ??= databases.newUrl()) })
      await store.transact((tx) => tx.query('DELETE FROM attempts'))
      return store
    }

    test('are answered as what they are until the budget is spent, then RATE_LIMITED without a look-up', async () => {
      const node = nodeOn(await opened())
      const outcomes: string[] = []
      for (let n = 0; n < 6; n++) outcomes.push(await node.guess())
      expect(outcomes).toEqual([...Array<string>(3).fill('TICKET_UNKNOWN'), ...Array<string>(3).fill('RATE_LIMITED')])
      expect(node.lookups()).toBe(3)
      expect(node.told.failed).toEqual(['ticket', 'ticket', 'ticket'])
      expect(node.told.refused).toEqual(Array(3).fill('attempts_address'))
      expect(node.told.spent).toEqual([
        { subject: 'ticket', budget: 'address', source: here, endsAt: new Date(start + 600_000) },
      ])
      expect(await node.succeed()).toBe('RATE_LIMITED')
      expect(await node.succeed(neighbour)).toBe('ok')
    })

    test('count on all nodes together, and one is told of the end', async () => {
      const nodes = [nodeOn(await opened()), nodeOn(await databases.open({ url: (await url) ?? '' }))]
      const outcomes: string[] = []
      for (let n = 0; n < 6; n++) outcomes.push((await nodes[n % 2]?.guess()) ?? '')
      expect(outcomes.filter((each) => each === 'TICKET_UNKNOWN')).toHaveLength(3)
      expect(nodes.flatMap(({ told }) => told.spent)).toHaveLength(1)
    })

    test('of a burst are never more than the budget, neither answers nor look-ups', async () => {
      const node = nodeOn(await opened(), { address: 5 })
      const outcomes = await Promise.all(Array.from({ length: 60 }, () => node.guess()))
      expect(outcomes.filter((each) => each === 'TICKET_UNKNOWN')).toHaveLength(5)
      expect(outcomes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(55)
      expect(node.lookups()).toBe(5)
    })

    test('of many addresses at once count for their network', async () => {
      const node = nodeOn(await opened(), { network: 8 })
      const sources = Array.from({ length: 20 }, (_, n) => ({ ...here, address: `192.0.2.${String(n)}` }))
      const outcomes = await Promise.all(sources.flatMap((source) => [node.guess(source), node.guess(source)]))
      expect(outcomes.filter((each) => each === 'TICKET_UNKNOWN')).toHaveLength(8)
      expect(await node.guess(elsewhere)).toBe('TICKET_UNKNOWN')
    })

    test('at one beginning of a ticket count from wherever they come', async () => {
      const node = nodeOn(await opened(), { ticket: 4 })
      const ticket = newTicket(randomBytes)
      const sources = Array.from({ length: 9 }, (_, n) => ({
        address: `10.0.${String(n)}.1`,
        network: `10.0.${String(n)}.0/24`,
      }))
      const outcomes = await Promise.all(sources.map((source) => node.guess(source, ticket)))
      expect(outcomes.filter((each) => each === 'TICKET_UNKNOWN')).toHaveLength(4)
      expect(node.told.refused).toEqual(Array(5).fill('attempts_ticket'))
    })

    test('are as many as there are tickets in the call', async () => {
      const node = nodeOn(await opened(), { address: 5 })
      const three = () => [newTicket(randomBytes), newTicket(randomBytes), newTicket(randomBytes)]
      expect(await node.guess(here, ...three())).toBe('TICKET_UNKNOWN')
      expect(await node.guess(here, ...three())).toBe('RATE_LIMITED')
      expect(await node.succeed()).toBe('RATE_LIMITED')
    })

    test('begin anew when their time is over', async () => {
      const store = await opened()
      const node = nodeOn(store)
      for (let n = 0; n < 4; n++) await node.guess()
      node.pass(599)
      expect(await node.guess()).toBe('RATE_LIMITED')
      node.pass(1)
      expect(await node.guess()).toBe('TICKET_UNKNOWN')
      const counts = await store.read((tx) => tx.find(AttemptCount, { where: { failures: 1 } }))
      expect(counts.map(({ endsAt }) => endsAt)).toContainEqual(new Date(start + 1_200_000))
    })

    test('are forgotten when their time is over', async () => {
      const store = await opened()
      const node = nodeOn(store)
      await node.guess()
      const forgetter = new AttemptForgetter(store, node.clock, 2)
      expect(await forgetter.turn()).toBeGreaterThan(0)
      node.pass(300)
      await node.guess(elsewhere)
      node.pass(300)
      while ((await forgetter.turn()) === 0);
      const left = await store.read((tx) => tx.find(AttemptCount))
      expect(left.map(({ endsAt }) => endsAt)).toEqual(Array(3).fill(new Date(start + 900_000)))
    })
  },
  ['sqlite file', 'mariadb'],
)

describeEachDatabase(
  'the budgets',
  (databases) => {
    test('of logins and of tickets are not the same', async () => {
      const node = nodeOn(await databases.open())
      const outcomes: string[] = []
      for (let n = 0; n < 4; n++) outcomes.push(await node.login())
      expect(outcomes).toEqual(['ok', 'ok', 'ok', 'RATE_LIMITED'])
      expect(await node.guess()).toBe('TICKET_UNKNOWN')
    })

    test('tell when to come again: the end of the time', async () => {
      const node = nodeOn(await databases.open(), { address: 1 })
      await node.guess()
      node.pass(0.5)
      const refused = await node.attempts
        .failedLogin(here)
        .then(() => node.attempts.failedLogin(here))
        .catch((error: unknown) => error)
      const fault = refused as Fault
      expect(fault.message).toBe('Too many failed attempts from this address. Come again in 600 s.')
      node.pass(99)
      const again = (await node.attempts.failedLogin(here).catch((error: unknown) => error)) as Fault
      expect(again.facts.retryAfterSeconds).toBe(501)
      expect(again.facts.waitUntil?.getTime()).toBeGreaterThanOrEqual(start + 600_500)
    })

    test('count neither what succeeds nor what fails for another reason', async () => {
      const store = await databases.open()
      const node = nodeOn(store)
      for (let n = 0; n < 10; n++) {
        expect(await node.succeed()).toBe('ok')
        const fails = () => Promise.reject(new Fault('NOTHING_TO_DO', 'All of it is there.'))
        await expect(node.attempts.guard(here, { activation: { ticketId: 'x' } }, fails)).rejects.toThrow('All of it')
      }
      expect(await store.read((tx) => tx.count(AttemptCount))).toBe(0)
    })

    test('let the right session in where wrong ones were too many: its secret is too long to be guessed', async () => {
      const node = nodeOn(await databases.open())
      const input = { sessionKey: { sessionId: 'x' } }
      const outcomes: string[] = []
      for (let n = 0; n < 5; n++) outcomes.push(await node.miss(input))
      expect(outcomes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(2)
      await expect(node.attempts.guard(here, input, () => Promise.resolve('kept'))).resolves.toBe('kept')
    })

    test.each([{ transferKey: { transferId: 'x' } }, { restoration: { oldSerial: '130-1' } }])(
      'hold for %j',
      async (input) => {
        const node = nodeOn(await databases.open())
        const outcomes: string[] = []
        for (let n = 0; n < 5; n++) outcomes.push(await node.miss(input))
        expect(outcomes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(2)
        expect(node.lookups()).toBe(3)
      },
    )

    test('hold no address and no part of a ticket', async () => {
      const store = await databases.open()
      const node = nodeOn(store)
      const ticket = newTicket(randomBytes)
      await node.guess(here, ticket)
      const rows = await store.read((tx) => tx.find(AttemptCount))
      expect(rows).toHaveLength(3)
      const text = rows.map(({ id }) => id.toString('latin1')).join(' ')
      expect(text).not.toContain('192.0.2')
      expect(text).not.toContain(ticket.slice(0, 5))
    })

    test('a guess whose failure cannot be counted is not answered', async () => {
      const store = await databases.open({ patience: 100 })
      const node = nodeOn(store)
      await store.close()
      expect(await node.guess()).toBe('UNAVAILABLE')
    })
  },
  ['sqlite in memory'],
)
