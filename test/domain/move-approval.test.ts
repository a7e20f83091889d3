import type { MoveRule } from '../../src/domain/item.ts'
import { judgeApproval, type ApprovableLicense } from '../../src/domain/move-approval.ts'

const rule = (policy: MoveRule['policy']): MoveRule => ({ policy, waitDays: 0, maximumCount: 0, periodDays: 0 })
const item = (
  reactivation: MoveRule['policy'],
  restore: MoveRule['policy'] = 'never',
  back: MoveRule['policy'] = 'never',
) => ({
  itemNumber: 'CAD',
  returnRule: rule(back),
  reactivationRule: rule(reactivation),
  restoreRule: rule(restore),
})

const judged = (own: Partial<ApprovableLicense>, decision: 'accept' | 'reject' = 'accept') => {
  const verdict = judgeApproval({ state: 'Confirmed', item: item('manual'), ...own }, decision)
  return 'plan' in verdict ? verdict.plan : verdict.refusal.code
}

test.each([
  ['a license that is with a user', {}, 'accept'],
  ['one on its way', { state: 'Collected' }, 'accept'],
  ['one that is to be withdrawn, and whose container is lost', { state: 'WithdrawPending' }, 'accept'],
  ['where only a restoring asks for it', { item: item('automatic', 'manual') }, 'accept'],
  ['where only a return asks for it', { item: item('never', 'never', 'manual') }, 'accept'],
  ['after the other decision', { decided: 'reject' }, 'accept'],
  ['not twice', { decided: 'accept' }, 'NOTHING_TO_DO'],
  ['not of a license that nobody has', { state: 'NotCollected' }, 'NOTHING_TO_DO'],
  ['not where no rule asks for it', { item: item('automatic') }, 'NOTHING_TO_DO'],
  ['not where the item forbids it', { item: item('never', 'automatic') }, 'REACTIVATION_NOT_ALLOWED'],
  ['not of a license at its end', { state: 'Withdrawn' }, 'REACTIVATION_NOT_ALLOWED'],
] as const)('%s', (_, own, verdict) => {
  expect(judged(own)).toBe(verdict)
})

test('a refusal can be decided too, and be changed', () => {
  expect(judged({}, 'reject')).toBe('reject')
  expect(judged({ decided: 'accept' }, 'reject')).toBe('reject')
  expect(judged({ decided: 'reject' }, 'reject')).toBe('NOTHING_TO_DO')
})
