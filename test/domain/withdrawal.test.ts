import { judgeCancellation, judgeWithdrawal, withRoom } from '../../src/domain/withdrawal.ts'

test.each([
  ['NotCollected', { plan: 'now' }],
  ['Collected', { plan: 'atContact' }],
  ['Confirmed', { plan: 'atContact' }],
  ['Returning', { plan: 'atContact' }],
  ['WithdrawPending', { refusal: { code: 'NOTHING_TO_DO' } }],
  ['Withdrawn', { refusal: { code: 'NOTHING_TO_DO' } }],
  ['Replaced', { refusal: { code: 'LICENSE_STATE' } }],
  ['Blocked', { refusal: { code: 'LICENSE_STATE' } }],
] as const)('a license that is %s', (state, verdict) => {
  expect(judgeWithdrawal(state)).toMatchObject(verdict)
})

describe('a withdrawal is taken back', () => {
  const pending = { kind: 'withdraw', state: 'pending' }

  test('while its container has not been given it', () => {
    expect(judgeCancellation('WithdrawPending', pending, true)).toEqual({ plan: pending })
    const delivered = { ...pending, state: 'delivered' }
    expect(judgeCancellation('WithdrawPending', delivered, true)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })

  test('not when it has happened', () => {
    expect(judgeCancellation('Withdrawn', undefined, true)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })

  test('not when there is none', () => {
    expect(judgeCancellation('Confirmed', undefined, true)).toMatchObject({ refusal: { code: 'NOTHING_TO_DO' } })
  })

  test('not when the license leaves because another takes its place', () => {
    const replace = { kind: 'replace', state: 'pending' }
    expect(judgeCancellation('WithdrawPending', replace, true)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })

  test('not when its line has no room for it any more', () => {
    expect(judgeCancellation('WithdrawPending', pending, false)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })
})

describe('what comes back to a line', () => {
  const license = (id: string, factor = 1, pieceId: string | null = null, packageId: string | null = null) => {
    return { id, factor, pieceId, packageId }
  }

  test('is no more than the line says', () => {
    const leaving = [license('b'), license('c')]
    expect([...withRoom(3, [license('a')], leaving)]).toEqual(['b', 'c'])
    expect([...withRoom(2, [license('a')], leaving)]).toEqual(['b'])
    expect([...withRoom(0, [], leaving)]).toEqual([])
    expect([...withRoom(5, [license('a', 3)], [license('b', 3), license('c', 2)])]).toEqual(['c'])
  })

  test('may be another part of a piece that stands there', () => {
    expect([...withRoom(1, [license('a', 1, 'p')], [license('b', 1, 'p')])]).toEqual(['b'])
    expect([...withRoom(1, [], [license('a', 1, 'p'), license('b', 1, 'p'), license('c')])]).toEqual(['a', 'b'])
  })

  test('counts a package once, whatever is in it', () => {
    const whole = [license('a', 5, 'p', 'suite'), license('b', 1, 'p', 'suite')]
    expect([...withRoom(1, [], whole)]).toEqual(['a', 'b'])
    expect([...withRoom(1, [license('c', 1, 'q', 'suite')], whole)]).toEqual([])
  })
})
