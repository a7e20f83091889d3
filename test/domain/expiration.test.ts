import fc from 'fast-check'
import { endOn, endOnceActivated, isNoEnd, laterBy, noEnd } from '../../src/domain/expiration.ts'
import type { Period } from '../../src/domain/period.ts'

const now = new Date('2026-01-31T12:00:00.000Z')
const month: Period = { periodCount: 1, periodUnit: 'month' }
const open = { expiresAt: null, expirationDay: null, addedPeriods: null }

describe('the end of a license once it is activated', () => {
  test.each([
    ['none', open, {}, null, null],
    ['a fixed time of the item', open, { expirationTime: '2027-01-01T00:00:00.000Z' }, '2027-01-01T00:00:00.000Z', 1],
    ['a period from now, with the day of today', open, { expirationPeriod: month }, '2026-02-28T12:00:00.000Z', 31],
    [
      'what is fixed, on a later move',
      { ...open, expiresAt: new Date('2026-02-01T00:00:00.000Z') },
      { expirationPeriod: month },
      '2026-02-01T00:00:00.000Z',
      null,
    ],
    [
      'the period and those that were added before',
      { ...open, addedPeriods: [month, { periodCount: 1, periodUnit: 'year' }, { periodCount: 2, periodUnit: 'day' }] },
      { expirationPeriod: month },
      '2027-04-02T12:00:00.000Z',
      2,
    ],
  ] as const)('%s', (_, kept, options, at, day) => {
    const end = endOnceActivated(kept, { options }, now)
    expect([end.expiresAt?.toISOString() ?? null, end.expirationDay]).toEqual([at, day])
  })
})

test('month after month keeps the day of the first one', () => {
  const ends = [1, 2, 3, 4].reduce((known) => [...known, laterBy(known.at(-1) ?? endOn(now), month)], [endOn(now)])
  expect(ends.map(({ at }) => at.toISOString().slice(0, 10))).toEqual([
    '2026-01-31',
    '2026-02-28',
    '2026-03-31',
    '2026-04-30',
    '2026-05-31',
  ])
})

test('days are counted, and lead to a day of their own', () => {
  const end = laterBy({ at: new Date('2026-02-28T12:00:00.000Z'), day: 31 }, { periodCount: 30, periodUnit: 'day' })
  expect(end).toEqual({ at: new Date('2026-03-30T12:00:00.000Z'), day: 30 })
})

test('twelve months one by one are as long as a year', () => {
  const starts = fc.date({ min: new Date('2000-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(starts, (start) => {
      let end = endOn(start)
      for (let times = 0; times < 12; times++) end = laterBy(end, month)
      expect(end).toEqual(laterBy(endOn(start), { periodCount: 1, periodUnit: 'year' }))
    }),
  )
})

test('the last day of 9999 is no end', () => {
  expect(isNoEnd(noEnd)).toBe(true)
  expect(isNoEnd(new Date('9999-12-31T23:59:59.999Z'))).toBe(true)
  expect(isNoEnd(new Date('9999-12-30T23:59:59.999Z'))).toBe(false)
})
