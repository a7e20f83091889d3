import fc from 'fast-check'
import { noEnd } from '../../src/domain/expiration.ts'
import { extend, grantedUnits, type ExtendableLicense, type Extension } from '../../src/domain/extension.ts'
import { dayOfEnd, type Period } from '../../src/domain/period.ts'

const now = new Date('2026-05-04T08:00:00.000Z')
const moment = { now, timeZone: 'UTC' }
const at = (text: string) => new Date(`${text}T00:00:00.000Z`)
const month: Period = { periodCount: 1, periodUnit: 'month' }

const license = (
  own: Partial<ExtendableLicense> = {},
  options: ExtendableLicense['item']['options'] = {},
): ExtendableLicense => ({
  expiresAt: null,
  expirationDay: null,
  addedPeriods: null,
  units: null,
  maintenanceUntil: null,
  factor: 1,
  item: { itemNumber: 'CAD', options },
  ...own,
})

const refused = (own: ExtendableLicense, extension: Extension) =>
  (extend(own, extension, moment) as { refusal: { code: string } }).refusal

describe('a new end', () => {
  test('is taken if it is later', () => {
    expect(extend(license({ expiresAt: at('2026-12-31') }), { setEnd: at('2027-12-31') }, moment)).toEqual({
      plan: { expiresAt: at('2027-12-31'), expirationDay: 30, addedPeriods: null },
    })
  })

  test('may be none', () => {
    const verdict = extend(license({ expiresAt: at('2026-12-31') }), { setEnd: at('9999-12-31') }, moment)
    expect(verdict).toMatchObject({ plan: { expiresAt: noEnd } })
  })

  test.each([
    ['an earlier one', license({ expiresAt: at('2026-12-31') }), at('2026-12-30')],
    ['any for a license without end', license(), at('2030-01-01')],
    ['any for a license whose end was set to none', license({ expiresAt: noEnd }), at('2030-01-01')],
    ['the same one', license({ expiresAt: at('2026-12-31') }), at('2026-12-31')],
    ['one before that of an activation now', license({}, { expirationPeriod: month }), at('2026-06-04')],
  ])('never shortens: %s is refused', (_, own, setEnd) => {
    expect(refused(own, { setEnd }).code).toBe('NOTHING_TO_DO')
  })

  test('fixes the end of a license that was to run from its activation', () => {
    expect(extend(license({}, { expirationPeriod: month }), { setEnd: at('2026-06-05') }, moment)).toMatchObject({
      plan: { expiresAt: at('2026-06-05') },
    })
  })
})

