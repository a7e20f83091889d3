/** The character classes of XML 1.0 (fifth edition, productions 2, 3, 4 and 4a) and the codes the reader looks for. */

export const TAB = 0x09
export const LINE_FEED = 0x0a
export const RETURN = 0x0d
export const BLANK = 0x20
export const BANG = 0x21
export const QUOTE = 0x22
export const HASH = 0x23
export const AMPERSAND = 0x26
export const APOSTROPHE = 0x27
export const DASH = 0x2d
export const SLASH = 0x2f
export const COLON = 0x3a
export const LESS = 0x3c
export const EQUALS = 0x3d
export const GREATER = 0x3e
export const QUESTION = 0x3f
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d
export const SMALL_X = 0x78

const NAME_START = 1
const NAME = 2
/** Character data that needs no second look: legal, and neither markup, reference, line end nor `]`. */
const PLAIN = 4

const flags = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code)
  if (/[A-Za-z_]/.test(char)) flags[code]! |= NAME_START | NAME
  if (/[0-9.-]/.test(char)) flags[code]! |= NAME
  if ((code >= BLANK || code === TAB || code === LINE_FEED) && !'<&]'.includes(char)) flags[code]! |= PLAIN
}

export function isBlank(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === RETURN || code === TAB
}

export function isPlain(code: number): boolean {
  return code < 128 ? (flags[code]! & PLAIN) !== 0 : code < 0xd800
}

/** The value of a hexadecimal digit; 16 for what is none. */
export function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16
}

/**
 * Could this code unit go on a name? Everything beyond ASCII may, here: no markup stands there, so the whole name is cut
 * out first and checked by `isNcName` the first time it is met.
 */
export function continuesName(code: number): boolean {
  return code < 128 ? (flags[code]! & NAME) !== 0 || code === COLON : code >= 128
}

/** Is this code point a character of XML at all? */
export function isXmlChar(point: number): boolean {
  if (point < BLANK) return point === TAB || point === LINE_FEED || point === RETURN
  return point < 0xd800 || (point > 0xdfff && point < 0xfffe) || (point > 0xffff && point <= 0x10ffff)
}

/** The ranges of NameStartChar beyond ASCII, from and to. */
const nameStartRanges = [
  0xc0, 0xd6, 0xd8, 0xf6, 0xf8, 0x2ff, 0x370, 0x37d, 0x37f, 0x1fff, 0x200c, 0x200d, 0x2070, 0x218f, 0x2c00, 0x2fef,
  0x3001, 0xd7ff, 0xf900, 0xfdcf, 0xfdf0, 0xfffd, 0x10000, 0xeffff,
]
/** What NameChar adds to them. */
const nameRanges = [0xb7, 0xb7, 0x300, 0x36f, 0x203f, 0x2040]

function isWithin(ranges: readonly number[], point: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) if (point >= ranges[i]! && point <= ranges[i + 1]!) return true
  return false
}

function isNameStart(point: number): boolean {
  return point < 128 ? (flags[point]! & NAME_START) !== 0 : isWithin(nameStartRanges, point)
}

function isNameChar(point: number): boolean {
  return point < 128 ? (flags[point]! & NAME) !== 0 : isWithin(nameStartRanges, point) || isWithin(nameRanges, point)
}

/** Is this a name without colon (Namespaces in XML 1.0, production 4)? */
export function isNcName(name: string): boolean {
  let first = true
  for (const char of name) {
    const point = char.codePointAt(0)!
    if (!(first ? isNameStart(point) : isNameChar(point))) return false
    first = false
  }
  return !first
}

/** The text without the blanks (XML's four, not Unicode's many) at both ends. */
export function trimBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isBlank(text.charCodeAt(from))) from++
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--
  return from === 0 && to === text.length ? text : text.slice(from, to)
}
