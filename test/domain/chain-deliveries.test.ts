import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { judgeContact, mayAppend, newChain, type ChainHead, type Contact } from '../../src/domain/chain.ts'

/**
 * Containers and a server in a world whose post loses, repeats and reorders everything. The server follows the rules of
 * `src/domain/chain.ts`; licenses are numbers, and a step puts one in or takes one out.
 */
interface Step {
  readonly to: number
  readonly put?: number
  readonly remove?: number
  readonly digest: Buffer
}
interface Wish {
  readonly kind: 'put' | 'remove' | 'none'
  readonly license: number
}
interface Message {
  readonly from: number
  readonly contact: Contact
  readonly wish: Wish
}

const zero = Buffer.alloc(32)
const digestAfter = (before: Uint8Array, step: Omit<Step, 'digest'>) =>
  createHash('sha256').update(before).update(JSON.stringify(step)).digest()

/** Contexts written so far: no two are alike, as their times differ. */
let written = 0

class FieldContainer {
  seq = 0
  counter = 0
  digest: Buffer = zero
  licenses = new Set<number>()

  contact(): Contact {
    this.seq += 1
    const { seq: contextSeq, counter, digest, licenses } = this
    const content = `${contextSeq} ${counter} ${[...licenses].join()} ${String((written += 1))}`
    const hash = createHash('sha256').update(content).digest()
    return { contextSeq, hash, counter, digest }
  }

  import(steps: readonly Step[]): void {
    const first = steps[0]
    if (first === undefined || first.to > this.counter + 1) return
    for (const step of steps.filter(({ to }) => to > this.counter)) {
      if (step.put !== undefined) this.licenses.add(step.put)
      if (step.remove !== undefined) this.licenses.delete(step.remove)
      this.counter = step.to
      this.digest = step.digest
    }
  }

  copy(): FieldContainer {
    return Object.assign(new FieldContainer(), this, { licenses: new Set(this.licenses) })
  }
}

class ChainServer {
  readonly heads: ChainHead[]
  readonly steps: Step[][]
  /** Where each license is; `leaving` until the receipt of its removal. */
  readonly holder = new Map<number, { container: number; leaving?: number }>()
  readonly anomalies: string[] = []

  constructor(containers: number) {
    this.heads = Array.from({ length: containers }, () => newChain)
    this.steps = Array.from({ length: containers }, () => [])
  }

  /** The update, or undefined when the answer is a fault. */
  answer({ from, contact, wish }: Message): readonly Step[] | 'stale' | undefined {
    const head = this.heads[from] ?? newChain
    const steps = this.steps[from] ?? []
    const judgement = judgeContact(head, contact, (counter) => (counter === 0 ? zero : steps[counter - 1]?.digest))
    if (judgement.verdict === 'manipulation') this.anomalies.push(judgement.reason)
    if (judgement.verdict === 'stale') return 'stale'
    if (judgement.verdict !== 'accepted') return undefined
    if (judgement.healed !== undefined) this.anomalies.push(judgement.healed)
    this.heads[from] = judgement.head
    for (const [license, { container, leaving }] of this.holder) {
      if (container === from && leaving !== undefined && leaving <= judgement.head.confirmed)
        this.holder.delete(license)
    }
    if (mayAppend(judgement.head)) this.#grant(from, wish)
    return steps.slice(judgement.head.confirmed)
  }

  #grant(from: number, { kind, license }: Wish): void {
    const held = this.holder.get(license)
    if (kind === 'put' && held === undefined) {
      this.#append(from, { put: license })
      this.holder.set(license, { container: from })
    }
    if (kind === 'remove' && held?.container === from && held.leaving === undefined) {
      this.holder.set(license, { container: from, leaving: this.#append(from, { remove: license }) })
    }
  }

  #append(from: number, action: { put: number } | { remove: number }): number {
    const steps = this.steps[from] ?? []
    const step = { to: steps.length + 1, ...action }
    steps.push({ ...step, digest: digestAfter(steps.at(-1)?.digest ?? zero, step) })
    this.heads[from] = { ...(this.heads[from] ?? newChain), counter: step.to }
    return step.to
  }
}

const containers = 3
const licenses = 4

/** What may happen next; numbers choose among what there is. */
const happening = fc.record({
  what: fc.constantFrom('ask', 'ask', 'deliverRequest', 'deliverRequest', 'deliverUpdate', 'deliverUpdate', 'lose'),
  who: fc.nat(containers - 1),
  which: fc.nat(),
  keep: fc.boolean(),
  wish: fc.record({ kind: fc.constantFrom('put', 'put', 'remove', 'none'), license: fc.nat(licenses - 1) }),
})
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

