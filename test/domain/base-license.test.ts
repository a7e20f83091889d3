import fc from 'fast-check'
import { baseOf, basesFirst, successorBase, withRiders, type BasedLicense } from '../../src/domain/base-license.ts'
import { Holding, nothingHeld, type HeldLicense } from '../../src/domain/holding.ts'

const held = (id: string, itemNumber: string, more: Partial<HeldLicense> = {}): HeldLicense => ({
  id,
  itemNumber,
  firmCode: 10,
  stays: true,
  baseId: null,
  upgradeBases: [],
  ...more,
})
const holding = (...licenses: HeldLicense[]) => new Holding({ ...nothingHeld, licenses })
const asking = (item: Partial<BasedLicense['item']>, baseId: string | null = null): BasedLicense => ({
  firmCode: 10,
  baseId,
  item: { itemNumber: 'NEW', ...item },
})
const module_ = { moduleBases: ['CAD', 'CAM'] }
const upgrade = { upgradeBases: ['CAD', 'CAM'] }
const missing = { refusal: { code: 'BASE_LICENSE_MISSING' } }

test('an ordinary license needs no base', () => {
  expect(baseOf(asking({}), holding())).toEqual({})
  expect(baseOf(asking({ moduleBases: [], upgradeBases: [] }), holding())).toEqual({})
})

describe('a module', () => {
  test.each<[string, HeldLicense[]]>([
    ['nothing', []],
    ['another item', [held('a', 'PLAIN')]],
    ['a base of another firm code', [held('a', 'CAD', { firmCode: 11 })]],
    ['a base that is to leave', [held('a', 'CAD', { stays: false })]],
  ])('BASE_LICENSE_MISSING where there is %s', (_, licenses) => {
    expect(baseOf(asking(module_), holding(...licenses))).toMatchObject({ ...missing, isOnlyLater: false })
  })

  test('takes the first item that it can ride on, and of that the oldest license', () => {
    const there = holding(held('a', 'CAM'), held('b', 'CAD'), held('c', 'CAD'))
    expect(baseOf(asking(module_), there)).toEqual({ base: { kind: 'module', licenseId: 'b' } })
  })

  test('leaves a base to another of its kind, and stays with the one that it had', () => {
    const there = holding(held('b', 'CAD'), held('c', 'CAD'), held('m', 'NEW', { baseId: 'b' }))
    expect(baseOf(asking(module_), there)).toEqual({ base: { kind: 'module', licenseId: 'c' } })
    expect(baseOf(asking(module_, 'b'), there)).toEqual({ base: { kind: 'module', licenseId: 'b' } })
    expect(baseOf(asking(module_, 'gone'), there)).toEqual({ base: { kind: 'module', licenseId: 'c' } })
  })

  test('goes with a base of the same step', () => {
    const there = holding()
    there.join({ id: 'b', itemNumber: 'CAD', firmCode: 10, upgradeBases: [], isTrial: false }, undefined)
    expect(baseOf(asking(module_), there)).toEqual({ base: { kind: 'module', licenseId: 'b' } })
  })
})

describe('an upgrade', () => {
  test('takes the place of a base that is there, and of one only once', () => {
    const there = holding(held('b', 'CAD'))
    const first = baseOf(asking(upgrade), there)
    expect(first).toEqual({ base: { kind: 'upgrade', licenseId: 'b' } })
    const base = 'base' in first ? first.base : undefined
    there.join({ id: 'u', itemNumber: 'NEW', firmCode: 10, upgradeBases: ['CAD'], isTrial: false }, base)
    expect(baseOf(asking(upgrade), there)).toMatchObject(missing)
    expect(there.count).toBe(1)
    expect(there.hasUpgradeOf('CAD')).toBe(true)
  })

  test('that has had its base needs none', () => {
    expect(baseOf(asking(upgrade, 'b'), holding())).toEqual({})
  })

  test('BASE_LICENSE_MISSING, but not for long, where its base goes by the same step', () => {
    const there = holding()
    there.join({ id: 'b', itemNumber: 'CAD', firmCode: 10, upgradeBases: [], isTrial: false }, undefined)
    expect(baseOf(asking(upgrade), there)).toMatchObject({ ...missing, isOnlyLater: true })
  })
})

