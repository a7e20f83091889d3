import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pointNames, type PointName } from '../../src/store/points.ts'
import { actionsOf } from '../../src/licenses/step-actions.ts'
import type { FieldContainer } from '../depot/field-container.ts'
import { useCrashSite, type CrashSite } from './support/crash-site.ts'

const patience = 60_000

test('the named points are those in the code, each once', () => {
  const source = new URL('../../src', import.meta.url).pathname
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const texts = files.map((name) => readFileSync(join(source, name), 'utf8'))
  const reached = texts.flatMap((text) => [...text.matchAll(/\.reach\('([^']*)'\)/g)].map((match) => match[1]))
  expect(reached.sort()).toEqual([...pointNames].sort())
})

describe.each(['sqlite file', 'mariadb'] as const)('A server that stops hard (%s)', (kind) => {
  const site = useCrashSite(kind)

  test.each([
    ['before-commit', 'created'],
    ['after-commit', 'replayed'],
  ] as const)(
    'at %s of an order: sent again, it is %s, and there once',
    async (point, outcome) => {
      const number = `order ${point}`
      await site.dieAt(point, 1, () => site.order(number))
      await site.restart()
      const answer = await site.order(number)
      expect(answer.outcome).toBe(outcome)
      expect(await site.order(number)).toEqual({ outcome: 'replayed', ticketId: answer.ticketId })
      expect(await site.stored(number)).toMatchObject({ orders: 1, lines: 1, licenses: [{ state: 'NotCollected' }] })
    },
    patience,
  )

  // An activation has two transactions: the first reserves the step, the second stores the signed update.
  const stops: readonly (readonly [PointName, number])[] = [
    ['before-commit', 1],
    ['after-commit', 1],
    ['step-reserved', 1],
    ['update-signed', 1],
    ['before-commit', 2],
    ['after-commit', 2],
  ]
  test.each(stops)(
    'at %s (%i) of an activation: the license arrives, once',
    async (point, times) => {
      const number = `activation ${point} ${times}`
      const { ticketId } = await site.order(number)
      const container = site.newContainer()
      await site.dieAt(point, times, () => site.activate(container, ticketId))
      await site.restart()

      if (times === 1) await arriveByRequest(site, container, ticketId)
      else await site.catchUp(container)
      if (container.licenses(site.firm).length === 0) await arriveByRequest(site, container, ticketId)

      expect((await site.confirm(container)).outcome).toBe('ok')
      const { licenses } = await site.stored(number)
      expect(licenses).toMatchObject([{ state: 'Confirmed', generation: 1, version: 3 }])
      expect(container.licenses(site.firm)).toEqual(licenses.map(({ id }) => id))
    },
    patience,
  )

  test(
    'at any moment under load: what was answered is there, nothing twice, every container goes on',
    async () => {
      const workers = Array.from({ length: 6 }, (_, index) => new Worker(site, index))
      for (const delay of [400, 700]) {
        const { process } = site.node
        const load = workers.map((worker) => worker.work())
        await sleep(delay + Math.random() * 300)
        process.kill('SIGKILL')
        await Promise.all(load)
        await site.restart()
      }
      for (const worker of workers) await worker.finish()
      expect(workers.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(0)
      const put = (await site.steps()).flatMap(actionsOf).map((action) => ('put' in action ? action.put.licenseId : ''))
      expect(new Set(put).size).toBe(put.length)
    },
    2 * patience,
  )
})

/** The same request again is enough: it finds what was reserved, or does it now. */
async function arriveByRequest(site: CrashSite, container: FieldContainer, ticketId: string): Promise<void> {
  const { outcome, updateFile } = await site.activate(container, ticketId)
  expect(outcome).toBe('ok')
  expect(await container.import(site.firm, updateFile)).toBe(1)
}

/** What `fetch` says of a call that the server did not survive. */
function isCutOff(error: unknown): boolean {
  return ['fetch failed', 'terminated'].includes((error as Error).message)
}

/** Orders and activates without a pause, and remembers what it was told. */
class Worker {
  answered = 0
  readonly #site: CrashSite
  readonly #name: string
  readonly #orders: { readonly number: string; ticketId?: string }[] = []
  readonly #container: FieldContainer

  constructor(site: CrashSite, index: number) {
    this.#site = site
    this.#name = `worker ${index}`
    this.#container = site.newContainer()
  }

  /** Until the server dies. */
  async work(): Promise<void> {
    for (;;) {
      const order: { readonly number: string; ticketId?: string } = { number: `${this.#name} ${this.#orders.length}` }
      this.#orders.push(order)
      try {
        order.ticketId = (await this.#site.order(order.number)).ticketId
        const { outcome, updateFile } = await this.#site.activate(this.#container, order.ticketId)
        expect(outcome).toBe('ok')
        this.answered += 1
        await this.#container.import(this.#site.firm, updateFile)
        if (this.#orders.length % 3 === 0) await this.#site.confirm(this.#container)
      } catch (error) {
        if (isCutOff(error)) return
        throw error
      }
    }
  }

  /** Repeats every order and activation; each must end with its license in the container, exactly once. */
  async finish(): Promise<void> {
    await this.#site.catchUp(this.#container)
    for (const { number, ticketId } of this.#orders) {
      const again = await this.#site.order(number)
      if (ticketId !== undefined) expect(again).toEqual({ outcome: 'replayed', ticketId })
      const { outcome, updateFile } = await this.#site.activate(this.#container, again.ticketId)
      if (outcome === 'ok') await this.#container.import(this.#site.firm, updateFile)
      else expect(outcome).toBe('NOTHING_TO_DO')
    }
    await this.#site.catchUp(this.#container)
    const expected = await Promise.all(this.#orders.map(({ number }) => this.#site.stored(number)))
    for (const order of expected)
      expect(order).toMatchObject({ orders: 1, lines: 1, licenses: [{ state: 'Confirmed' }] })
    const ids = expected.flatMap(({ licenses }) => licenses.map(({ id }) => id))
    expect(this.#container.licenses(this.#site.firm).sort()).toEqual(ids.sort())
  }
}
