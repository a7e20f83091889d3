import { believedChanges, provedChanges } from '../../src/domain/believed-licenses.ts'
import { type Standing, standingAfter } from '../../src/domain/license.ts'

const here = { generation: 1, isHere: true } as const

test.each([
  ['Collected', undefined, 'NotCollected'],
  ['Confirmed', undefined, 'NotCollected'],
  ['Returning', undefined, 'NotCollected'],
  ['WithdrawPending', 'Confirmed', 'Withdrawn'],
] as const)('what is %s and not in the container', (state, held, becomes) => {
  expect(after({ state, held }, believedChanges({ ...here, state, held }, undefined))).toBe(becomes)
})

test('what another license takes the place of is Replaced once the container lacks it', () => {
  const leaving = { ...here, state: 'WithdrawPending', held: 'Confirmed', isReplaced: true } as const
  expect(after(leaving, believedChanges(leaving, undefined))).toBe('Replaced')
})

test.each([
  ['Collected', undefined, 'Confirmed'],
  ['Confirmed', undefined, 'Confirmed'],
  ['Returning', undefined, 'Confirmed'],
  ['WithdrawPending', 'Collected', 'WithdrawPending'],
  ['WithdrawPending', 'Confirmed', 'WithdrawPending'],
] as const)('what is %s and in the container', (state, held, becomes) => {
  expect(after({ state, held }, believedChanges({ ...here, state, held }, 1))).toBe(becomes)
})

test('what nobody has is in the container if the container shows its newest generation', () => {
  const free = { state: 'NotCollected', generation: 2, isHere: false } as const
  expect(after(free, believedChanges(free, 2))).toBe('Confirmed')
  expect(after(free, believedChanges(free, 3))).toBe('Confirmed')
  expect(believedChanges(free, 1)).toEqual([])
  expect(believedChanges(free, undefined)).toEqual([])
})

test.each(['Collected', 'Confirmed', 'WithdrawPending', 'Withdrawn', 'Replaced', 'Blocked'] as const)(
  'what is %s elsewhere is not given out twice',
  (state) => {
    expect(believedChanges({ state, generation: 1, isHere: false }, 9)).toEqual([])
  },
)

test('a newer copy than we know was proved: it counts, but is still to leave if that was decided', () => {
  const older = { state: 'Confirmed', ...here } as const
  expect(provedChanges(older, 2)).toEqual(['LicenseReactivated', 'LicenseCollected', 'LicenseConfirmed'])
  expect(provedChanges({ ...older, state: 'Collected' }, 2)).toHaveLength(3)
  expect(provedChanges(older, 1)).toEqual([])
  expect(provedChanges(older, undefined)).toEqual(['LicenseReactivated'])
  expect(provedChanges({ ...older, state: 'WithdrawPending', held: 'Confirmed' }, 2)).toEqual([])
  expect(provedChanges({ ...older, isHere: false }, 2)).toEqual([])
})

test('what an upgrade took the place of before it was forgotten is Replaced, and cannot be collected again', () => {
  const base = { state: 'Confirmed', isReplaced: true, ...here } as const
  expect(after(base, provedChanges(base, undefined))).toBe('Replaced')
  expect(provedChanges(base, 1)).toEqual([])
  const leaving = { ...base, state: 'WithdrawPending', held: 'Confirmed' } as const
  expect(provedChanges(leaving, undefined)).toEqual(['LicenseReplaced'])
})

function after(standing: Standing, changes: ReturnType<typeof believedChanges>): string {
  let now = { state: standing.state, held: standing.held }
  for (const change of changes) now = { held: undefined, ...standingAfter(now, change) }
  return now.state
}
