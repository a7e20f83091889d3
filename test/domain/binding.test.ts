import { cannotBindTo, judgeBinding, judgeSameMachine, partsNeeded } from '../../src/domain/binding.ts'
import type { Fingerprint } from '../../src/domain/container.ts'

/** A machine by the letters of its parts; a capital is another part of that name. */
function machine(scheme: Fingerprint['scheme'], letters: string): Fingerprint {
  const parts = [...letters].map((letter) => {
    const name = letter.toLowerCase() === 'o' ? 'operator' : letter.toLowerCase()
    return { name, hash: Buffer.from(letter) }
  })
  return { scheme, parts }
}

test.each([
  [1, 2],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
  [6, 4],
  [32, 17],
])('of %i parts a tolerant binding needs %i', (count, needed) => {
  expect(partsNeeded(count)).toBe(needed)
})

test.each([
  ['abcde', 'abcde', true, 1, false],
  ['abcde', 'abcDE', true, 0.6, true],
  ['abcde', 'abCDE', false, 0.4, false],
  ['abcde', 'abc', true, 0.6, false],
  ['abcde', 'abcdef', true, 1, true],
  ['abc', 'abC', true, 2 / 3, true],
  ['abc', 'aBC', false, 1 / 3, false],
  ['ab', 'ab', true, 1, false],
  ['ab', 'aB', false, 0.5, false],
] as const)('tolerant: bound to %s and shown %s', (bound, shown, holds, score, rebinds) => {
  expect(judgeBinding(machine('tolerant', bound), machine('tolerant', shown))).toMatchObject({ holds, score, rebinds })
})

test('tolerant: it is told what differs although it holds', () => {
  const { reasons } = judgeBinding(machine('tolerant', 'abcde'), machine('tolerant', 'abcD'))
  expect(reasons).toEqual(['part d is another', 'part e is missing'])
})

test.each([
  ['oab', 'oXY', true],
  ['oab', 'o', true],
  ['oab', 'Oab', false],
  ['oab', 'ab', false],
] as const)('operator: bound to %s and shown %s', (bound, shown, holds) => {
  const judged = judgeBinding(machine('operator', bound), machine('operator', shown))
  expect(judged).toMatchObject({ holds, score: holds ? 1 : 0, rebinds: false })
  expect(judged.reasons).toHaveLength(holds ? 0 : 1)
})

test('a scheme does not turn into another, however well the parts fit', () => {
  for (const scheme of ['tolerant', 'operator'] as const) {
    const judged = judgeBinding(machine(scheme, 'oab'), machine('strict', 'oab'))
    expect(judged).toMatchObject({ holds: false, rebinds: false, reasons: [`it is bound ${scheme}, not strict`] })
  }
})

test('what nothing can be bound to', () => {
  expect(cannotBindTo(machine('tolerant', 'a'))).toContain('at least two')
  expect(cannotBindTo(machine('operator', 'ab'))).toContain('lacks the part operator')
  for (const scheme of ['tolerant', 'operator', 'strict'] as const) {
    expect(cannotBindTo(machine(scheme, 'oa'))).toBeUndefined()
  }
  expect(cannotBindTo(machine('strict', 'a'))).toBeUndefined()
})

test.each([
  ['strict', 'abcd', 'abCD', true, 0.5],
  ['strict', 'abcde', 'abCDE', false, 0.4],
  ['strict', 'a', 'a', false, 1],
  ['strict', 'ab', 'aB', false, 0.5],
  ['tolerant', 'abcd', 'ab', true, 0.5],
  ['operator', 'oab', 'oAB', true, 1],
  ['operator', 'oab', 'Oab', false, 0],
] as const)('the machine of a lost %s container: bound to %s and shown %s', (scheme, bound, shown, holds, score) => {
  expect(judgeSameMachine(machine(scheme, bound), machine('strict', shown))).toEqual({ holds, score })
})
