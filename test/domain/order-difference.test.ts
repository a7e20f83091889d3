import fc from 'fast-check'
import { inWords } from '../../src/domain/difference-words.ts'
import type { LicenseState } from '../../src/domain/license.ts'
import type { StandingLicense } from '../../src/domain/line-pieces.ts'
import {
  type LinePlan,
  type NewLine,
  type OldLine,
  orderDifference,
  pendingCount,
} from '../../src/domain/order-difference.ts'

const content = { lineNumber: '10', itemNumber: 'CAD', containerSerial: null, parameters: [] }

/** `aN` is a license that is not collected, `bC` a confirmed one, `cK` on its way in, `dR` on its way out; `a5N`: 5 pieces. */
const licenses = (...texts: string[]): StandingLicense[] =>
  texts.map((text) => {
    const [, id = '', factor = '', letter = ''] = /^(\w)(\d*)([NCKR])$/.exec(text) ?? []
    return { id, state: states[letter] ?? 'NotCollected', factor: factor === '' ? 1 : Number(factor) }
  })
const states: Record<string, LicenseState> = { N: 'NotCollected', C: 'Confirmed', K: 'Collected', R: 'Returning' }

const old = (own: StandingLicense[], changes: Partial<OldLine['content']> = {}): OldLine => ({
  content: { ...content, ...changes },
  licenses: own,
})

const wanted = (quantity: number, changes: Partial<NewLine['content']> = {}, oneLicense = false): NewLine => ({
  content: { ...content, quantity, ...changes },
  licenseCounting: oneLicense ? 'oneLicense' : 'perPiece',
})

const shown = ({ kind, oldQuantity, newQuantity, withdraw, replace, sell }: LinePlan) => ({
  kind,
  quantity: `${oldQuantity} ${newQuantity}`,
  withdraw: withdraw.map(({ id }) => id).join(' '),
  replace: replace.map(({ license, factor }) => `${license.id}${factor}`).join(' '),
  sell: sell.join(' '),
})

const difference = (from: OldLine, to: NewLine) => orderDifference([from], [to]).map(shown)[0]

