import { isBlank, isXmlChar, trimBlanks } from './characters.ts'
import { formatDate, formatDateTime, parseDate, parseDateTime } from './dates.ts'
import type { ScalarName } from './model.ts'
import { Violation } from './problems.ts'

/**
 * Values of a message as JavaScript has them: string and int as they are, long as bigint, decimal and date as exact
 * text, dateTime as Date, base64Binary as Buffer. Reading and writing both refuse what the type does not allow.
 */
export type Scalar = string | number | bigint | boolean | Date | Buffer

/** The value of a text, blanks around it ignored for every type but string (XML Schema part 2, whiteSpace). */
export function parseScalar(scalar: ScalarName, text: string): Scalar {
  return scalar === 'string' ? text : parsers[scalar](trimBlanks(text))
}

/** The text of a value. */
export function formatScalar(scalar: ScalarName, value: unknown): string {
  return formatters[scalar](value)
}

const MAX_INT = 2_147_483_647
const MAX_LONG = 9_223_372_036_854_775_807n

const parsers: Readonly<Record<Exclude<ScalarName, 'string'>, (text: string) => Scalar>> = {
  int: parseInt32,
  long: parseLong,
  boolean: parseBoolean,
  decimal: parseDecimal,
  dateTime: parseDateTime,
  date: parseDate,
  base64Binary: parseBase64,
}

const formatters: Readonly<Record<ScalarName, (value: unknown) => string>> = {
  string: formatString,
  int: formatInt,
  long: formatLong,
  boolean: formatBoolean,
  decimal: formatDecimal,
  dateTime: formatDateTime,
  date: formatDate,
  base64Binary: formatBase64,
}

/** Is this an optional sign and digits, nothing else? */
function isInteger(text: string): boolean {
  const first = text.charCodeAt(0)
  const start = first === 0x2b || first === 0x2d ? 1 : 0
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x30 || code > 0x39) return false
  }
  return text.length > start
}

function parseInt32(text: string): number {
  const value = isInteger(text) ? Number(text) : NaN
  if (value >= -MAX_INT - 1 && value <= MAX_INT) return value + 0
  throw new Violation('is not an int (a whole number from -2147483648 to 2147483647)', text)
}

function formatInt(value: unknown): string {
  if (typeof value === 'number' && Number.isInteger(value) && value >= -MAX_INT - 1 && value <= MAX_INT) {
    return String(value)
  }
  throw new Violation('is not an int')
}

function parseLong(text: string): bigint {
  // 19 digits are enough; a million of them would take BigInt a while.
  const value = isInteger(text) && text.length <= 64 ? BigInt(text.replace('+', '')) : undefined
  if (value !== undefined && value >= -MAX_LONG - 1n && value <= MAX_LONG) return value
  throw new Violation('is not a long (a whole number of 64 bits)', text)
}

function formatLong(value: unknown): string {
  if (typeof value === 'bigint' && value >= -MAX_LONG - 1n && value <= MAX_LONG) return value.toString()
  throw new Violation('is not a long (a bigint of 64 bits)')
}

function parseBoolean(text: string): boolean {
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new Violation('is not a boolean (true, false, 1, 0)', text)
}

function formatBoolean(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  throw new Violation('is not a boolean')
}

/** All digits are kept, so `9.90` stays `9.90`; only a plus sign and idle zeros in front go. */
function parseDecimal(text: string): string {
  if (text.length > 64) throw new Violation('is a decimal of more than 64 characters', text)
  const [, sign, whole, fraction] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === undefined || (whole === '' && (fraction ?? '') === '')) throw new Violation('is not a decimal', text)
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  return `${sign === '-' ? '-' : ''}${digits}${fraction ? `.${fraction}` : ''}`
}

function formatDecimal(value: unknown): string {
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value)) return value
  throw new Violation('is not a decimal (a string of digits)')
}

const base64Value = new Int8Array(128).fill(-1)
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  base64Value[char.charCodeAt(0)] = value
}

/** Strict (RFC 4648 §3.2, §3.5): padded, and the unused bits of the last character are zero. Blanks may stand inside. */
function parseBase64(text: string): Buffer {
  let digits = 0
  let last = 0
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x3d && text.length - end < 2) end--
  const padding = text.length - end
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    if (isBlank(code)) continue
    last = code < 128 ? base64Value[code]! : -1
    if (last < 0) throw new Violation('is not base64', text)
    digits++
  }
  const unused = padding === 1 ? 0b11 : padding === 2 ? 0b1111 : 0
  if ((digits + padding) % 4 !== 0 || (last & unused) !== 0) throw new Violation('is not complete base64', text)
  return Buffer.from(text, 'base64')
}

function formatBase64(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw new Violation('is not a Buffer')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
}

function formatString(value: unknown): string {
  if (typeof value !== 'string') throw new Violation('is not a string')
  return value
}

/** Are all characters of this text allowed in XML? Half a surrogate pair and control characters are not. */
export function isXmlText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x20 && code < 0xd800) continue
    const point = text.codePointAt(i)!
    if (!isXmlChar(point)) return false
    if (point > 0xffff) i++
  }
  return true
}

/** Negative, 0 or positive, as `a` is smaller than, equal to or larger than `b`; both are valid texts of a number. */
export function compareNumbers(a: string, b: string): number {
  const digits = Math.max(fractionLength(a), fractionLength(b))
  const difference = scaled(a, digits) - scaled(b, digits)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function fractionLength(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

function scaled(text: string, digits: number): bigint {
  const normal = parseDecimal(text)
  return BigInt(normal.replace('.', '') + '0'.repeat(digits - fractionLength(normal)))
}
