import fc from 'fast-check'
import {
  addCounts,
  countsOf,
  monthOf,
  monthsBetween,
  noCounts,
  statisticsOf,
  type MonthCounts,
} from '../../src/domain/item-statistics.ts'
import {
  canChange,
  isWithUser,
  licenseChanges,
  standingAfter,
  type LicenseChange,
  type LicenseState,
  type Standing,
} from '../../src/domain/license.ts'

const changeOf = (change: string, stateBefore?: LicenseState, stateAfter?: LicenseState, wasSoldBefore = false) =>
  countsOf({ change, stateBefore, stateAfter, wasSoldBefore })

test('a sale, an activation, its receipt and a return', () => {
  const counts = [
    changeOf('LicenseCreated', undefined, 'NotCollected'),
    changeOf('LicenseCollected', 'NotCollected', 'Collected'),
    changeOf('LicenseConfirmed', 'Collected', 'Confirmed'),
    changeOf('LicenseReturning', 'Confirmed', 'Returning'),
    changeOf('LicenseReturned', 'Returning', 'NotCollected'),
  ]
  expect(counts.map(({ activeChange }) => activeChange)).toEqual([0, 1, 0, 0, -1])
  expect(counts.reduce(addCounts)).toEqual({ sold: 1, activated: 1, returned: 1, activeChange: 0, liveChange: 1 })
})

test('what only takes the place of a license of the same item, or is a part of one, is not sold again', () => {
  const successor = changeOf('LicenseCreated', undefined, 'NotCollected', true)
  expect(successor).toEqual({ ...noCounts, liveChange: 1 })
})

test('a change that is none of the state counts nothing', () => {
  expect(changeOf('LicenseExtended')).toEqual(noCounts)
  expect(changeOf('LicenseExtended', undefined, 'Confirmed')).toEqual(noCounts)
})

test.each(['Withdrawn', 'Replaced', 'Blocked'] as const)('a license that is %s is no longer live', (end) => {
  expect(changeOf(`License${end}`, 'NotCollected', end)).toEqual({ ...noCounts, liveChange: -1 })
  expect(changeOf(`License${end}`, 'WithdrawPending', end)).toEqual({ ...noCounts, activeChange: -1, liveChange: -1 })
})

test('after any history, the counters say what a recount says', () => {
  const names = Object.keys(licenseChanges) as LicenseChange[]
  const histories = fc.array(fc.array(fc.constantFrom(...names), { maxLength: 20 }), { maxLength: 10 })
  fc.assert(
    fc.property(histories, (wishes) => {
      const lived = wishes.map((changes) => live(['LicenseCreated', ...changes]))
      const counts = lived.flatMap(({ counted }) => counted).reduce(addCounts, noCounts)
      const states = lived.map(({ state }) => state)
      expect(counts.activeChange).toBe(states.filter(isWithUser).length)
      expect(counts.liveChange).toBe(states.filter((state) => state === 'NotCollected' || isWithUser(state)).length)
      expect(counts.sold).toBe(lived.length)
    }),
  )
})

/** Does of these changes what the table allows. */
function live(changes: readonly LicenseChange[]): { state: LicenseState; counted: MonthCounts[] } {
  let standing: Standing | undefined
  const counted: MonthCounts[] = []
  for (const change of changes) {
    if (!canChange(standing?.state, change, standing?.held)) continue
    const next = standingAfter(standing, change)
    counted.push(changeOf(change, standing?.state, next.state))
    standing = next
  }
  if (standing === undefined) throw new Error('the license was never created')
  return { state: standing.state, counted }
}

test.each([
  ['2026-01-01T00:00:00.000Z', '2026-01'],
  ['2025-12-31T23:59:59.999Z', '2025-12'],
  ['2024-02-29T23:59:59.999Z', '2024-02'],
  ['2024-03-01T00:00:00.000Z', '2024-03'],
])('%s is in %s, wherever the server stands', (instant, month) => {
  expect(monthOf(new Date(instant))).toBe(month)
})

test('months between', () => {
  expect(monthsBetween('2026-05', '2026-05')).toBe(0)
  expect(monthsBetween('2025-11', '2026-02')).toBe(3)
  expect(monthsBetween('2026-02', '2025-11')).toBe(-3)
})

describe('statistics of an item', () => {
  const month = (name: string, more: Partial<MonthCounts>) => ({ month: name, ...noCounts, ...more })
  const counters = [
    month('2026-03', { returned: 1, activeChange: -1 }),
    month('2025-12', { sold: 3, liveChange: 3 }),
    month('2026-01', { activated: 2, activeChange: 2 }),
    month('2026-06', { sold: 1, liveChange: 1, activated: 1, activeChange: 1 }),
  ]

  test('sum up everything, and show the months asked for', () => {
    const { months, ...totals } = statisticsOf(counters, { first: '2026-01', last: '2026-05' })
    expect(totals).toEqual({ licenses: 4, active: 2, transfers: 3 })
    expect(months).toEqual([
      { month: '2026-01', sold: 0, activated: 2, returned: 0, active: 2 },
      { month: '2026-03', sold: 0, activated: 0, returned: 1, active: 1 },
    ])
  })

  test('what became active before the first month is active in it', () => {
    const { months } = statisticsOf(counters, { first: '2026-06', last: '2026-06' })
    expect(months).toEqual([{ month: '2026-06', sold: 1, activated: 1, returned: 0, active: 2 }])
  })
})
