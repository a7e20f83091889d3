import { LeasePace } from '../../src/cloud/pace.ts'
import { endOfUsage, leaseSpan, seatCountOf, whyNotUsable } from '../../src/domain/lease.ts'

const now = new Date('2026-05-04T08:00:00.000Z')
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const minute = 60_000

describe('the pace of leases', () => {
  test('stays as it is set while the server is calm', () => {
    const pace = new LeasePace(15, 10)
    expect(Array.from({ length: 10 }, () => pace.next(now))).toEqual(Array(10).fill(15 * minute))
  })

  test('is stretched when more are given in a minute, four times at most, and goes back when it is calm again', () => {
    const pace = new LeasePace(15, 2)
    expect([1, 2, 3, 4].map(() => pace.next(now))).toEqual([15, 15, 22.5, 30].map((minutes) => minutes * minute))
    // The next minute begins as busy as the last one was.
    expect(pace.next(at(60))).toBe(30 * minute)
    expect(pace.next(at(180))).toBe(15 * minute)
    expect(Array.from({ length: 20 }, () => pace.next(at(180))).at(-1)).toBe(60 * minute)
  })
})

describe('the span of a lease', () => {
  test('asks for contact after a third, or up to a fifth of that earlier', () => {
    const spanAt = (chance: number) => leaseSpan(now, { span: 15 * minute, chance, end: null })
    expect(spanAt(0)).toEqual({ validUntil: at(900), nextContactAt: at(300) })
    expect(spanAt(1)).toEqual({ validUntil: at(900), nextContactAt: at(240) })
  })

  test('ends with the license', () => {
    const end = at(100)
    expect(leaseSpan(now, { span: 15 * minute, chance: 0, end })).toEqual({ validUntil: end, nextContactAt: end })
  })
})

test('seats are as many as the quantity says, and one where it says nothing or 0', () => {
  expect([undefined, 0, 1, 7].map(seatCountOf)).toEqual([1, 1, 1, 7])
})

test('a license can be used from its beginning to before its end, while its container holds it', () => {
  const usable = { state: 'Confirmed', expiresAt: at(1), activationTime: now.toISOString() }
  expect(whyNotUsable(usable, now)).toBeUndefined()
  expect(
    whyNotUsable({ ...usable, state: 'Collected', expiresAt: null, activationTime: undefined }, now),
  ).toBeUndefined()
  expect(whyNotUsable(usable, at(1))).toBe('The license ended at 2026-05-04T08:00:01.000Z.')
  expect(whyNotUsable(usable, at(-1))).toBe('The license begins at 2026-05-04T08:00:00.000Z.')
  expect(whyNotUsable({ ...usable, state: 'WithdrawPending' }, now)).toBe('The license is WithdrawPending.')
})

test('days of use are of 24 hours', () => {
  expect(endOfUsage(now, 2)).toEqual(new Date('2026-05-06T08:00:00.000Z'))
})