describe('a period more', () => {
  test.each([
    ['counts from the present end', '2026-12-31', null, '2027-01-31'],
    ['keeps the day of the anchor', '2027-03-01', 31, '2027-04-01'],
    ['ends a short month on its last day', '2027-01-31', null, '2027-03-01'],
  ])('%s', (_, end, expirationDay, expected) => {
    const verdict = extend(license({ expiresAt: at(end), expirationDay }), { addPeriod: month }, moment)
    expect(verdict).toMatchObject({ plan: { expiresAt: at(expected) } })
  })

  test('counts from now where the end has passed', () => {
    const own = license({ expiresAt: at('2026-01-31'), expirationDay: 31 })
    expect(extend(own, { addPeriod: month }, moment)).toEqual({
      plan: { expiresAt: new Date('2026-06-04T08:00:00.000Z'), expirationDay: 4 },
    })
  })

  test('waits for the activation that a period of the item waits for', () => {
    const own = license({ addedPeriods: [month] }, { expirationPeriod: month })
    expect(extend(own, { addPeriod: month }, moment)).toEqual({
      plan: { addedPeriods: [{ periodCount: 2, periodUnit: 'month' }] },
    })
    expect(extend(own, { addPeriod: { periodCount: 1, periodUnit: 'year' } }, moment)).toEqual({
      plan: { addedPeriods: [month, { periodCount: 1, periodUnit: 'year' }] },
    })
  })

  test('NOTHING_TO_DO for a license without end', () => {
    expect(refused(license(), { addPeriod: month }).code).toBe('NOTHING_TO_DO')
  })

  test('LIMIT_EXCEEDED after the year 9999, for a license that waits too', () => {
    const addPeriod = { periodCount: 9000, periodUnit: 'year' } as const
    expect(refused(license({ expiresAt: at('2026-12-31') }), { addPeriod }).code).toBe('LIMIT_EXCEEDED')
    expect(refused(license({}, { expirationPeriod: month }), { addPeriod }).code).toBe('LIMIT_EXCEEDED')
  })

  test('never makes an end earlier', () => {
    const dates = fc.date({ min: new Date('2020-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    const period = fc.record({
      periodCount: fc.integer({ min: 1, max: 40 }),
      periodUnit: fc.constantFrom('day', 'month', 'year'),
    })
    fc.assert(
      fc.property(dates, fc.option(fc.integer({ min: 1, max: 31 })), period, (expiresAt, day, addPeriod) => {
        const expirationDay = day === null ? null : Math.max(day, dayOfEnd(expiresAt, 'UTC'))
        const verdict = extend(license({ expiresAt, expirationDay }), { addPeriod }, moment)
        const end = 'plan' in verdict ? verdict.plan.expiresAt : undefined
        expect(end?.getTime()).toBeGreaterThan(Math.max(expiresAt.getTime(), now.getTime()))
      }),
    )
  })
})

describe('more units', () => {
  const counting = { unitCounter: { units: 500, counterMode: 'set' } } as const

  test('come to those of the item, times the pieces, or to those that were granted', () => {
    expect(extend(license({ factor: 3 }, counting), { addUnits: 200 }, moment)).toEqual({ plan: { units: 1700 } })
    expect(extend(license({ units: 70 }, counting), { addUnits: 200 }, moment)).toEqual({ plan: { units: 270 } })
    expect(grantedUnits(license({ factor: 3 }, counting))).toBe(1500)
    expect(grantedUnits(license())).toBeUndefined()
  })

  test('NOTHING_TO_DO where the item counts none, and for none', () => {
    expect(refused(license(), { addUnits: 1 }).code).toBe('NOTHING_TO_DO')
    expect(refused(license({}, counting), { addUnits: 0 }).code).toBe('NOTHING_TO_DO')
  })

  test('LIMIT_EXCEEDED beyond 32 bits', () => {
    expect(extend(license({}, counting), { addUnits: 4_294_966_795 }, moment)).toEqual({
      plan: { units: 4_294_967_295 },
    })
    expect(refused(license({}, counting), { addUnits: 4_294_966_796 }).code).toBe('LIMIT_EXCEEDED')
  })
})

describe('maintenance', () => {
  const maintained = { maintenancePeriod: { startAt: '2026-01-01T00:00:00.000Z', endAt: '2027-01-01T00:00:00.000Z' } }

  test('lasts longer', () => {
    const maintenanceUntil = at('2028-01-01')
    expect(extend(license({}, maintained), { maintenanceUntil }, moment)).toEqual({ plan: { maintenanceUntil } })
  })

  test.each([
    ['a shorter one', license({}, maintained), at('2026-12-31')],
    ['one shorter than what was bought', license({ maintenanceUntil: at('2029-01-01') }, maintained), at('2028-01-01')],
    ['the same', license({}, maintained), at('2027-01-01')],
    ['one of an item that has none', license(), at('2028-01-01')],
  ])('%s is refused', (_, own, maintenanceUntil) => {
    expect(refused(own, { maintenanceUntil }).code).toBe('NOTHING_TO_DO')
  })
})

test('all of an extension, or nothing of it', () => {
  const own = license({ expiresAt: at('2026-12-31') }, { unitCounter: { units: 5, counterMode: 'add' } })
  expect(extend(own, { addPeriod: month, addUnits: 5 }, moment)).toMatchObject({ plan: { units: 10 } })
  expect(refused(own, { setEnd: at('2026-01-01'), addUnits: 5 }).code).toBe('NOTHING_TO_DO')
})