class World {
  readonly field = Array.from({ length: containers }, () => new FieldContainer())
  readonly server = new ChainServer(containers)
  readonly requests: Message[] = []
  readonly updates: { to: number; steps: readonly Step[] }[] = []

  run({ what, who, which, keep, wish }: Happening): void {
    if (what === 'ask') this.requests.push({ from: who, contact: this.container(who).contact(), wish: wish })
    if (what === 'deliverRequest') {
      const message = take(this.requests, which, keep)
      const steps = message && this.server.answer(message)
      if (message && Array.isArray(steps)) this.updates.push({ to: message.from, steps: [...(steps as Step[])] })
    }
    if (what === 'deliverUpdate') {
      const update = take(this.updates, which, keep)
      if (update) this.container(update.to).import(update.steps)
    }
    if (what === 'lose') take(this.requests, which, false)
  }

  container(index: number): FieldContainer {
    const found = this.field[index]
    if (found === undefined) throw new RangeError()
    return found
  }

  /** The owner comes by: contacts until nothing is open, as a patient runtime would. */
  settle(index: number): void {
    const container = this.container(index)
    for (let tries = 0; tries < 4; tries += 1) {
      const steps = this.server.answer({
        from: index,
        contact: container.contact(),
        wish: { kind: 'none', license: 0 },
      })
      if (steps === 'stale') container.seq = this.server.heads[index]?.lastContextSeq ?? 0
      else container.import(steps ?? [])
    }
  }

  holdersOf(license: number): number {
    return this.field.filter((container) => container.licenses.has(license)).length
  }
}

function take<T>(list: T[], which: number, keep: boolean): T | undefined {
  const index = list.length === 0 ? 0 : which % list.length
  return keep ? list[index] : list.splice(index, 1)[0]
}

test('however messages are lost, repeated and reordered, no license is held twice and no container is stuck', () => {
  const property = fc.property(fc.array(happening, { minLength: 1, maxLength: 120 }), (happenings) => {
    const world = new World()
    for (const next of happenings) {
      world.run(next)
      for (let license = 0; license < licenses; license += 1) expect(world.holdersOf(license)).toBeLessThanOrEqual(1)
    }
    expect(world.server.anomalies).toEqual([])
    world.field.forEach((container, index) => {
      world.settle(index)
      const { counter, confirmed } = world.server.heads[index] ?? newChain
      expect([container.counter, confirmed]).toEqual([counter, counter])
      const held = [...world.server.holder].filter(([, { container: holder }]) => holder === index)
      expect([...container.licenses].sort()).toEqual(held.map(([license]) => license).sort())
    })
  })
  fc.assert(property, { numRuns: 500 })
})

test('two files made from one state import well in either order', () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const world = new World()
    const container = world.container(0)
    const requests = [0, 1].map((license) => ({
      from: 0,
      contact: container.contact(),
      wish: { kind: 'put', license } as const,
    }))
    const updates = requests.map((request) => world.server.answer(request) as readonly Step[])
    for (const index of order) container.import(updates[index] ?? [])
    expect([...container.licenses].sort()).toEqual([0, 1])
    world.settle(0)
    expect(world.server.heads[0]).toMatchObject({ counter: 2, confirmed: 2 })
    expect(world.server.anomalies).toEqual([])
  }
})

test('a container that was put back to an older state once is healed, and its returned licenses leave again', () => {
  const property = fc.property(fc.array(happening, { minLength: 20, maxLength: 80 }), fc.nat(), (happenings, at) => {
    const world = new World()
    const moment = at % happenings.length
    let snapshot: FieldContainer | undefined
    happenings.forEach((next, index) => {
      world.run(next)
      if (index === moment) snapshot = world.container(0).copy()
    })
    // Messages of the lost life would be a second copy of the container, which is another story.
    world.requests.splice(0)
    if (snapshot !== undefined) world.field[0] = snapshot
    world.field.forEach((_, index) => world.settle(index))
    expect(world.server.anomalies.length).toBeLessThanOrEqual(1)
    for (let license = 0; license < licenses; license += 1) expect(world.holdersOf(license)).toBeLessThanOrEqual(1)
    const { counter, confirmed } = world.server.heads[0] ?? newChain
    expect([world.container(0).counter, confirmed]).toEqual([counter, counter])
  })
  fc.assert(property, { numRuns: 300 })
})
