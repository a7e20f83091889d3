import { compilePattern } from '../../src/soap/pattern.ts'

describe('a pattern matches the whole value:', () => {
  test.each([
    ['[A-Z0-9]{5}(-[A-Z0-9]{5}){4}', 'ABCDE-12345-ABCDE-12345-ABCDE', 'ABCDE-12345-ABCDE-12345-ABCDEF'],
    ['a|bc', 'bc', 'abc'],
    ['(a|b)c', 'bc', 'c'],
    ['a?b*c+', 'bbcc', 'ab'],
    ['[^a-c ]{2,}', 'xy', 'xa'],
    ['[A-Za-z_.-]{1,3}', 'a.-', 'a+'],
    ['\\(\\.\\)[\\]\\\\]', '(.)]', '(x)]'],
    ['', '', 'a'],
  ])('%s', (pattern, good, bad) => {
    const compiled = compilePattern(pattern, 64)
    expect(compiled.test(good)).toBe(true)
    expect(compiled.test(bad)).toBe(false)
  })
})

test('a line end after the value is not overlooked', () => {
  expect(compilePattern('[a-z]{2}', 2).test('ab\n')).toBe(false)
})

describe('a pattern is refused when it could run away, or means something else in XML Schema:', () => {
  test.each([
    ['(a+)+', 64, 'a repeated group must have one form only'],
    ['(a|aa){2}', 64, 'a repeated group must have one form only'],
    ['(a?b){1,9}', 64, 'a repeated group must have one form only'],
    ['a+', undefined, '1 free choices and maxLength (none) can take too long'],
    ['a*b*c*d*', 64, '4 free choices and maxLength 64 can take too long'],
    ['a{2,3}', undefined, '1 free choices'],
    ['(a|b)', undefined, '1 free choices'],
    ['a)', 64, 'it has a bracket too many'],
    ['(a', 64, 'a bracket is missing'],
    ['[a', 64, 'a class holds ranges and characters'],
    ['[a-[b]]', 64, 'a class holds ranges and characters'],
    ['\\d', 64, 'a character is not supported'],
    ['.', 64, 'a character is not supported'],
    ['^a$', 64, 'a character is not supported'],
    ['a{,2}', 64, 'a quantifier is not supported'],
    ['a+?', 64, 'a character is not supported'],
    ['é', 64, 'a character is not supported'],
  ])('%s with maxLength %s', (pattern, maxLength, why) => {
    expect(() => compilePattern(pattern, maxLength)).toThrow(`the pattern ${pattern} is not supported: ${why}`)
  })
})
