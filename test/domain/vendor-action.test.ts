import { licenseStates } from '../../src/domain/license.ts'
import { actionName, canBecome, whenDone } from '../../src/domain/vendor-action.ts'

test('an action is done now while nobody has the license, and else at the next contact of its container', () => {
  expect(Object.fromEntries(licenseStates.map((state) => [state, whenDone(state)]))).toEqual({
    NotCollected: 'now',
    Collected: 'atContact',
    Confirmed: 'atContact',
    Returning: 'atContact',
    WithdrawPending: 'never',
    Withdrawn: 'never',
    Replaced: 'never',
    Blocked: 'never',
  })
})

test('what is delivered can no longer be taken back, and what is over stays over', () => {
  expect(canBecome('pending', 'cancelled')).toBe(true)
  expect(canBecome('delivered', 'cancelled')).toBe(false)
  expect(canBecome('delivered', 'done')).toBe(true)
  for (const over of ['done', 'cancelled'] as const) {
    for (const to of ['pending', 'delivered', 'done', 'cancelled'] as const) expect(canBecome(over, to)).toBe(false)
  }
})

test('the contract writes kinds with a capital letter', () => {
  expect(actionName('withdraw')).toBe('Withdraw')
})
