import fc from 'fast-check'
import { freeLineNumbers } from '../../src/domain/line-numbers.ts'

describe('Line numbers of a sender that cannot number', () => {
  test.each([
    ['free ones stay', [], ['10', '20'], ['10', '20']],
    ['taken ones count on', ['1', '2'], ['1', '2'], ['3', '4']],
    ['one number for all', [], ['1', '1', '1'], ['1', '2', '3']],
    ['a number given away is taken for those after it', ['1', '2'], ['1', '3'], ['4', '3']],
    ['as wide as the highest one', ['000010', '000020'], ['000010'], ['000021']],
    ['widths differ', ['9', '010'], ['9'], ['011']],
    ['over the edge', ['99'], ['99'], ['100']],
    ['no numbers at all', ['A'], ['A', 'A', 'B'], ['1', '2', 'B']],
    ['a number that leaves no room is passed over', ['99999999999999999999'], ['99999999999999999999'], ['1']],
  ])('%s', (_, taken, sent, expected) => {
    expect(freeLineNumbers(taken, sent)).toEqual(expected)
  })

  test('are free, and no two are the same', () => {
    const number = fc.oneof(fc.stringMatching(/^[0-9]{1,3}$/), fc.constantFrom('A', '1'))
    const property = fc.property(fc.uniqueArray(number), fc.array(number), (taken, sent) => {
      const given = freeLineNumbers(taken, sent)
      expect(given).toHaveLength(sent.length)
      expect(new Set([...taken, ...given]).size).toBe(taken.length + given.length)
    })
    fc.assert(property)
  })
})
