import fc from 'fast-check'
import { endOfDay, startOfDay } from '../../src/domain/civil-day.ts'
import { addPeriod, addPeriodOnDay, dayOfEnd, dayOfFirstEnd, type Period } from '../../src/domain/period.ts'
import { anyDate, anyInstant, anyZone, shown } from './zones.ts'

const month: Period = { periodCount: 1, periodUnit: 'month' }
const year: Period = { periodCount: 1, periodUnit: 'year' }
const days = (periodCount: number): Period => ({ periodCount, periodUnit: 'day' })

test.each([
  ['2027-01-31T12:30:00.500Z', month, 1, '2027-02-28T12:30:00.500Z'],
  ['2027-01-31T12:30:00.500Z', month, 2, '2027-03-31T12:30:00.500Z'],
  ['2027-01-31T06:00:00.000Z', month, 3, '2027-04-30T06:00:00.000Z'],
  ['2028-01-31T06:00:00.000Z', month, 1, '2028-02-29T06:00:00.000Z'],
  ['2027-12-31T06:00:00.000Z', month, 2, '2028-02-29T06:00:00.000Z'],
  ['2027-12-15T00:00:00.000Z', month, 1, '2028-01-15T00:00:00.000Z'],
  ['2028-02-29T06:00:00.000Z', year, 1, '2029-02-28T06:00:00.000Z'],
  ['2028-02-29T06:00:00.000Z', year, 4, '2032-02-29T06:00:00.000Z'],
  ['2027-03-27T12:00:00.000Z', days(30), 1, '2027-04-26T12:00:00.000Z'],
  ['2027-03-27T12:00:00.000Z', { periodCount: 18, periodUnit: 'month' }, 1, '2028-09-27T12:00:00.000Z'],
  // What begins with a day ends with one; the first of a month leads to the last of one.
  ['2027-01-31T00:00:00.000Z', month, 1, '2027-03-01T00:00:00.000Z'],
  ['2027-03-01T00:00:00.000Z', month, 1, '2027-04-01T00:00:00.000Z'],
] as const)('%s + %j times %i is %s', (anchor, period, times, end) => {
  expect(addPeriod(new Date(anchor), period, 'UTC', times).toISOString()).toBe(end)
})

test.each([
  // Summer time ends: a day more has 25 hours.
  ['2027-10-30T10:00:00.000Z', days(1), 'Europe/Berlin', '2027-10-31T11:00:00.000Z'],
  ['2027-10-04T10:00:00.000Z', month, 'Europe/Berlin', '2027-11-04T11:00:00.000Z'],
  ['2027-03-04T11:00:00.000Z', month, 'Europe/Berlin', '2027-04-04T10:00:00.000Z'],
  ['2027-03-04T15:00:00.000Z', month, 'America/New_York', '2027-04-04T14:00:00.000Z'],
  // It is 1 February in Kolkata already, and 31 January in New York still.
  ['2027-01-31T20:00:00.000Z', month, 'Asia/Kolkata', '2027-02-28T20:00:00.000Z'],
  ['2027-02-01T03:00:00.000Z', month, 'America/New_York', '2027-03-01T03:00:00.000Z'],
  ['2027-02-01T03:00:00.000Z', month, 'UTC', '2027-03-01T03:00:00.000Z'],
  // A time that the clocks leave out, and the day that Samoa did.
  ['2027-02-28T01:30:00.000Z', month, 'Europe/Berlin', '2027-03-28T01:30:00.000Z'],
  ['2011-12-29T20:00:00.000Z', days(1), 'Pacific/Apia', '2011-12-30T20:00:00.000Z'],
] as const)('%s + %j in %s is %s', (anchor, period, zone, end) => {
  expect(addPeriod(new Date(anchor), period, zone).toISOString()).toBe(end)
})

