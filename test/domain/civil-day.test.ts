import { endOfDay, startOfDay } from '../../src/domain/civil-day.ts'

test.each([
  ['2027-12-31', 'UTC', '2027-12-31T00:00:00.000Z', '2028-01-01T00:00:00.000Z'],
  ['2027-01-15', 'Europe/Berlin', '2027-01-14T23:00:00.000Z', '2027-01-15T23:00:00.000Z'],
  ['0999-06-01', 'UTC', '0999-06-01T00:00:00.000Z', '0999-06-02T00:00:00.000Z'],
  // The days on which the clock is changed have 23 and 25 hours.
  ['2027-03-28', 'Europe/Berlin', '2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
  ['2027-10-31', 'Europe/Berlin', '2027-10-30T22:00:00.000Z', '2027-10-31T23:00:00.000Z'],
  ['2027-06-01', 'Asia/Kathmandu', '2027-05-31T18:15:00.000Z', '2027-06-01T18:15:00.000Z'],
  ['2027-06-01', 'Pacific/Kiritimati', '2027-05-31T10:00:00.000Z', '2027-06-01T10:00:00.000Z'],
  ['2027-06-01', 'America/Los_Angeles', '2027-06-01T07:00:00.000Z', '2027-06-02T07:00:00.000Z'],
  // A day that began at one o'clock, and one that ended twice.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
  ['2018-02-17', 'America/Sao_Paulo', '2018-02-17T02:00:00.000Z', '2018-02-18T03:00:00.000Z'],
  // Samoa had no 30 December 2011: it begins where the next day begins.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
  ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
])('%s in %s', (day, zone, start, end) => {
  expect(startOfDay(day, zone).toISOString()).toBe(start)
  expect(endOfDay(day, zone).toISOString()).toBe(end)
})