describe('a line', () => {
  test('that is the same stays', () => {
    expect(difference(old(licenses('aN', 'bC')), wanted(2))).toEqual({
      kind: 'kept',
      quantity: '2 2',
      withdraw: '',
      replace: '',
      sell: '',
    })
  })

  test('that was upgraded stays sold, goes last, and nothing is done to it', () => {
    const [upgraded] = licenses('zC').map((license) => ({ ...license, isUpgraded: true }))
    const mixed = old([...licenses('aN', 'bC'), ...(upgraded ? [upgraded] : [])])
    expect(difference(mixed, wanted(3))).toMatchObject({ kind: 'kept', quantity: '3 3' })
    expect(difference(mixed, wanted(4))).toMatchObject({ kind: 'more', sell: '1' })
    expect(difference(mixed, wanted(1))).toMatchObject({ kind: 'fewer', withdraw: 'a b' })
    expect(difference(mixed, wanted(3, { itemNumber: 'CAM' }))).toMatchObject({
      replace: 'b1 a1',
      withdraw: '',
      sell: '',
    })
    expect(orderDifference([mixed], []).map(shown)).toMatchObject([{ kind: 'removed', withdraw: 'a b' }])
    const only = old(upgraded ? [upgraded] : [])
    expect(orderDifference([only], [])).toEqual([])
    expect(difference(only, wanted(5, {}, true))).toMatchObject({ kind: 'more', replace: '', sell: '4' })
  })

  test('that is new is sold', () => {
    expect(orderDifference([], [wanted(2)]).map(shown)).toMatchObject([{ kind: 'added', quantity: '0 2', sell: '1 1' }])
    expect(orderDifference([], [wanted(5, {}, true)]).map(shown)).toMatchObject([{ kind: 'added', sell: '5' }])
  })

  test('that nothing is left of is sold anew, or not mentioned', () => {
    expect(difference(old([]), wanted(1))).toMatchObject({ kind: 'added', sell: '1' })
    expect(orderDifference([old([])], [])).toEqual([])
  })

  test('that is missing goes', () => {
    expect(orderDifference([old(licenses('aN', 'bC'))], []).map(shown)).toMatchObject([
      { kind: 'removed', quantity: '2 0', withdraw: 'a b' },
    ])
  })

  test('of more pieces gets further licenses, or one that stands for more', () => {
    expect(difference(old(licenses('aN')), wanted(3))).toMatchObject({ kind: 'more', sell: '1 1', replace: '' })
    expect(difference(old(licenses('a5C')), wanted(8, {}, true))).toMatchObject({
      kind: 'more',
      replace: 'a8',
      sell: '',
    })
  })

  test('of fewer pieces loses those first that nobody has, then those on their way, then the newest', () => {
    const all = licenses('aC', 'bC', 'cK', 'dR', 'eN', 'fN')
    const left = [5, 4, 3, 2, 1].map((quantity) => difference(old(all), wanted(quantity))?.withdraw)
    expect(left).toEqual(['f', 'f e', 'f e d', 'f e d c', 'f e d c b'])
    expect(difference(old(all.toReversed()), wanted(2))?.withdraw).toBe('f e d c')
  })

  test('of fewer pieces keeps a smaller license where a whole one would be too much', () => {
    expect(difference(old(licenses('a5C', 'b3N')), wanted(6, {}, true))).toMatchObject({ kind: 'fewer', replace: 'b1' })
    expect(difference(old(licenses('a5C', 'b3N')), wanted(4, {}, true))).toMatchObject({ withdraw: 'b', replace: 'a4' })
  })

  test('of another item is exchanged license by license, those in use first', () => {
    const from = old(licenses('aC', 'bN', 'cK'), { itemNumber: 'OLD' })
    expect(difference(from, wanted(2))).toMatchObject({ kind: 'replaced', replace: 'a1 c1', withdraw: 'b', sell: '' })
    expect(difference(from, wanted(4))).toMatchObject({
      kind: 'replaced',
      replace: 'a1 c1 b1',
      withdraw: '',
      sell: '1',
    })
  })

  test('becomes one license where one piece is in use, and one for each where several are', () => {
    const one = (quantity: number, ...own: StandingLicense[]) =>
      difference(old(own, { itemNumber: 'OLD' }), wanted(quantity, {}, true))
    expect(one(3, ...licenses('aC', 'bN', 'cN'))).toMatchObject({ replace: 'a3', withdraw: 'b c', sell: '' })
    expect(one(3, ...licenses('aC', 'bC', 'cK'))).toMatchObject({ replace: 'a1 b1 c1', withdraw: '', sell: '' })
    expect(one(4, ...licenses('aC', 'b2C', 'cN'))).toMatchObject({ replace: 'a2 b2', withdraw: 'c', sell: '' })
    expect(one(2, ...licenses('aC', 'bC', 'cC'))).toMatchObject({ replace: 'a1 b1', withdraw: 'c', sell: '' })
    const held = licenses('aN', 'bN').map((license) => ({ ...license, isHeld: true }))
    expect(one(2, ...held)).toMatchObject({ replace: 'a1 b1', withdraw: '' })
    const upgraded = licenses('zC').map((license) => ({ ...license, isUpgraded: true }))
    expect(one(3, ...upgraded, ...licenses('aN'))).toMatchObject({ replace: 'a2', withdraw: '', sell: '' })
  })

  test('with other parameters or for another container is exchanged too', () => {
    const named = (value: string) => ({ parameters: [{ name: 'licensee', value }] })
    expect(difference(old(licenses('aC'), named('A')), wanted(1, named('A')))?.kind).toBe('kept')
    expect(difference(old(licenses('aC'), named('A')), wanted(1, named('B')))).toMatchObject({ kind: 'replaced' })
    expect(difference(old(licenses('aC')), wanted(1, { containerSerial: '130-1' }))?.kind).toBe('replaced')
  })
})

