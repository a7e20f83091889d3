import fc from 'fast-check'
import { addPeriod, type Period } from '../../src/domain/period.ts'

const month: Period = { periodCount: 1, periodUnit: 'month' }

test.each([
  ['2027-01-31T12:30:00.500Z', month, 1, '2027-02-28T12:30:00.500Z'],
  ['2027-01-31T12:30:00.500Z', month, 2, '2027-03-31T12:30:00.500Z'],
  ['2027-01-31T00:00:00.000Z', month, 3, '2027-04-30T00:00:00.000Z'],
  ['2028-01-31T00:00:00.000Z', month, 1, '2028-02-29T00:00:00.000Z'],
  ['2027-12-31T00:00:00.000Z', month, 2, '2028-02-29T00:00:00.000Z'],
  ['2027-12-15T00:00:00.000Z', month, 1, '2028-01-15T00:00:00.000Z'],
  ['2028-02-29T00:00:00.000Z', { periodCount: 1, periodUnit: 'year' }, 1, '2029-02-28T00:00:00.000Z'],
  ['2028-02-29T00:00:00.000Z', { periodCount: 1, periodUnit: 'year' }, 4, '2032-02-29T00:00:00.000Z'],
  ['2027-03-27T12:00:00.000Z', { periodCount: 30, periodUnit: 'day' }, 1, '2027-04-26T12:00:00.000Z'],
  ['2027-03-27T12:00:00.000Z', { periodCount: 18, periodUnit: 'month' }, 1, '2028-09-27T12:00:00.000Z'],
] as const)('%s + %j times %i is %s', (anchor, period, times, end) => {
  expect(addPeriod(new Date(anchor), period, times).toISOString()).toBe(end)
})

test('the anchor is not changed', () => {
  const anchor = new Date('2027-01-31T00:00:00.000Z')
  addPeriod(anchor, month)
  expect(anchor.toISOString()).toBe('2027-01-31T00:00:00.000Z')
})

test('months keep day and time of the anchor, or end on the last day of a shorter month', () => {
  const anchors = fc.date({ min: new Date('2000-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(anchors, fc.integer({ min: 0, max: 600 }), (anchor, times) => {
      const end = addPeriod(anchor, month, times)
      const months = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth()
      expect(months(end)).toBe(months(anchor) + times)
      expect(end.getTime() % 86_400_000).toBe(anchor.getTime() % 86_400_000)
      const isLastDay = new Date(end.getTime() + 86_400_000).getUTCDate() === 1
      expect(end.getUTCDate() === anchor.getUTCDate() || (isLastDay && end.getUTCDate() < anchor.getUTCDate())).toBe(
        true,
      )
    }),
  )
})

test('beyond the year 9999 there is no instant', () => {
  expect(() => addPeriod(new Date('9999-12-01T00:00:00.000Z'), month)).toThrow(RangeError)
  expect(() => addPeriod(new Date(), { periodCount: 2_147_483_647, periodUnit: 'year' })).toThrow(RangeError)
})
