import fc from 'fast-check'
import { type End, endOnceActivated, paidEnd } from '../../src/domain/expiration.ts'
import { extend, type ExtendableLicense } from '../../src/domain/extension.ts'
import type { Subscription } from '../../src/domain/item.ts'
import { addPeriod, type Period } from '../../src/domain/period.ts'
import { judgeSubscriptionEnd, renewedEnd } from '../../src/domain/subscription.ts'

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
const activated = (own: Subscription, now: Date, addedPeriods: Period[] | null = null) =>
  endOnceActivated({ ...open, addedPeriods }, { options: {}, subscription: own }, { now, timeZone })

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
      extend(license({ expiresAt: at('2027-04-10'), expirationDay: 31 }), { addPeriod: month }, now),
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
  const starts = fc.date({ min: new Date('2000-01-01'), max: new Date('2400-01-01'), noInvalidDate: true })
  const delays = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })

  test('a container that comes at least once a period never runs out, and is paid for whole periods of its first day', () => {
    fc.assert(
      fc.property(periods, graces, starts, delays, (period, graceDays, start, parts) => {
        const own = subscription({ period, graceDays })
        const row = { ...activated(own, start), renewalCancelledAt: null, item: { options: {}, subscription: own } }
        let [now, end]: [Date, Date | null] = [start, row.expiresAt]
        for (const part of parts) {
          const latest = addPeriod(now, period, timeZone).getTime()
          now = new Date(Math.floor(now.getTime() + part * (latest - now.getTime() - 1)))
          expect(end?.getTime()).toBeGreaterThan(now.getTime())
          const next: End | undefined = renewedEnd(row, { now, timeZone })
          if (next !== undefined) Object.assign(row, { expiresAt: next.at, expirationDay: next.day })
          end = row.expiresAt
          const paid = paidEnd({ at: end ?? start, day: 1 }, graceDays, timeZone).at
          expect(paid.getTime()).toBeGreaterThanOrEqual(addPeriod(now, period, timeZone).getTime())
          expect(multipleOf(period, start, paid)).toBe(true)
          expect(renewedEnd(row, { now, timeZone })).toBeUndefined()
        }
      }),
    )
  })

  test('never more than two periods in advance', () => {
    const dates = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    const days = fc.integer({ min: 1, max: 400 })
    fc.assert(
      fc.property(days, graces, dates, fc.integer({ min: 1, max: 1000 }), (periodCount, graceDays, start, later) => {
        const own = subscription({ period: { periodCount, periodUnit: 'day' }, graceDays })
        const row = { ...activated(own, start), renewalCancelledAt: null, item: { options: {}, subscription: own } }
        const now = new Date(start.getTime() + later * 86_400_000)
        const end = renewedEnd(row, { now, timeZone })
        const most = addPeriod(now, { periodCount: 2 * periodCount + graceDays, periodUnit: 'day' }, timeZone)
        expect(end === undefined || end.at <= most).toBe(true)
      }),
    )
  })
})

/** Whether the end is some periods after the start, each counted from the start. */
function multipleOf(period: Period, start: Date, end: Date): boolean {
  for (let times = 1; ; times++) {
    const each = addPeriod(start, period, timeZone, times)
    if (each >= end) return each.getTime() === end.getTime()
  }
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
