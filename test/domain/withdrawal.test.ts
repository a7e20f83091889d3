import { judgeCancellation, judgeWithdrawal } from '../../src/domain/withdrawal.ts'

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
    expect(judgeCancellation('WithdrawPending', pending)).toEqual({ plan: pending })
    const delivered = { ...pending, state: 'delivered' }
    expect(judgeCancellation('WithdrawPending', delivered)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })

  test('not when it has happened', () => {
    expect(judgeCancellation('Withdrawn', undefined)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })

  test('not when there is none', () => {
    expect(judgeCancellation('Confirmed', undefined)).toMatchObject({ refusal: { code: 'NOTHING_TO_DO' } })
  })

  test('not when the license leaves because another takes its place', () => {
    const replace = { kind: 'replace', state: 'pending' }
    expect(judgeCancellation('WithdrawPending', replace)).toMatchObject({ refusal: { code: 'LICENSE_STATE' } })
  })
})
