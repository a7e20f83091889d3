import fc from 'fast-check'
import { exchangePiece } from '../../src/domain/package-exchange.ts'

/** `aP` is license a of item P; in the order in which they would go. */
const licenses = (...texts: string[]) => texts.map(([id = '', itemId = '']) => ({ id, itemId }))
const parts = (...items: string[]) => items.map((itemId) => ({ itemId, factor: 1 }))

const shown = (exchange: ReturnType<typeof exchangePiece<{ id: string; itemId: string }>>) => ({
  replace: exchange.replace.map(({ license, part }) => `${license.id}>${part}`).join(' '),
  withdraw: exchange.withdraw.map(({ id }) => id).join(' '),
  complete: exchange.complete.map(({ part }) => part).join(' '),
})

test('a license follows one of its own item, wherever they stand', () => {
  expect(shown(exchangePiece(licenses('aP', 'bQ', 'cR'), parts('R', 'P', 'Q')))).toEqual({
    replace: 'c>0 a>1 b>2',
    withdraw: '',
    complete: '',
  })
})

test('what is of no item of the other piece gives its place to what is left, the most used first', () => {
  expect(shown(exchangePiece(licenses('aP', 'bQ', 'cR'), parts('X', 'Q')))).toEqual({
    replace: 'c>0 b>1',
    withdraw: 'a',
    complete: '',
  })
})

test('what is lacking is sold, beside a license of the piece', () => {
  const exchange = exchangePiece(licenses('aP'), parts('Q', 'P', 'R'))
  expect(shown(exchange)).toEqual({ replace: 'a>1', withdraw: '', complete: '0 2' })
  expect(exchange.complete.every(({ beside }) => beside.id === 'a')).toBe(true)
})

test('an item that follows a package takes the place of one of its licenses, the others go', () => {
  const one = [{ itemId: 'Q', factor: 5 }]
  expect(exchangePiece(licenses('aP', 'bQ'), one)).toMatchObject({
    replace: [{ license: { id: 'b' }, factor: 5 }],
    withdraw: [{ id: 'a' }],
    complete: [],
  })
  expect(shown(exchangePiece(licenses('aP', 'bQ'), [{ itemId: undefined, factor: 1 }]))).toMatchObject({
    replace: 'b>0',
    withdraw: 'a',
  })
})

test('every license goes one way, and every part comes one way', () => {
  const item = fc.constantFrom('P', 'Q', 'R', 'S')
  const property = fc.property(
    fc.array(item, { minLength: 1, maxLength: 6 }),
    fc.array(item, { maxLength: 6 }),
    (old, wanted) => {
      const own = old.map((itemId, index) => ({ id: `${index}`, itemId }))
      const { replace, withdraw, complete } = exchangePiece(own, parts(...wanted))
      const gone = [...replace.map(({ license }) => license), ...withdraw].map(({ id }) => id)
      expect(gone.toSorted()).toEqual(own.map(({ id }) => id))
      const come = [...replace, ...complete].map(({ part }) => part)
      expect(come.toSorted((a, b) => a - b)).toEqual(wanted.map((_, index) => index))
      const pairs = [...new Set(old)].map((itemId) => {
        return Math.min(...[old, wanted].map((items) => items.filter((each) => each === itemId).length))
      })
      const kept = replace.filter(({ license, part }) => license.itemId === wanted[part])
      expect(kept).toHaveLength(pairs.reduce((sum, count) => sum + count, 0))
    },
  )
  fc.assert(property)
})
