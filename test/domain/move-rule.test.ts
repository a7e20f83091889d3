import fc from 'fast-check'
import type { MoveRule } from '../../src/domain/item.ts'
import { judgeMove, type MoveKind, type MoveRecord, type MoveVerdict } from '../../src/domain/move-rule.ts'

const now = new Date('2028-02-29T12:00:00.000Z')
const day = 86_400_000
const daysAgo = (days: number, before = now) => new Date(before.getTime() - days * day)
const rule = (own: Partial<MoveRule>): MoveRule => ({
  policy: 'automatic',
  waitDays: 0,
  maximumCount: 0,
  periodDays: 0,
  ...own,
})
const none: MoveRecord = { doneAt: [] }

/** `allowed`, or the code and from when on. */
const told = (verdict: MoveVerdict): string =>
  verdict.allowed ? 'allowed' : `${verdict.refusal.code} ${verdict.possibleAt?.toISOString() ?? 'never'}`
const judged = (own: Partial<MoveRule>, record: MoveRecord = none, kind: MoveKind = 'reactivation') =>
  told(judgeMove(kind, rule(own), record, now))

describe('the policy', () => {
  test('automatic: at once', () => {
    expect(judged({ policy: 'automatic' })).toBe('allowed')
  })

  test.each([
    ['return', 'RETURN_NOT_ALLOWED never'],
    ['reactivation', 'REACTIVATION_NOT_ALLOWED never'],
    ['restore', 'REACTIVATION_NOT_ALLOWED never'],
  ] as const)('never: no %s, whatever a person says', (kind, verdict) => {
    expect(judged({ policy: 'never' }, { doneAt: [], decision: 'accept' }, kind)).toBe(verdict)
  })

  test('wait: so many days after it was asked for first, a leap day counting as one', () => {
    const waits = { policy: 'wait', waitDays: 2 } as const
    expect(judged(waits)).toBe('WAIT 2028-03-02T12:00:00.000Z')
    expect(judged(waits, { doneAt: [], askedAt: daysAgo(1) })).toBe('WAIT 2028-03-01T12:00:00.000Z')
    expect(judged(waits, { doneAt: [], askedAt: daysAgo(2) })).toBe('allowed')
  })

  test('manual: as a person decides', () => {
    expect(judged({ policy: 'manual' })).toBe('APPROVAL_NEEDED never')
    expect(judged({ policy: 'manual' }, { doneAt: [], decision: 'accept' })).toBe('allowed')
    expect(judged({ policy: 'manual' }, { doneAt: [], decision: 'reject' })).toBe('REACTIVATION_NOT_ALLOWED never')
  })

  test('a decision counts only where one is asked for', () => {
    expect(judged({ policy: 'automatic' }, { doneAt: [], decision: 'reject' })).toBe('allowed')
    expect(judged({ policy: 'wait', waitDays: 1 }, { doneAt: [], decision: 'accept' })).toMatch(/^WAIT/)
  })
})

describe('the count', () => {
  const twiceAYear = { maximumCount: 2, periodDays: 365 }

  test('is of the days before now, the oldest making room for the next', () => {
    expect(judged(twiceAYear, { doneAt: [daysAgo(10)] })).toBe('allowed')
    // A leap day lies in these 365 days, so they end a day earlier in the next year.
    expect(judged(twiceAYear, { doneAt: [daysAgo(10), daysAgo(0)] })).toBe('QUOTA_EXCEEDED 2029-02-18T12:00:00.000Z')
    expect(judged(twiceAYear, { doneAt: [daysAgo(365), daysAgo(1)] })).toBe('allowed')
  })

  test('without a period is of the whole life', () => {
    expect(judged({ maximumCount: 1 }, { doneAt: [daysAgo(9999)] })).toBe('QUOTA_EXCEEDED never')
  })

  test('binds a person too', () => {
    const record = { doneAt: [daysAgo(1)], decision: 'accept' } as const
    expect(judged({ policy: 'manual', maximumCount: 1 }, record)).toBe('QUOTA_EXCEEDED never')
  })

  test('together with a wait, the longer of both is told', () => {
    const both = { policy: 'wait', waitDays: 3, maximumCount: 1 } as const
    const record = { doneAt: [daysAgo(5)] }
    expect(judged({ ...both, periodDays: 6 }, record)).toBe('WAIT 2028-03-03T12:00:00.000Z')
    expect(judged({ ...both, periodDays: 30 }, record)).toBe('QUOTA_EXCEEDED 2028-03-25T12:00:00.000Z')
    expect(judged(both, record)).toBe('QUOTA_EXCEEDED never')
  })
})

describe('at any time', () => {
  const dates = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  const days = fc.integer({ min: 0, max: 800 })
  const rules = fc.record({
    policy: fc.constantFrom('automatic', 'wait', 'manual'),
    waitDays: days,
    maximumCount: fc.integer({ min: 0, max: 4 }),
    periodDays: days,
  })
  const cases = fc
    .record({ rule: rules, now: dates, ago: fc.array(fc.integer({ min: 0, max: 900 * day })), asked: days })
    .map(({ rule, now, ago, asked }) => ({
      rule: rule satisfies MoveRule,
      now,
      record: {
        doneAt: ago.map((each) => new Date(now.getTime() - each)),
        askedAt: daysAgo(asked, now),
        decision: 'accept',
      } satisfies MoveRecord,
    }))

  test('a move that is possible later is possible exactly from then on', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 500 * day }), ({ rule, now, record }, more) => {
        const verdict = judgeMove('reactivation', rule, record, now)
        if (verdict.allowed || verdict.possibleAt === undefined) return
        const at = (time: number) => judgeMove('reactivation', rule, record, new Date(time)).allowed
        const from = verdict.possibleAt.getTime()
        expect([from > now.getTime(), at(from - 1), at(from), at(from + more)]).toEqual([true, false, true, true])
      }),
    )
  })

  test('no days of a period ever see more moves than its count, however they are asked for', () => {
    const counted = fc.record({
      maximumCount: fc.integer({ min: 1, max: 4 }),
      periodDays: fc.integer({ min: 1, max: 400 }),
    })
    fc.assert(
      fc.property(counted, dates, fc.array(fc.integer({ min: 0, max: 9 * day })), (own, first, gaps) => {
        const doneAt: Date[] = []
        let at = first.getTime()
        for (const gap of gaps) {
          at += gap
          if (judgeMove('return', rule(own), { doneAt }, new Date(at)).allowed) doneAt.push(new Date(at))
        }
        const crowd = doneAt.map(
          (start) =>
            doneAt.filter((each) => each >= start && each.getTime() < start.getTime() + own.periodDays * day).length,
        )
        expect(Math.max(0, ...crowd)).toBeLessThanOrEqual(own.maximumCount)
      }),
    )
  })

  test('the order in which moves are told makes no difference', () => {
    fc.assert(
      fc.property(cases, ({ rule, now, record }) => {
        const turned = { ...record, doneAt: record.doneAt.toReversed() }
        expect(judgeMove('return', rule, turned, now)).toEqual(judgeMove('return', rule, record, now))
      }),
    )
  })
})
