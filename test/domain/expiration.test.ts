import fc from 'fast-check'
import { endOfDay } from '../../src/domain/civil-day.ts'
import {
  type End,
  endBefore,
  endOn,
  endOnceActivated,
  isNoEnd,
  laterBy,
  noEnd,
  paidEnd,
  withGrace,
} from '../../src/domain/expiration.ts'
import type { Period } from '../../src/domain/period.ts'
import { anyDate, anyInstant, anyZone } from './zones.ts'

const now = new Date('2026-01-31T12:00:00.000Z')
const month: Period = { periodCount: 1, periodUnit: 'month' }
const open = { expiresAt: null, expirationDay: null, addedPeriods: null }

describe('the end of a license once it is activated', () => {
  test.each([
    ['none', open, {}, null, null],
    ['a fixed time of the item', open, { expirationTime: '2027-01-01T00:00:00.000Z' }, '2027-01-01T00:00:00.000Z', 31],
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
    const end = endOnceActivated(kept, { options }, { now, timeZone: 'UTC' })
    expect([end.expiresAt?.toISOString() ?? null, end.expirationDay]).toEqual([at, day])
  })
})

test('a license runs from its activation by the calendar of the zone', () => {
  // 1 February in Berlin already: a month more is the whole of February.
  const moment = { now: new Date('2026-01-31T23:30:00.000Z'), timeZone: 'Europe/Berlin' }
  const end = endOnceActivated(open, { options: { expirationPeriod: month } }, moment)
  expect(end).toEqual({ expiresAt: new Date('2026-02-28T23:30:00.000Z'), expirationDay: 1 })
})

test.each(['UTC', 'Europe/Berlin', 'America/New_York'])(
  'month after month keeps the day of the first one, in %s',
  (zone) => {
    const first = endOn(endOfDay('2027-01-31', zone), zone)
    expect([0, 1, 2, 3, 4].map((times) => monthByMonth(first, times, zone).at)).toEqual(
      ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'].map((day) => endOfDay(day, zone)),
    )
  },
)

test('days are counted, and lead to a day of their own', () => {
  const thirty: Period = { periodCount: 30, periodUnit: 'day' }
  expect(laterBy({ at: new Date('2026-02-28T12:00:00.000Z'), day: 31 }, thirty, 'UTC')).toEqual({
    at: new Date('2026-03-30T12:00:00.000Z'),
    day: 30,
  })
})

test('twelve months one by one are as long as a year, wherever clocks are changed', () => {
  fc.assert(
    fc.property(anyDate, anyZone, (date, zone) => {
      const start = endOn(endOfDay(date, zone), zone)
      expect(monthByMonth(start, 12, zone)).toEqual(laterBy(start, { periodCount: 1, periodUnit: 'year' }, zone))
    }),
  )
})

test('from any time of a day too, but for the hour that clocks leave out', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (now, timeZone) => {
      const start = endBefore({ now, timeZone })
      const end = monthByMonth(start, 12, timeZone)
      const year = laterBy(start, { periodCount: 1, periodUnit: 'year' }, timeZone)
      expect(end.day).toBe(year.day)
      // Moved out of it once, an end stays there.
      expect([0, 0.5, 1]).toContain((end.at.getTime() - year.at.getTime()) / 3_600_000)
    }),
    { numRuns: 500 },
  )
})

test('what is paid is found again under the grace', () => {
  fc.assert(
    fc.property(anyDate, anyZone, fc.integer({ min: 0, max: 400 }), (date, zone, graceDays) => {
      const paid = endOn(endOfDay(date, zone), zone)
      const end = withGrace(paid, graceDays, zone)
      expect(paidEnd(end, graceDays, zone)).toEqual(paid)
      expect(laterBy(end, month, zone, graceDays)).toEqual(withGrace(laterBy(paid, month, zone), graceDays, zone))
    }),
  )
})

function monthByMonth(start: End, times: number, zone: string): End {
  let end = start
  for (let time = 0; time < times; time++) end = laterBy(end, month, zone)
  return end
}

test('the last day of 9999 is no end', () => {
  expect(isNoEnd(noEnd)).toBe(true)
  expect(isNoEnd(new Date('9999-12-31T23:59:59.999Z'))).toBe(true)
  expect(isNoEnd(new Date('9999-12-30T23:59:59.999Z'))).toBe(false)
})
