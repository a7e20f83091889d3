import fc from 'fast-check'
import { grantedUnits } from '../../src/domain/extension.ts'
import { split, type SplittableLicense } from '../../src/domain/splitting.ts'

const license = (
  factor: number,
  units: number | null = null,
  unitsOfPiece?: number,
  usedUnits = 0,
): SplittableLicense => ({
  factor,
  units,
  usedUnits,
  item: {
    itemNumber: 'CAD',
    options: unitsOfPiece === undefined ? {} : { unitCounter: { units: unitsOfPiece, counterMode: 'set' } },
  },
})

test('pieces are split off from several', () => {
  expect(split(license(5), 2)).toEqual({ rest: { factor: 3, units: null }, off: { factor: 2, units: null } })
})

test('pieces take their units along; what was bought later stays', () => {
  expect(split(license(5, 570, 100), 2)).toEqual({ rest: { factor: 3, units: 370 }, off: { factor: 2, units: null } })
})

test('units are split off from a single piece', () => {
  expect(split(license(1, null, 1000), 300)).toEqual({
    rest: { factor: 1, units: 700 },
    off: { factor: 1, units: 300 },
  })
})

test('what is used stays with the rest', () => {
  expect(split(license(1, null, 1000, 900), 99)).toMatchObject({ rest: { units: 901 }, off: { units: 99 } })
  expect(split(license(3, null, 1000, 1000), 2)).toMatchObject({ rest: { factor: 1 }, off: { factor: 2 } })
})

test.each([
  ['all of the pieces', license(5), 5],
  ['all of the units', license(1, 70, 1000), 70],
  ['anything of one piece without units', license(1), 1],
  ['units that are used', license(1, null, 1000, 900), 100],
  ['pieces whose units are used', license(2, null, 1000, 1001), 1],
])('NOTHING_TO_DO: %s', (_, whole, splitOff) => {
  expect(split(whole, splitOff)).toMatchObject({ code: 'NOTHING_TO_DO' })
})

test('nothing is lost and nothing gained, however often a license is split', () => {
  const whole = fc.record({
    factor: fc.integer({ min: 1, max: 50 }),
    unitsOfPiece: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    bought: fc.integer({ min: 0, max: 500 }),
  })
  fc.assert(
    fc.property(whole, fc.array(fc.integer({ min: 1, max: 60 })), ({ factor, unitsOfPiece, bought }, portions) => {
      const units = unitsOfPiece === undefined || bought === 0 ? null : factor * unitsOfPiece + bought
      const first = license(factor, units, unitsOfPiece)
      const parts = [first]
      for (const portion of portions) {
        const index = portion % parts.length
        const part = parts[index] ?? first
        const both = split(part, portion)
        if ('rest' in both) parts.splice(index, 1, { ...part, ...both.rest }, { ...part, ...both.off })
      }
      const sum = (of: (part: SplittableLicense) => number) => parts.reduce((total, part) => total + of(part), 0)
      // A piece whose units are split is still one piece; of several pieces each goes one way.
      if (factor > 1 && unitsOfPiece === undefined) expect(sum((part) => part.factor)).toBe(factor)
      expect(sum((part) => grantedUnits(part) ?? 0)).toBe(grantedUnits(first) ?? 0)
      for (const part of parts) expect(part.factor > 0 && (grantedUnits(part) ?? 1) > 0).toBe(true)
    }),
  )
})
