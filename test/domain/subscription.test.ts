import fc from 'fast-check'
import { endOfDay } from '../../src/domain/civil-day.ts'
import { civilTime, millisecondsOfDay } from '../../src/domain/civil-time.ts'
import { type End, endOnceActivated, paidEnd } from '../../src/domain/expiration.ts'
import { extend, type ExtendableLicense } from '../../src/domain/extension.ts'
import type { Subscription } from '../../src/domain/item.ts'
import { addPeriod, type Period } from '../../src/domain/period.ts'
import { judgeSubscriptionEnd, renewedEnd } from '../../src/domain/subscription.ts'
import { anyDate, anyInstant, anyZone } from './zones.ts'

const month: Period = { periodCount: 1, periodUnit: 'month' }
const timeZone = 'UTC'
const at = (text: string) => new Date(`${text}T12:00:00.000Z`)
const subscription = (own: Partial<Subscription> = {}): Subscription => ({
  model: 'checkpoint',
  period: month,
  graceDays: 10,
  ...own,
})
const open = { expiresAt: null, expirationDay: null, addedPeriods: null }
const activated = (own: Subscription, now: Date, addedPeriods: Period[] | null = null, zone = timeZone) =>
  endOnceActivated({ ...open, addedPeriods }, { options: {}, subscription: own }, { now, timeZone: zone })

describe('the first end', () => {
  test.each(['erpRun', 'checkpoint', 'fromActivation'] as const)('%s: one period from now, and the grace', (model) => {
    expect(activated(subscription({ model }), at('2027-01-31'))).toEqual({
      expiresAt: at('2027-03-10'),
      expirationDay: 31,
    })
  })

  test('what was bought before runs after that, the grace once', () => {
    expect(activated(subscription(), at('2027-01-31'), [month]).expiresAt).toEqual(at('2027-04-10'))
  })
})

describe('erpRun: the back office says until when it is paid', () => {
  const license = (own: Partial<ExtendableLicense> = {}): ExtendableLicense => ({
    ...open,
    units: null,
    maintenanceUntil: null,
    factor: 1,
    item: { itemNumber: 'ABO', options: {}, subscription: subscription({ model: 'erpRun' }) },
    ...own,
  })
  const now = at('2027-02-01')
  const month31 = { expiresAt: at('2027-03-10'), expirationDay: 31 }

  test('set: the grace comes on top', () => {
    expect(extend(license(month31), { setEnd: at('2027-03-31') }, { now, timeZone })).toEqual({
      plan: { expiresAt: at('2027-04-10'), expirationDay: 31, addedPeriods: null },
    })
    expect(extend(license(), { setEnd: at('2027-06-30') }, { now, timeZone })).toMatchObject({
      plan: { expiresAt: at('2027-07-10') },
    })
  })

  test('added: a month counts from what was paid, and keeps its day', () => {
    const verdict = extend(license(month31), { addPeriod: month }, { now, timeZone })
    expect(verdict).toEqual({ plan: { expiresAt: at('2027-04-10'), expirationDay: 31 } })
    // Counted from the end with its grace it would be 10 May all the same, but from 10 April the day would be lost.
    expect(
      extend(license({ expiresAt: at('2027-04-10'), expirationDay: 31 }), { addPeriod: month }, { now, timeZone }),
    ).toMatchObject({
      plan: { expiresAt: at('2027-05-10') },
    })
  })

  test('added within the grace: nothing of the new period is lost, nor given', () => {
    expect(extend(license(month31), { addPeriod: month }, { now: at('2027-03-09'), timeZone })).toMatchObject({
      plan: { expiresAt: at('2027-04-10') },
    })
  })

  test('added after it ran out: from now', () => {
    expect(extend(license(month31), { addPeriod: month }, { now: at('2027-03-15'), timeZone })).toMatchObject({
      plan: { expiresAt: at('2027-04-25'), expirationDay: 15 },
    })
  })

  test('NOTHING_TO_DO: what is set would shorten it with its grace', () => {
    const { refusal } = extend(license(month31), { setEnd: at('2027-02-27') }, { now, timeZone }) as {
      refusal: unknown
    }
    expect(refusal).toMatchObject({
      code: 'NOTHING_TO_DO',
      text: expect.stringContaining('10 days of grace') as string,
    })
  })

  test('set to none: there is no grace of it', () => {
    const plan = { expiresAt: new Date('9999-12-31T00:00:00.000Z') }
    expect(extend(license(month31), { setEnd: at('9999-12-31') }, { now, timeZone })).toMatchObject({ plan })
    const { refusal } = extend(license(month31), { setEnd: at('9999-12-25') }, { now, timeZone }) as {
      refusal: unknown
    }
    expect(refusal).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })
})