test.each([
  ['2026-09-30', month, 30, '2026-10-30'],
  ['2027-01-31', month, 31, '2027-02-28'],
  ['2027-02-28', month, 31, '2027-03-31'],
  ['2027-03-31', month, 31, '2027-04-30'],
  ['2028-02-29', year, 29, '2029-02-28'],
  ['2031-02-28', year, 29, '2032-02-29'],
  ['2027-10-30', days(1), 30, '2027-10-31'],
  ['2027-12-31', days(1), 31, '2028-01-01'],
] as const)('the end of %s + %j on the %i is the end of %s, in every zone', (from, period, day, until) => {
  fc.assert(
    fc.property(anyZone, (zone) => {
      expect(addPeriodOnDay(endOfDay(from, zone), period, zone, day)).toEqual(endOfDay(until, zone))
    }),
  )
})

test('the end of a day is on that day, and what begins with the first of a month ends with a last', () => {
  fc.assert(
    fc.property(anyDate, anyZone, (date, zone) => {
      const day = Number(date.slice(8))
      expect(dayOfEnd(endOfDay(date, zone), zone)).toBe(day)
      expect(dayOfFirstEnd(startOfDay(date, zone), zone)).toBe(day === 1 ? 31 : day - 1)
    }),
  )
})

test('the anchor is not changed', () => {
  const anchor = new Date('2027-01-31T00:00:00.000Z')
  addPeriod(anchor, month, 'Europe/Berlin')
  expect(anchor.toISOString()).toBe('2027-01-31T00:00:00.000Z')
})

test('no time more is the same instant, also of two at which clocks show the same', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (at, zone) => {
      expect(addPeriod(at, days(0), zone)).toEqual(at)
    }),
  )
  const first = new Date('2027-10-31T00:30:00.000Z')
  expect(addPeriod(first, days(0), 'Europe/Berlin')).toEqual(first)
})

test('months keep the day and what clocks show, or end on the last day of a shorter month', () => {
  fc.assert(
    fc.property(anyInstant, fc.integer({ min: 0, max: 600 }), anyZone, (anchor, times, zone) => {
      const end = addPeriod(anchor, month, zone, times)
      // A millisecond before, midnight is on the day that is over.
      const [from, to] = [anchor, end].map((at) => shown(new Date(at.getTime() - 1), zone))
      expect(monthsOf(to?.date)).toBe(monthsOf(from?.date) + times)
      if (to?.date.slice(8) !== from?.date.slice(8) && !startsMonth(anchor, zone)) {
        expect(Number(to?.date.slice(8))).toBeLessThan(Number(from?.date.slice(8)))
        expect(shown(new Date(end.getTime() + 86_400_000), zone).date.slice(8)).toMatch(/^0[12]$/)
      }
      if (hoursOf(to?.date, zone) === 24) expect(to?.time).toBe(from?.time)
    }),
    { numRuns: 500 },
  )
})

test('ends of days stay ends of days, whatever clocks do meanwhile', () => {
  const units = fc.constantFrom('day', 'month', 'year')
  fc.assert(
    fc.property(anyDate, units, fc.integer({ min: 1, max: 60 }), anyZone, (date, periodUnit, periodCount, zone) => {
      const day = Number(date.slice(8))
      const end = addPeriodOnDay(endOfDay(date, zone), { periodCount, periodUnit }, zone, day)
      const lastDay = shown(new Date(end.getTime() - 1), zone).date
      expect(end).toEqual(endOfDay(lastDay, zone))
      // The same day as in the zone that has no other clocks.
      const plain = addPeriodOnDay(endOfDay(date, 'UTC'), { periodCount, periodUnit }, 'UTC', day)
      expect(plain).toEqual(endOfDay(lastDay, 'UTC'))
    }),
  )
})

test('beyond the year 9999 there is no instant', () => {
  expect(() => addPeriod(new Date('9999-12-01T00:00:00.000Z'), month, 'UTC')).toThrow(RangeError)
  expect(() => addPeriod(new Date(), { periodCount: 2_147_483_647, periodUnit: 'year' }, 'UTC')).toThrow(RangeError)
})

function monthsOf(date = ''): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7))
}

function startsMonth(at: Date, zone: string): boolean {
  return dayOfFirstEnd(at, zone) === 31 && dayOfEnd(at, zone) !== 31
}

function hoursOf(date = '', zone: string): number {
  return (endOfDay(date, zone).getTime() - startOfDay(date, zone).getTime()) / 3_600_000
}