describe('a piece whose units several licenses share', () => {
  const shared = licenses('aC', 'bN', 'cN').map((license) =>
    license.id === 'b' ? { ...license, pieceId: 'a' } : license,
  )

  test('counts as one', () => {
    expect(difference(old(shared), wanted(2))?.kind).toBe('kept')
  })

  test('stays or goes as a whole', () => {
    expect(difference(old(shared), wanted(1))).toMatchObject({ kind: 'fewer', withdraw: 'c' })
    expect(orderDifference([old(shared.slice(0, 2))], []).map(shown)).toMatchObject([
      { quantity: '1 0', withdraw: 'a b' },
    ])
  })

  test('stays shared by licenses of the same item, and becomes one license of another', () => {
    const dedicated = wanted(2, { containerSerial: '130-1' })
    expect(difference(old(shared), dedicated)).toMatchObject({ replace: 'b1 a1 c1', withdraw: '' })
    const other = old(shared, { itemNumber: 'OLD' })
    expect(difference(other, wanted(2))).toMatchObject({ replace: 'a1 c1', withdraw: 'b', sell: '' })
  })

  test('does not grow; more pieces come beside it', () => {
    const pair = shared.slice(0, 2)
    expect(difference(old(pair), wanted(3, {}, true))).toMatchObject({ kind: 'more', replace: '', sell: '2' })
  })
})

test('lines come in the order of the configuration, then those that go, 9 before 10', () => {
  const lines = ['10', '9', '20'].map((lineNumber) => old(licenses('aN'), { lineNumber }))
  const plans = orderDifference(lines, [wanted(1, { lineNumber: '30' }), wanted(1, { lineNumber: '20' })])
  expect(plans.map(({ lineNumber, kind }) => `${lineNumber} ${kind}`)).toEqual([
    '30 added',
    '20 kept',
    '9 removed',
    '10 removed',
  ])
})

test.each([
  [old(licenses('aN', 'bC')), wanted(2), 'Line 10 stays: 2 pieces of CAD.'],
  [old([]), wanted(1), 'Line 10 is new: 1 piece of CAD; 1 license is sold.'],
  [old(licenses('aN')), wanted(3), 'Line 10: 3 pieces of CAD instead of 1; 2 licenses are sold.'],
  [
    old(licenses('aC', 'bN', 'cC')),
    wanted(1),
    'Line 10: 1 piece of CAD instead of 3; 2 licenses are withdrawn; 1 of these changes waits for the next contact of its container.',
  ],
  [
    old(licenses('aC', 'bN'), { itemNumber: 'OLD' }),
    wanted(1),
    'Line 10: 1 piece of CAD instead of 2 pieces of OLD; 1 license is replaced; 1 license is withdrawn; 1 of these changes waits for the next contact of its container.',
  ],
  [
    old(licenses('aN')),
    wanted(1, { containerSerial: '130-1' }),
    'Line 10: 1 piece of CAD, now with other parameters or for another container; 1 license is replaced.',
  ],
])('is told in words', (from, to, words) => {
  expect(orderDifference([from], [to]).map(inWords)).toEqual([words])
})

test('a line that goes is told in words', () => {
  expect(orderDifference([old(licenses('aN', 'bN'))], []).map(inWords)).toEqual([
    'Line 10 goes: 2 pieces of CAD; 2 licenses are withdrawn.',
  ])
})

test('whatever there was, afterwards there is what is wanted, and no license goes two ways', () => {
  const state = fc.constantFrom<LicenseState>('NotCollected', 'Collected', 'Confirmed', 'Returning')
  const some = fc.array(fc.record({ state, factor: fc.integer({ min: 1, max: 4 }) }), { maxLength: 6 })
  const item = fc.constantFrom('CAD', 'OLD')
  fc.assert(
    fc.property(some, item, fc.integer({ min: 1, max: 12 }), fc.boolean(), (rows, itemNumber, quantity, one) => {
      const own = rows.map((row, index) => ({
        id: String.fromCharCode(97 + index),
        ...row,
        factor: one ? row.factor : 1,
      }))
      const [plan] = orderDifference([old(own, { itemNumber })], [wanted(quantity, {}, one)])
      if (plan === undefined) throw new Error('a line that is wanted is mentioned')
      const touched = [...plan.withdraw, ...plan.replace.map(({ license }) => license)]
      expect(new Set(touched.map(({ id }) => id)).size).toBe(touched.length)
      const untouched = own.filter((license) => !touched.includes(license))
      const after = [
        ...untouched.map(({ factor }) => factor),
        ...plan.replace.map(({ factor }) => factor),
        ...plan.sell,
      ]
      expect(after.reduce((sum, factor) => sum + factor, 0)).toBe(quantity)
      if (plan.newQuantity >= plan.oldQuantity) {
        expect(plan.withdraw.filter((license) => license.state !== 'NotCollected')).toEqual([])
      }
      expect(plan.kind === 'kept').toBe(touched.length === 0 && plan.sell.length === 0)
      expect(pendingCount(plan)).toBe(touched.filter((license) => license.state !== 'NotCollected').length)
    }),
  )
})

