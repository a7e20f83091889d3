import { parseJsonObject } from '../../src/formats/encoding.ts'

const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`

test('a file is nested 100 levels deep at most, whether it ends or not', () => {
  expect(() => parseJsonObject(nested(100), 'context')).not.toThrow()
  expect(() => parseJsonObject(nested(101), 'context')).toThrow('context is nested more than 100 levels deep')
  expect(() => parseJsonObject('[{'.repeat(500_000), 'context')).toThrow('context is nested more than 100 levels deep')
})

test('brackets in a text do not count, also behind escaped quotes', () => {
  const text = `\\"${'[{'.repeat(200)}\\\\`
  expect(parseJsonObject(`{"a":"${text}","b":[${'[],'.repeat(200)}{}]}`, 'context')).toMatchObject({
    a: `"${'[{'.repeat(200)}\\`,
  })
  expect(() => parseJsonObject(`{"a":"\\\\","b":${'['.repeat(100)}`, 'context')).toThrow('nested more than 100')
})

test('a member with a name of the engine is a member', () => {
  const value = parseJsonObject('{"__proto__":{"a":1},"constructor":2}', 'context')
  expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  expect(value['a']).toBeUndefined()
})
