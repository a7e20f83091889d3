import type { Attack } from './attack.ts'
import { campaign } from './campaign.ts'
import type { Outcome } from './carry-out.ts'
import { attacks } from './list/index.ts'
import type { Response } from './responses.ts'
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
    if (typeof attack.answer === 'string') expect(outcome.answer).toBe(attack.answer)
    else expect(outcome.answer).toMatch(attack.answer)
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

/** What an attacker would like to know and an answer must not tell. */
const inside = [
  /\n\s+at /,
  /node_modules|\.[jt]s:\d|node:internal/,
  /(?:Type|Range|Reference|Syntax)Error|Cannot read prop|is not a function/,
  /\/(?:tmp|work|home|root|etc|usr)\//,
  /sqlite|typeorm|better-sqlite3|SELECT |INSERT /i,
  /^(?:server|x-powered-by|via):/im,
  /\bINTERNAL\b/,
]

function givesAway({ head, body }: Response): string[] {
  // A contract and the page for people say what they are.
  const text = body.includes('<wsdl:definitions') ? head : `${head}\n${body}`
  return inside.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
}
