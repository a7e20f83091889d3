import { type BuiltIn, builtIns, readBuiltIn } from '../soap/built-in.ts'
import { trimBlanks } from '../soap/characters.ts'
import type { SimpleType } from '../soap/model.ts'

/**
 * Whether two texts say the same value: numbers by value (`1.0` is `1`), times by their moment where both have a zone,
 * binary data by its bytes, texts letter by letter.
 * @param type undefined where the WSDL does not know the field: a text
 */
export function isSameValue(type: SimpleType | undefined, ours: string, theirs: string): boolean {
  if (ours === theirs) return true
  if (type === undefined) return false
  return spelling(type, ours) === spelling(type, theirs)
}

function spelling(type: SimpleType, text: string): string {
  const builtIn = type.builtIn ?? type.scalar
  try {
    if (builtIn === 'decimal') return decimal(text)
    if (builtIn === 'float' || builtIn === 'double') return String(Number(readBuiltIn(builtIn, text)))
    if (builtIn === 'date') return readBuiltIn('date', trimBlanks(text)).slice(0, 10)
    if (builtIn === 'dateTime') return moment(readBuiltIn('dateTime', text))
    return isBuiltIn(builtIn) ? readBuiltIn(builtIn, text) : text
  } catch {
    // No value of its type: only the same text is the same then.
    return text
  }
}

function isBuiltIn(name: string): name is BuiltIn {
  return builtIns.some((known) => known === name)
}

/** Without sign, leading and trailing noughts that say nothing. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(trimBlanks(text)) ?? []
  const value = `${whole || '0'}${fraction === '' ? '' : `.${fraction}`}`
  if (whole === '' && fraction === '' && !/\d/.test(text)) return text
  return sign === '-' && value !== '0' ? `-${value}` : value
}

/** To the millisecond; a time without a zone stays what it is. */
function moment(text: string): string {
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text).toISOString() : text.replace(/\.0+$/, '')
}
