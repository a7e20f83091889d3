import { type BuiltIn, readBuiltIn } from './built-in.ts'
import type { Facets, SimpleType } from './model.ts'
import { compilePattern } from './pattern.ts'
import { Violation } from './problems.ts'
import { compareNumbers, formatScalar, isXmlText, parseScalar, type Scalar } from './scalars.ts'

/** A simple type, ready to read and write values. */
export interface SimpleCodec {
  /** Characters that a text of this type can need; 0 where the type sets no length, so the general limit holds. */
  readonly textLength: number
  /** The value of a text, or a `Violation` with the rule. */
  readonly read: (text: string) => Scalar
  /** The text of a value, not yet escaped, or a `Violation`. */
  readonly write: (value: unknown) => string
}

export function compileSimple(type: SimpleType): SimpleCodec {
  const { scalar, facets, builtIn } = type
  if (builtIn !== undefined && builtIn !== 'string') return compileBuiltIn(builtIn, facets)
  if (scalar === 'string') return compileString(facets)
  const check = scalar === 'base64Binary' ? lengthCheck(facets) : rangeCheck(facets)
  return {
    textLength: scalar === 'base64Binary' && facets.maxLength !== undefined ? base64Length(facets.maxLength) : 0,
    read(text) {
      const value = parseScalar(scalar, text)
      check(value)
      return value
    },
    write(value) {
      const text = formatScalar(scalar, value)
      check(value as Scalar)
      return text
    },
  }
}

function compileString(facets: Facets): SimpleCodec {
  const { minLength = 0, maxLength = Infinity } = facets
  const words = facets.enumeration && new Set(facets.enumeration)
  const patterns = facets.patterns?.map((pattern) => compilePattern(pattern, facets.maxLength)) ?? []
  const check = (text: string): string => {
    if (text.length > maxLength || text.length < minLength * 2) checkCharacters(text, minLength, maxLength)
    if (words && !words.has(text)) throw new Violation(`is not one of ${[...words].join(', ')}`, text)
    for (const [i, pattern] of patterns.entries()) {
      if (!pattern.test(text)) throw new Violation(`does not match the pattern ${facets.patterns![i]!}`, text)
    }
    return text
  }
  return {
    textLength: Number.isFinite(maxLength) ? maxLength * 2 : 0,
    read: check,
    write(value) {
      const text = check(formatScalar('string', value))
      if (!isXmlText(text)) throw new Violation('holds a character that XML does not allow')
      return text
    },
  }
}

/** A value of a foreign type: its text in one spelling, held to the facets of numbers or to those of texts. */
function compileBuiltIn(builtIn: BuiltIn, facets: Facets): SimpleCodec {
  const string = compileString(facets)
  const checkRange = rangeCheck(facets)
  const read = (text: string): string => {
    const value = string.read(readBuiltIn(builtIn, text)) as string
    checkRange(value)
    checkDigits(value, facets)
    return value
  }
  return {
    textLength: string.textLength,
    read,
    write: (value) => string.write(read(formatScalar('string', value))),
  }
}

function checkDigits(value: string, { totalDigits, fractionDigits }: Facets): void {
  if (totalDigits === undefined && fractionDigits === undefined) return
  const [whole = '', fraction = ''] = value.replace(/^-?0*/, '').split('.')
  const digits = fraction.replace(/0+$/, '').length
  if (digits > (fractionDigits ?? Infinity))
    throw new Violation(`has more than ${fractionDigits} decimal places`, value)
  if (whole.length + digits > (totalDigits ?? Infinity))
    throw new Violation(`has more than ${totalDigits} digits`, value)
}

/** The length of a string is counted in characters, not in the halves of surrogate pairs (XML Schema part 2, §4.3.1). */
function characters(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

function checkCharacters(text: string, min: number, max: number): void {
  const length = characters(text)
  if (length > max) throw new Violation(`is longer than ${max} characters`, text)
  if (length < min) throw new Violation(min === 1 ? 'is empty' : `is shorter than ${min} characters`, text)
}

function lengthCheck({ minLength = 0, maxLength = Infinity }: Facets): (value: Scalar) => void {
  return (value) => {
    const { length } = value as Buffer
    if (length > maxLength) throw new Violation(`${length} bytes are more than ${maxLength}`)
    if (length < minLength) throw new Violation(`${length} bytes are less than ${minLength}`)
  }
}

/** Base64 in lines of 64 characters and two of line end, as some clients write it. */
function base64Length(bytes: number): number {
  const digits = Math.ceil(bytes / 3) * 4
  return digits + Math.ceil(digits / 64) * 2
}

function rangeCheck(facets: Facets): (value: Scalar) => void {
  const { minInclusive, maxInclusive, minExclusive, maxExclusive } = facets
  const rules: [limit: string, isBroken: (order: number) => boolean, rule: string][] = []
  if (minInclusive !== undefined) rules.push([minInclusive, (order) => order < 0, `is less than ${minInclusive}`])
  if (maxInclusive !== undefined) rules.push([maxInclusive, (order) => order > 0, `is more than ${maxInclusive}`])
  if (minExclusive !== undefined) rules.push([minExclusive, (order) => order <= 0, `is not more than ${minExclusive}`])
  if (maxExclusive !== undefined) rules.push([maxExclusive, (order) => order >= 0, `is not less than ${maxExclusive}`])
  return (value) => {
    for (const [limit, isBroken, rule] of rules) {
      const order = typeof value === 'number' ? value - Number(limit) : compareNumbers(String(value), limit)
      if (isBroken(order)) throw new Violation(rule, String(value))
    }
  }
}
