import { Counts } from '../../src/budgets/counts.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000)

test('a count is known until its time is over', () => {
  const counts = new Counts()
  counts.set('a', { failures: 3, endsAt: at(10) })
  expect(counts.get('a', at(9.999))?.failures).toBe(3)
  expect(counts.get('a', at(10))).toBeUndefined()
  expect(counts.get('a', at(0))).toBeUndefined()
  expect(counts.get('b', at(0))).toBeUndefined()
})

test('answers that overtook each other do not lower a count, a new time does', () => {
  const counts = new Counts()
  counts.set('a', { failures: 5, endsAt: at(10) })
  counts.set('a', { failures: 4, endsAt: at(10) })
  expect(counts.get('a', at(0))?.failures).toBe(5)
  counts.set('a', { failures: 1, endsAt: at(20) })
  expect(counts.get('a', at(0))?.failures).toBe(1)
})

test('the one that was heard of longest ago is forgotten first', () => {
  const counts = new Counts(2)
  for (const name of ['a', 'b', 'a', 'c']) counts.set(name, { failures: 1, endsAt: at(10) })
  expect(['a', 'b', 'c'].map((name) => counts.get(name, at(0)) !== undefined)).toEqual([true, false, true])
})
