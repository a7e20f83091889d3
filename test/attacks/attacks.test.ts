import type { Attack } from './attack.ts'
import { campaign } from './campaign.ts'
import type { Outcome } from './carry-out.ts'
import { givesAway } from './gives-away.ts'
import { isAnswered } from './is-answered.ts'
import { attacks } from './list/index.ts'
import { openTarget, type Target } from './target.ts'

/** Generous on a busy machine; what hangs or eats memory goes far beyond. */
const bounds = { milliseconds: 15_000, megabytes: 250, goodMilliseconds: 10_000 }

let target: Target
let outcomes: ReadonlyMap<Attack, Outcome>
beforeAll(async () => {
  target = await openTarget()
  outcomes = await campaign(target)
}, 180_000)
afterAll(() => target.close())

describe.each([...attacks])('%s:', (_, list) => {
  test.each(list.map((attack) => [attack.name, attack] as const))('%s', (name, attack) => {
    const outcome = outcomes.get(attack)
    if (outcome === undefined) throw new Error(`${name} was not carried out`)
    expect([outcome.answer, attack.answer, isAnswered(attack, outcome)]).toEqual([outcome.answer, attack.answer, true])
    for (const [what, bound] of Object.entries(bounds)) {
      expect({ [what]: outcome[what as keyof typeof bounds] }).toEqual({ [what]: expect.any(Number) })
      expect(outcome[what as keyof typeof bounds]).toBeLessThan(bound)
    }
    for (const response of outcome.responses) expect(givesAway(response)).toEqual([])
  })
})

test('after all of it the same process is there, and its memory is bounded', () => {
  expect(target.isAlive()).toBe(true)
  expect(target.memory()).toBeLessThan(700)
})

test('no two attacks have the same name', () => {
  const names = [...attacks.values()].flat().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(150)
})