describe('bases first', () => {
  const items = (...pairs: [string, Partial<BasedLicense['item']>][]) =>
    pairs.map(([itemNumber, item]) => ({ item: { itemNumber, ...item } }))
  const order = (...pairs: [string, Partial<BasedLicense['item']>][]) =>
    basesFirst(items(...pairs)).map(({ item }) => item.itemNumber)

  test('a module after its base, a part of it after that', () => {
    expect(order(['PART', { moduleBases: ['MOD'] }], ['MOD', { moduleBases: ['CAD'] }], ['CAD', {}])).toEqual([
      'CAD',
      'MOD',
      'PART',
    ])
  })

  test('an upgrade before the modules of its base, since it takes the base away', () => {
    expect(order(['MOD', { moduleBases: ['CAD'] }], ['UP', { upgradeBases: ['CAD'] }], ['CAD', {}])).toEqual([
      'CAD',
      'UP',
      'MOD',
    ])
  })

  test('others stay in their order, and a circle does no harm', () => {
    expect(order(['B', {}], ['A', {}], ['C', {}])).toEqual(['B', 'A', 'C'])
    expect(order(['A', { moduleBases: ['B'] }], ['B', { moduleBases: ['A'] }])).toHaveLength(2)
  })

  test('whatever the ticket, nothing comes before what it rides on', () => {
    const letters = ['A', 'B', 'C', 'D', 'E', 'F']
    // Each item can ride on items of a later letter only, so there is no circle.
    const ticket = fc.array(fc.array(fc.nat({ max: 5 })), { minLength: 6, maxLength: 6 }).chain((choices) =>
      fc.shuffledSubarray(
        letters.map((itemNumber, index) => ({
          item: { itemNumber, moduleBases: letters.filter((_, at) => at > index && choices[index]?.includes(at)) },
        })),
      ),
    )
    fc.assert(
      fc.property(ticket, (licenses) => {
        const sorted = basesFirst(licenses).map(({ item }) => item)
        expect(sorted).toHaveLength(licenses.length)
        sorted.forEach(({ moduleBases }, index) => {
          const later = sorted.slice(index).map(({ itemNumber }) => itemNumber)
          expect(later.filter((itemNumber) => moduleBases.includes(itemNumber))).toEqual([])
        })
      }),
    )
  })
})

describe('with its riders', () => {
  const there = [
    { id: 'base', baseId: null },
    { id: 'part', baseId: 'module' },
    { id: 'module', baseId: 'base' },
    { id: 'other', baseId: null },
  ]

  test('a base takes its modules along, and their parts', () => {
    expect(withRiders(['base'], there).toSorted()).toEqual(['base', 'module', 'part'])
    expect(withRiders(['module', 'part'], there).toSorted()).toEqual(['module', 'part'])
    expect(withRiders(['other'], there)).toEqual(['other'])
  })

  test('what stays has its base', () => {
    const ids = fc.integer({ min: 0, max: 9 }).map(String)
    const licenses = fc.uniqueArray(fc.record({ id: ids, baseId: fc.option(ids) }), { selector: ({ id }) => id })
    fc.assert(
      fc.property(licenses, fc.array(ids), (inContainer, leaving) => {
        const gone = new Set(withRiders(leaving, inContainer))
        for (const id of leaving) expect(gone.has(id)).toBe(true)
        const staying = inContainer.filter(({ id }) => !gone.has(id))
        expect(staying.filter(({ baseId }) => baseId !== null && gone.has(baseId))).toEqual([])
      }),
    )
  })
})

test('what the vendor puts in the place of another goes on with its base', () => {
  const item = (itemNumber: string, more: object = {}) => ({ itemNumber, ...more })
  const old = (of: ReturnType<typeof item>, baseId: string | null = null) => ({ id: 'old', baseId, item: of })
  const [cad, cam] = [item('CAD'), item('CAM', { moduleBases: ['CAD'] })]
  const [cad2, cad3] = [item('CAD-2', { upgradeBases: ['CAD'] }), item('CAD-3', { upgradeBases: ['CAD-2'] })]
  // An upgrade of the very item has its base in it; another one goes on with the base that the old one had.
  expect(successorBase(old(cad), cad2)).toBe('old')
  expect(successorBase(old(cad2), cad3)).toBe('old')
  expect(successorBase(old(cad2, 'b'), cad2)).toBe('b')
  expect(successorBase(old(cad2), cad2)).toBeNull()
  expect(successorBase(old(cam, 'b'), cad2)).toBeNull()
  expect(successorBase(old(cam, 'b'), cam)).toBe('b')
  expect(successorBase(old(cad2, 'b'), cam)).toBeNull()
  expect(successorBase(old(cad2, 'b'), cad)).toBeNull()
})
