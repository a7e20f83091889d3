import { isNcName, trimBlanks } from './characters.ts'
import { parseScalar } from './scalars.ts'
import { Violation } from './problems.ts'

/**
 * The built-in types of XML Schema that a WSDL of somebody else may use beside ours. Their values stay texts, in one
 * spelling for each value, since what they become is up to the mapping of a face.
 */
const readers = {
  string: (text) => text,
  normalizedString: (text) => text.replace(/[\t\n\r]/g, ' '),
  token: collapsed,
  language: (text) =>
    matching(collapsed(text), /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/, 'is not a language such as de'),
  NMTOKEN: (text) => matching(collapsed(text), /^[^\s<>&"']+$/, 'is not a name token'),
  NCName: (text) => named(collapsed(text)),
  ID: (text) => named(collapsed(text)),
  anyURI: collapsed,
  boolean: (text) => String(parseScalar('boolean', text)),
  decimal: (text) => String(parseScalar('decimal', text)),
  float: floating,
  double: floating,
  integer: whole(),
  nonNegativeInteger: whole(0n),
  positiveInteger: whole(1n),
  nonPositiveInteger: whole(undefined, 0n),
  negativeInteger: whole(undefined, -1n),
  long: whole(-(2n ** 63n), 2n ** 63n - 1n),
  int: whole(-(2n ** 31n), 2n ** 31n - 1n),
  short: whole(-(2n ** 15n), 2n ** 15n - 1n),
  byte: whole(-128n, 127n),
  unsignedLong: whole(0n, 2n ** 64n - 1n),
  unsignedInt: whole(0n, 2n ** 32n - 1n),
  unsignedShort: whole(0n, 65_535n),
  unsignedByte: whole(0n, 255n),
  dateTime: moment,
  date: (text) => day(collapsed(text)),
  time: (text) =>
    matching(
      collapsed(text),
      /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/,
      'is not a time such as 12:00:00',
    ),
  base64Binary: (text) => (parseScalar('base64Binary', text) as Buffer).toString('base64'),
  hexBinary: (text) => matching(collapsed(text), /^(?:[0-9A-Fa-f]{2})*$/, 'is not hexadecimal').toUpperCase(),
} satisfies Record<string, (text: string) => string>

export type BuiltIn = keyof typeof readers

export const builtIns = Object.keys(readers) as readonly BuiltIn[]

/** The value of a text of this type in its one spelling, or a `Violation`. */
export function readBuiltIn(builtIn: BuiltIn, text: string): string {
  return readers[builtIn](text)
}

/** How blanks count (XML Schema part 2, whiteSpace `collapse`): none at the ends, one between words. */
function collapsed(text: string): string {
  return trimBlanks(text).replace(/[ \t\n\r]+/g, ' ')
}

function matching(text: string, form: RegExp, rule: string): string {
  if (text.length <= 10_000 && form.test(text)) return text
  throw new Violation(rule, text)
}

function named(text: string): string {
  if (isNcName(text)) return text
  throw new Violation('is not a name', text)
}

function whole(least?: bigint, most?: bigint): (text: string) => string {
  return (text) => {
    const written = matching(trimBlanks(text), /^[+-]?\d{1,64}$/, 'is not a whole number')
    const value = BigInt(written.replace('+', ''))
    if (least !== undefined && value < least) throw new Violation(`is less than ${least}`, written)
    if (most !== undefined && value > most) throw new Violation(`is more than ${most}`, written)
    return value.toString()
  }
}

function floating(text: string): string {
  const written = matching(
    trimBlanks(text),
    /^[+-]?(?:\d{1,64}(?:\.\d{0,64})?|\.\d{1,64})(?:[eE][+-]?\d{1,4})?$/,
    'is no number',
  )
  return written.replace('+', '')
}

/** A moment, with or without a zone: what it means without one is for the mapping to say. */
function moment(text: string): string {
  const written = collapsed(text)
  const isZoned = /(?:Z|[+-]\d\d:\d\d)$/.test(written)
  parseScalar('dateTime', isZoned ? written : `${written}Z`)
  return written
}

function day(text: string): string {
  parseScalar('date', text)
  return text
}
