import fc from 'fast-check'
import { canonicalJson } from '../../src/formats/canonical.ts'

test.each<[string, unknown, string]>([
  ['the sample of RFC 8785 §3.2.2', rfcSample(), rfcResult()],
  [
    'names by UTF-16 code units (§3.2.3)',
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  ],
  [
    'numbers of appendix B',
    [-0, 5e-324, 1.7976931348623157e308, 9007199254740992, 295147905179352830000, 1e23, 0.000001, 1e-7],
    '[0,5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,1e+23,0.000001,1e-7]',
  ],
  ['nested things', [null, true, false, [], {}, [[]]], '[null,true,false,[],{},[[]]]'],
  ['a member without value', { a: undefined, b: 1 }, '{"b":1}'],
])('%s', (_, value, expected) => {
  expect(canonicalJson(value)).toBe(expected)
})

function rfcSample() {
  return {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
    literals: [null, true, false],
  }
}

function rfcResult() {
  return '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
}

test.each<[string, unknown]>([
  ['NaN', NaN],
  ['infinity', -Infinity],
  ['a bigint', 1n],
  ['nothing', undefined],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate in a name', { '\udc00': 1 }],
])('%s has no canonical form', (_, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError)
})

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/\\ud[89a-f]/i.test(JSON.stringify(value)))

test('it says the same as the value, and the order of members does not matter', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value))).toBe(text)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  )
}