describe('a package', () => {
  /** `aPN1`: license a of item P, not collected, in piece 1. */
  const pieces = (...texts: string[]): StandingLicense[] =>
    texts.map((text) => {
      const [id = '', itemId = '', letter = '', pieceId = ''] = [...text]
      return { id, itemId, state: states[letter] ?? 'NotCollected', factor: 3, pieceId, packageId: 'S' }
    })
  const bought = (quantity: number, changes: Partial<NewLine['content']> = {}, items = ['P', 'Q']): NewLine => ({
    ...wanted(quantity, changes),
    parts: items.map((itemId) => ({ itemId, factor: 3 })),
  })
  const two = old(pieces('aPN1', 'bQN1', 'cPC2', 'dQN2'))

  test('is one piece, however many licenses it has and whatever they stand for', () => {
    expect(difference(two, bought(2))).toMatchObject({ kind: 'kept', quantity: '2 2' })
    expect(orderDifference([], [bought(2)])[0]).toMatchObject({ kind: 'added', sell: [1, 1], soldCount: 4 })
    expect(orderDifference([two], [bought(3)])[0]).toMatchObject({ kind: 'more', sell: [1], soldCount: 2 })
  })

  test('goes as a whole, the piece first that nobody uses', () => {
    expect(difference(two, bought(1))).toMatchObject({ kind: 'fewer', quantity: '2 1', withdraw: 'b a', replace: '' })
    expect(orderDifference([two], []).map(shown)).toMatchObject([{ kind: 'removed', quantity: '2 0' }])
  })

  test('counts while one of its licenses is left', () => {
    expect(difference(old(pieces('aPN1', 'cPC2')), bought(2))).toMatchObject({ kind: 'kept' })
  })

  test('that becomes another one is exchanged license by license, and completed', () => {
    const [plan] = orderDifference([two], [bought(1, { itemNumber: 'L' }, ['P', 'R', 'T'])])
    expect(plan).toMatchObject({ kind: 'replaced', oldItemNumber: 'CAD', newQuantity: 1, oldQuantity: 2, soldCount: 1 })
    expect(plan?.replace.map(({ license, factor, part }) => [license.id, factor, part])).toEqual([
      ['c', 3, 0],
      ['d', 3, 1],
    ])
    expect(plan?.complete.map(({ beside, part }) => [beside.id, part])).toEqual([['d', 2]])
    expect(plan?.withdraw.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  test('takes the place of an item, and an item takes the place of a package', () => {
    const [plan] = orderDifference([old(licenses('aC'))], [bought(2, { itemNumber: 'S' })])
    expect(plan?.replace.map(({ license, part }) => [license.id, part])).toEqual([['a', 0]])
    expect(plan).toMatchObject({ complete: [{ part: 1 }], sell: [1], soldCount: 3 })
    const item = { ...wanted(5, { itemNumber: 'Q' }, true), itemId: 'Q' }
    expect(difference(two, item)).toMatchObject({ kind: 'replaced', replace: 'd5', withdraw: 'b a c', sell: '' })
  })

  test('is told in words by its pieces and its licenses', () => {
    expect(orderDifference([two], [bought(3)]).map(inWords)).toEqual([
      'Line 10: 3 pieces of CAD instead of 2; 2 licenses are sold.',
    ])
  })
})
