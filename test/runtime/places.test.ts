import fc from 'fast-check'
import { placesTaken, takePlace, withPlace, type Use } from '../../src/runtime/places.ts'

const use = (token: string, facts: Partial<Use> = {}): Use => ({
  token,
  counted: 'L-1',
  user: 'anna',
  shared: false,
  linger: 0,
  ...facts,
})
const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds))
const ended = { endedAt: at(0).toISOString(), linger: 10 }
const tokens = (uses: readonly Use[] | undefined) => uses?.map(({ token }) => token)

test('a place lingers for exactly its time, even if a clock was ahead', () => {
  const left = [use('a', ended)]
  expect(withPlace(left, at(9))).toEqual(left)
  expect(withPlace(left, at(10))).toEqual([])
  expect(withPlace(left, at(-9))).toEqual(left)
  expect(withPlace(left, at(-10))).toEqual([])
  expect(withPlace([use('a'), use('b', { endedAt: at(0).toISOString() })], at(0))).toEqual([use('a')])
})

test('a lingering place is free for its user and taken for others', () => {
  const left = [use('a', ended)]
  expect(tokens(takePlace(left, use('b'), 1))).toEqual(['b'])
  expect(takePlace(left, use('b', { user: 'bert' }), 1)).toBeUndefined()
  expect(tokens(takePlace(left, use('b', { user: 'bert' }), 2))).toEqual(['a', 'b'])
  expect(takePlace(left, use('b', { shared: true }), 1)).toBeUndefined()
  expect(tokens(takePlace(left, use('b', { counted: 'L-2' }), 1))).toEqual(['a', 'b'])
})

test('uses that share have one place together', () => {
  const uses = [use('a', { shared: true }), use('b', { shared: true }), use('c')]
  expect(placesTaken(uses, 'L-1')).toBe(2)
  expect(tokens(takePlace(uses, use('d', { shared: true }), 2))).toEqual(['a', 'b', 'c', 'd'])
  expect(takePlace(uses, use('d'), 2)).toBeUndefined()
})

test('with fewer places than before, those who came first keep theirs', () => {
  const uses = [use('a'), use('b'), use('c')]
  expect(takePlace(uses, use('a'), 1)).toBeDefined()
  expect(takePlace(uses, use('b'), 1)).toBeUndefined()
  expect(takePlace(uses, use('b'), 2)).toBeDefined()
})

test('no quantity, no count', () => {
  expect(takePlace([use('a'), use('b')], use('c'), 0)).toHaveLength(3)
})

test('whatever comes, no more places are taken than there are, and a use keeps its place', () => {
  const moves = fc.array(fc.record({ token: fc.integer({ min: 0, max: 9 }), user: fc.constantFrom('anna', 'bert') }))
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: 4 }), (wishes, quantity) => {
      let uses: Use[] = []
      for (const { token, user } of wishes) {
        const wish = use(String(token), { user })
        const next = takePlace(uses, wish, quantity)
        expect(next !== undefined).toBe(uses.some((one) => one.token === wish.token) || uses.length < quantity)
        uses = next ?? uses
        expect(placesTaken(uses, 'L-1')).toBeLessThanOrEqual(quantity)
      }
    }),
  )
})
