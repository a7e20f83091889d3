import { copyEnd, isDead, renewedCopyEnd, toldEnd } from '../../src/domain/idle-release.ts'

const now = new Date('2026-05-04T08:00:00.000Z')
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)
const item = { idleReleaseHours: 24 }

test('a copy is dead by itself so many hours after it was put, and not before', () => {
  expect(copyEnd(item, now)).toEqual(hours(24))
  expect(copyEnd({}, now)).toBeNull()
  expect(isDead({ copyEndsAt: hours(24) }, hours(23.999))).toBe(false)
  expect(isDead({ copyEndsAt: hours(24) }, hours(24))).toBe(true)
  expect(isDead({ copyEndsAt: null }, hours(1_000_000))).toBe(false)
})

test.each([
  ['the license itself ends first', hours(5), hours(24), hours(5)],
  ['the copy ends first', hours(30), hours(24), hours(24)],
  ['the license has no end', null, hours(24), hours(24)],
  ['the copy has no end of its own', hours(30), null, hours(30)],
  ['there is no end at all', null, null, null],
])('the container is told the end that comes first: %s', (_, expiresAt, copyEndsAt, end) => {
  expect(toldEnd(expiresAt, copyEndsAt)).toEqual(end)
})

test.each([
  ['more than half of the time is left', hours(12), null, undefined],
  ['less than half is left', hours(11.99), null, hours(24)],
  ['it is over, and nobody has taken the license', hours(-5), null, hours(24)],
  ['the license itself ends before', hours(5), hours(4), undefined],
  ['the license itself ends later', hours(5), hours(6), hours(24)],
  ['it has no end of its own', null, hours(6), undefined],
])('a contact: %s', (_, copyEndsAt, expiresAt, end) => {
  expect(renewedCopyEnd({ copyEndsAt, expiresAt, item }, now)).toEqual(end)
})