describe('by the calendar of Berlin', () => {
  const berlin = 'Europe/Berlin'
  const license = (day: string, expirationDay: number | null = null): ExtendableLicense => ({
    ...open,
    expiresAt: endOfDay(day, berlin),
    expirationDay,
    units: null,
    maintenanceUntil: null,
    factor: 1,
    item: { itemNumber: 'ABO', options: {}, subscription: subscription({ model: 'erpRun' }) },
  })
  const moment = { now: at('2026-09-01'), timeZone: berlin }

  test.each([
    ['the end of a month on its 30th', '2026-10-10', 30, '2026-11-09', 30],
    ['a grace in which clocks are changed', '2026-11-03', 24, '2026-12-04', 24],
    ['paid until the end of January', '2027-02-10', 31, '2027-03-10', 31],
    ['then of February', '2027-03-10', 31, '2027-04-10', 31],
    ['a day that nobody wrote down', '2026-10-10', null, '2026-11-09', 30],
  ])('added: %s', (_, end, day, later, laterDay) => {
    expect(extend(license(end, day), { addPeriod: month }, moment)).toEqual({
      plan: { expiresAt: endOfDay(later, berlin), expirationDay: laterDay },
    })
  })

  test('set: the grace ends with a day too, whatever clocks do meanwhile', () => {
    const setEnd = endOfDay('2026-10-20', berlin)
    expect(setEnd.toISOString()).toBe('2026-10-20T22:00:00.000Z')
    expect(extend(license('2026-09-10'), { setEnd }, moment)).toEqual({
      plan: { expiresAt: new Date('2026-10-30T23:00:00.000Z'), expirationDay: 20, addedPeriods: null },
    })
  })
})

describe('fromActivation: a new license renews', () => {
  const item = { itemNumber: 'THIRTY', options: {}, subscription: subscription({ model: 'fromActivation' }) }
  const license = { ...open, expiresAt: at('2027-03-10'), units: null, maintenanceUntil: null, factor: 1, item }

  test.each([{ addPeriod: month }, { setEnd: at('2028-01-01') }])('NOTHING_TO_DO for an extension', (extension) => {
    const { refusal } = extend(license, extension, { now: at('2027-02-01'), timeZone }) as { refusal: unknown }
    expect(refusal).toMatchObject({ code: 'NOTHING_TO_DO' })
  })
})

