import fc from 'fast-check'
import {
  canChange,
  countWithUser,
  licenseChanges,
  type LicenseChange,
  licenseStates,
  type Standing,
  standingAfter,
  stateAfter,
  stateOf,
  ticketStateOf,
} from '../../src/domain/license.ts'

const changes = Object.keys(licenseChanges) as LicenseChange[]

test('a license is sold, collected, confirmed, returned, and is as if it had never been collected', () => {
  const path: LicenseChange[] = ['LicenseCreated', 'LicenseCollected', 'LicenseConfirmed', 'LicenseReturning']
  expect(stateOf(path)).toBe('Returning')
  expect(stateOf([...path, 'LicenseReturned'])).toBe(stateOf(['LicenseCreated']))
})

test.each<[string, LicenseChange[], string]>([
  ['withdrawn at once while nobody has it', ['LicenseCreated', 'LicenseWithdrawn'], 'Withdrawn'],
  [
    'withdrawn at the next contact while somebody has it',
    ['LicenseCreated', 'LicenseCollected', 'LicenseWithdrawalOrdered', 'LicenseWithdrawn'],
    'Withdrawn',
  ],
  [
    'collected anew after its machine was lost',
    ['LicenseCreated', 'LicenseCollected', 'LicenseReactivated', 'LicenseCollected'],
    'Collected',
  ],
  [
    'where it was, as the step that was to take it out leads nowhere any more',
    ['LicenseCreated', 'LicenseCollected', 'LicenseReturning', 'LicenseReturnUndone'],
    'Confirmed',
  ],
  [
    'returned before the receipt of its collection',
    ['LicenseCreated', 'LicenseCollected', 'LicenseReturning'],
    'Returning',
  ],
  [
    'what it was before when its withdrawal is taken back',
    ['LicenseCreated', 'LicenseCollected', 'LicenseWithdrawalOrdered', 'LicenseWithdrawalCancelled'],
    'Collected',
  ],
  [
    'what it has become meanwhile when its withdrawal is taken back',
    [
      'LicenseCreated',
      'LicenseCollected',
      'LicenseWithdrawalOrdered',
      'LicenseConfirmed',
      'LicenseWithdrawalCancelled',
    ],
    'Confirmed',
  ],
  [
    'still to be withdrawn after the receipt of its collection',
    ['LicenseCreated', 'LicenseCollected', 'LicenseWithdrawalOrdered', 'LicenseConfirmed'],
    'WithdrawPending',
  ],
  [
    'on its way out again when its withdrawal is taken back',
    [
      'LicenseCreated',
      'LicenseCollected',
      'LicenseReturning',
      'LicenseWithdrawalOrdered',
      'LicenseWithdrawalCancelled',
    ],
    'Returning',
  ],
  [
    'collectable again when its container is erased',
    ['LicenseCreated', 'LicenseCollected', 'LicenseRecycled'],
    'NotCollected',
  ],
  ['replaced', ['LicenseCreated', 'LicenseReplaced'], 'Replaced'],
  ['blocked', ['LicenseCreated', 'LicenseCollected', 'LicenseBlocked'], 'Blocked'],
])('%s', (_, path, state) => {
  expect(stateOf(path)).toBe(state)
})

test.each<[LicenseChange[]]>([
  [['LicenseCollected']],
  [['LicenseCreated', 'LicenseCreated']],
  [['LicenseCreated', 'LicenseCollected', 'LicenseCollected']],
  [['LicenseCreated', 'LicenseConfirmed']],
  [['LicenseCreated', 'LicenseReturned']],
  [['LicenseCreated', 'LicenseCollected', 'LicenseWithdrawn']],
  [['LicenseCreated', 'LicenseWithdrawn', 'LicenseCollected']],
  [['LicenseCreated', 'LicenseWithdrawalCancelled']],
  [['LicenseCreated', 'LicenseCollected', 'LicenseWithdrawalOrdered', 'LicenseConfirmed', 'LicenseConfirmed']],
  [['LicenseCreated', 'LicenseReplaced', 'LicenseCollected']],
  [['LicenseCreated', 'LicenseBlocked', 'LicenseReactivated']],
])('LICENSE_STATE: %s', (path) => {
  expect(() => stateOf(path)).toThrow(expect.objectContaining({ code: 'LICENSE_STATE' }) as Error)
})

test('no events, no license', () => {
  expect(stateOf([])).toBeUndefined()
})

test('nothing leaves an end, and every state can be reached', () => {
  const reached = new Set(changes.map((change) => licenseChanges[change].to).filter((to) => to !== 'held'))
  expect([...reached].sort()).toEqual([...licenseStates].sort())
  for (const end of ['Withdrawn', 'Replaced', 'Blocked'] as const) {
    expect(changes.filter((change) => canChange(end, change))).toEqual([])
  }
})

test('canChange, standingAfter and stateAfter agree, for every path', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...changes), { maxLength: 12 }), (path) => {
      let now: Standing | undefined
      for (const change of path) {
        const { state, held } = now ?? {}
        if (canChange(state, change, held)) {
          now = standingAfter(now, change)
          expect(stateAfter(state, change, held)).toBe(now.state)
          expect(now.held === undefined).toBe(now.state !== 'WithdrawPending')
        } else expect(() => stateAfter(state, change, held)).toThrow(change)
      }
    }),
  )
})

test('a ticket is Open, InUse, AllCollected or Closed by what its licenses are', () => {
  expect(ticketStateOf({ NotCollected: 2 })).toBe('Open')
  expect(ticketStateOf({ NotCollected: 1, Withdrawn: 1 })).toBe('Open')
  expect(ticketStateOf({ NotCollected: 1, Collected: 1 })).toBe('InUse')
  expect(ticketStateOf({ NotCollected: 1, WithdrawPending: 1 })).toBe('InUse')
  expect(ticketStateOf({ Confirmed: 1, Returning: 1 })).toBe('AllCollected')
  expect(ticketStateOf({ Confirmed: 1, Withdrawn: 1 })).toBe('AllCollected')
  expect(ticketStateOf({ Withdrawn: 2, Blocked: 1 })).toBe('Closed')
  expect(ticketStateOf({})).toBe('Closed')
})

test('with a user are those that a container holds or is about to give up', () => {
  const one = Object.fromEntries(licenseStates.map((state) => [state, 1]))
  expect(countWithUser(one)).toBe(4)
  expect(countWithUser({ NotCollected: 3, Withdrawn: 2 })).toBe(0)
})
