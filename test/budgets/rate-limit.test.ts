import fc from 'fast-check'
import { RateLimit } from '../../src/budgets/rate-limit.ts'

/** A limit with a clock that a test turns. */
function limited(perSecond: number, most?: number) {
  let now = 0
  const limit = new RateLimit(perSecond, () => now, most)
  return {
    limit,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
    taken: (sender: string, times: number) =>
      Array.from({ length: times }, () => limit.take(sender)).filter((wait) => wait === 0).length,
  }
}

test('ten seconds’ worth may come at once, then so many a second', () => {
  const { taken, pass } = limited(5)
  expect(taken('a', 100)).toBe(50)
  pass(1000)
  expect(taken('a', 100)).toBe(5)
  pass(60_000)
  expect(taken('a', 100)).toBe(50)
})

test('a heavy request counts as many, and can be given back whole', () => {
  const { limit, taken, pass } = limited(5)
  expect(limit.take('a', 30)).toBe(0)
  expect(limit.take('a', 30)).toBe(2000)
  limit.giveBack('a', 30)
  expect(limit.take('a', 30)).toBe(0)
  expect(taken('a', 100)).toBe(20)
  pass(1000)
  expect(taken('a', 100)).toBe(5)
})

test('after a pause even the heaviest passes, once', () => {
  const { limit, pass } = limited(1)
  const both = () => [limit.take('a'), limit.take('a', 1_000_000)]
  expect(both()).toEqual([0, 0])
  expect(limit.take('a', 1_000_000)).toBe(9000)
  pass(10_000)
  expect(both()).toEqual([0, 0])
})

test('one sender takes nothing from another', () => {
  const { taken } = limited(1)
  expect(taken('a', 100)).toBe(10)
  expect(taken('b', 100)).toBe(10)
})

test('the wait that is told is as long as it says, and no longer', () => {
  const { limit, taken, pass } = limited(4)
  taken('a', 40)
  const wait = limit.take('a')
  expect(wait).toBe(250)
  pass(wait - 1)
  expect(limit.take('a')).toBe(1)
  pass(1)
  expect(limit.take('a')).toBe(0)
})

test('a request that is given back can be used again', () => {
  const { limit, taken, pass } = limited(1)
  taken('a', 10)
  limit.giveBack('a')
  expect(taken('a', 5)).toBe(1)
  pass(9_999)
  limit.giveBack('a')
  expect(taken('a', 20)).toBe(10)
  limit.giveBack('nobody')
})

test('whatever comes when, no ten seconds see more than twice the burst, and no hour more than the rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 300, maxLength: 600 }), (pauses) => {
      const { limit, pass } = limited(2)
      let at = 0
      const passed: number[] = []
      for (const pause of pauses) {
        pass(pause)
        at += pause
        if (limit.take('a') === 0) passed.push(at)
      }
      for (const start of passed) {
        const within = passed.filter((each) => each >= start && each < start + 10_000)
        expect(within.length).toBeLessThanOrEqual(40)
      }
      expect(passed.length).toBeLessThanOrEqual(20 + (at / 1000) * 2 + 1)
    }),
    { numRuns: 50 },
  )
})

test('more senders than can be remembered are served, and those who ask all the time are not forgotten', () => {
  const { limit, taken } = limited(1, 1000)
  expect(taken('busy', 20)).toBe(10)
  for (let n = 0; n < 20_000; n++) {
    expect(limit.take(`sender ${String(n)}`)).toBe(0)
    if (n % 500 === 0) limit.take('busy')
  }
  // Refused requests keep nobody in memory: who was refused comes anew when a flood has washed it out.
  expect(taken('busy', 20)).toBeLessThanOrEqual(10)
})