describe('checkpoint: a contact renews', () => {
  const license = (own: Partial<Parameters<typeof renewedEnd>[0]> = {}) => ({
    expiresAt: at('2027-03-10'),
    expirationDay: 31,
    renewalCancelledAt: null,
    item: { options: {}, subscription: subscription() },
    ...own,
  })
  const renewed = (now: Date, own: Parameters<typeof license>[0] = {}) =>
    renewedEnd(license(own), { now, timeZone })?.at.toISOString().slice(0, 10)

  test.each([
    ['not while a period is left', '2027-01-28', undefined],
    ['once less than a period is left', '2027-02-01', '2027-04-10'],
    ['in the grace, by as many periods as leave one', '2027-03-09', '2027-05-10'],
    ['from now on when it has run out', '2027-03-10', '2027-04-20'],
  ])('%s', (_, now, end) => {
    expect(renewed(at(now))).toBe(end)
  })

  test.each([
    ['it is cancelled', { renewalCancelledAt: at('2027-02-01') }],
    ['the back office renews it', { item: { options: {}, subscription: subscription({ model: 'erpRun' }) } }],
    ['it runs one period', { item: { options: {}, subscription: subscription({ model: 'fromActivation' }) } }],
    ['it is no subscription', { item: { options: { expirationPeriod: month } } }],
    ['it was given for ever', { expiresAt: new Date('9999-12-31T00:00:00.000Z') }],
    ['it was never activated', { expiresAt: null }],
  ])('not where %s', (_, own) => {
    expect(renewed(at('2027-03-09'), own)).toBeUndefined()
  })

  const periods = fc.record<Period>({
    periodCount: fc.integer({ min: 1, max: 40 }),
    periodUnit: fc.constantFrom('day', 'month', 'year'),
  })
  const graces = fc.integer({ min: 0, max: 60 })
  const delays = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  const begin = (own: Subscription, start: Date, zone: string) => ({
    ...activated(own, start, null, zone),
    renewalCancelledAt: null,
    item: { options: {}, subscription: own },
  })

  test('a container that comes at least once a period never runs out, and is paid for whole periods of its first day', () => {
    fc.assert(
      fc.property(periods, graces, anyInstant, delays, anyZone, (period, graceDays, start, parts, zone) => {
        const row = begin(subscription({ period, graceDays }), start, zone)
        let [now, end]: [Date, Date | null] = [start, row.expiresAt]
        for (const part of parts) {
          const latest = addPeriod(now, period, zone).getTime()
          now = new Date(Math.floor(now.getTime() + part * (latest - now.getTime() - 1)))
          expect(end?.getTime()).toBeGreaterThan(now.getTime())
          const next: End | undefined = renewedEnd(row, { now, timeZone: zone })
          if (next !== undefined) Object.assign(row, { expiresAt: next.at, expirationDay: next.day })
          end = row.expiresAt
          const paid = paidEnd({ at: end ?? start, day: 1 }, graceDays, zone).at
          expect(paid.getTime()).toBeGreaterThanOrEqual(addPeriod(now, period, zone).getTime())
          expect(isMultipleOf(period, start, paid, zone)).toBe(true)
          expect(renewedEnd(row, { now, timeZone: zone })).toBeUndefined()
        }
      }),
    )
  })

  test('paid until the end of a day it is always paid until the end of one', () => {
    const parts = fc.double({ min: 0, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(periods, graces, anyDate, parts, anyZone, (period, graceDays, date, part, zone) => {
        const start = endOfDay(date, zone)
        const row = begin(subscription({ period, graceDays }), start, zone)
        const [from, to] = [start.getTime(), row.expiresAt?.getTime() ?? 0]
        const end = renewedEnd(row, { now: new Date(Math.floor(from + part * (to - from))), timeZone: zone })
        expect(midnights(zone, row.expiresAt, end?.at ?? null)).toBe(true)
      }),
    )
  })

  test('never more than two periods in advance', () => {
    const days = fc.integer({ min: 1, max: 400 })
    const laters = fc.integer({ min: 1, max: 1000 })
    fc.assert(
      fc.property(days, graces, anyInstant, laters, anyZone, (periodCount, graceDays, start, later, zone) => {
        const row = begin(subscription({ period: { periodCount, periodUnit: 'day' }, graceDays }), start, zone)
        const now = new Date(start.getTime() + later * 86_400_000)
        const end = renewedEnd(row, { now, timeZone: zone })
        const most = addPeriod(now, { periodCount: 2 * periodCount + graceDays, periodUnit: 'day' }, zone)
        expect(end === undefined || end.at <= most).toBe(true)
      }),
    )
  })
})

const hour = 3_600_000

/** Whether the end is some periods after the start, each counted from the start, but for the hour that clocks leave out. */
function isMultipleOf(period: Period, start: Date, end: Date, zone: string): boolean {
  for (let times = 1; ; times++) {
    const each = addPeriod(start, period, zone, times).getTime()
    if (each > end.getTime() - 2 * hour) return [0, hour / 2, hour].includes(end.getTime() - each)
  }
}

function midnights(zone: string, ...times: readonly (Date | null)[]): boolean {
  return times.every((at) => at === null || civilTime(at, zone).time === millisecondsOfDay)
}

describe('the automatic renewal can be stopped', () => {
  const license = (own: Partial<Parameters<typeof judgeSubscriptionEnd>[0]> = {}) => ({
    state: 'Confirmed' as const,
    renewalCancelledAt: null,
    item: { itemNumber: 'ABO', subscription: subscription() },
    ...own,
  })
  const judged = (own: Parameters<typeof license>[0]) => {
    const verdict = judgeSubscriptionEnd(license(own))
    return 'plan' in verdict ? verdict.plan : verdict.refusal.code
  }

  test.each([
    ['of a license that is with a user', {}, 'stop'],
    ['of one that nobody has yet', { state: 'NotCollected' }, 'stop'],
    ['not twice', { renewalCancelledAt: at('2027-01-01') }, 'NOTHING_TO_DO'],
    [
      'not where the back office renews',
      { item: { itemNumber: 'ABO', subscription: subscription({ model: 'erpRun' }) } },
      'NOTHING_TO_DO',
    ],
    ['not where there is none', { item: { itemNumber: 'ABO' } }, 'NOTHING_TO_DO'],
    ['not of a license at its end', { state: 'Withdrawn' }, 'LICENSE_STATE'],
    ['nor of one that is being withdrawn', { state: 'WithdrawPending' }, 'LICENSE_STATE'],
  ] as const)('%s', (_, own, verdict) => {
    expect(judged(own)).toBe(verdict)
  })
})
