import fc from 'fast-check'
import { civilTime, instantOf, millisecondsOfDay } from '../../src/domain/civil-time.ts'
import { anyInstant, anyZone, shown } from './zones.ts'

const dayOf = (date: string) => Date.parse(`${date}T00:00:00.000Z`) / millisecondsOfDay
const timeOf = (clock: string) => Date.parse(`1970-01-01T${clock}:00.000Z`)

test.each([
  ['2027-05-04T08:00:00.000Z', 'UTC', '2027-05-04', '08:00'],
  ['2027-05-04T08:00:00.000Z', 'Europe/Berlin', '2027-05-04', '10:00'],
  ['2027-01-04T08:00:00.000Z', 'Europe/Berlin', '2027-01-04', '09:00'],
  ['2027-01-04T20:00:00.000Z', 'Asia/Kolkata', '2027-01-05', '01:30'],
  ['2027-01-04T02:00:00.000Z', 'America/New_York', '2027-01-03', '21:00'],
])('%s in %s is %s %s, and back', (at, zone, date, clock) => {
  const civil = { day: dayOf(date), time: timeOf(clock) }
  expect(civilTime(new Date(at), zone)).toEqual(civil)
  expect(instantOf(civil, zone).toISOString()).toBe(at)
})

test.each([
  ['2026-09-30T22:00:00.000Z', 'Europe/Berlin', '2026-09-30'],
  ['2027-01-01T00:00:00.000Z', 'UTC', '2026-12-31'],
  // Days that begin at one o'clock, and one after a day that was left out.
  ['2018-11-04T03:00:00.000Z', 'America/Sao_Paulo', '2018-11-03'],
  ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-30'],
])('%s in %s is the end of %s, and back', (at, zone, date) => {
  const civil = { day: dayOf(date), time: millisecondsOfDay }
  expect(civilTime(new Date(at), zone)).toEqual(civil)
  expect(instantOf(civil, zone).toISOString()).toBe(at)
})

test.each([
  ['shown twice, the later one', 'Europe/Berlin', '2027-10-31', '02:30', '2027-10-31T01:30:00.000Z'],
  ['shown twice, the later one', 'America/New_York', '2027-11-07', '01:30', '2027-11-07T06:30:00.000Z'],
  ['left out, an hour later', 'Europe/Berlin', '2027-03-28', '02:30', '2027-03-28T01:30:00.000Z'],
  ['left out, half an hour later', 'Australia/Lord_Howe', '2027-10-03', '02:10', '2027-10-02T15:40:00.000Z'],
  ['left out, on the day after', 'Pacific/Apia', '2011-12-30', '10:00', '2011-12-30T20:00:00.000Z'],
  ['left out after midnight', 'America/Sao_Paulo', '2018-11-04', '00:30', '2018-11-04T03:30:00.000Z'],
  ['an hour before', 'Europe/Berlin', '2027-03-28', '01:30', '2027-03-28T00:30:00.000Z'],
  ['an hour after', 'Europe/Berlin', '2027-03-28', '03:30', '2027-03-28T01:30:00.000Z'],
])('a time %s: %s, %s %s', (_, zone, date, clock, at) => {
  expect(instantOf({ day: dayOf(date), time: timeOf(clock) }, zone).toISOString()).toBe(at)
})

test('every instant is found again, or the later one at which clocks show the same', () => {
  fc.assert(
    fc.property(anyInstant, anyZone, (at, zone) => {
      const found = instantOf(civilTime(at, zone), zone)
      expect(found.getTime()).toBeGreaterThanOrEqual(at.getTime())
      expect(shown(found, zone)).toEqual(shown(at, zone))
    }),
    { numRuns: 500 },
  )
})
