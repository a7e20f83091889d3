/** An attribute of a distinguished name; those that stand together at one level share it. */
type Level = readonly string[]

/** Names that tools have for the same attribute. */
const sameType: ReadonlyMap<string, string> = new Map([
  ['E', 'EMAILADDRESS'],
  ['EMAIL', 'EMAILADDRESS'],
  ['S', 'ST'],
  ['SP', 'ST'],
])

/**
 * A distinguished name (RFC 4514, or as SAP, Windows, openssl and Node write one) in one form, so that equal names are
 * equal texts. Tools begin at either end, so both directions are the same name here. Undefined for what is no name.
 */
export function nameForm(text: string): string | undefined {
  const levels: Level[] = []
  let attributes: string[] = []
  // The blanks around a value are taken with it: where several parts could take them, a long row of them takes for ever.
  const pattern =
    /\s*([A-Za-z][A-Za-z0-9.-]*|[0-9]+(?:\.[0-9]+)+)\s*=(\s*"(?:[^"\\]|\\.)*"\s*|(?:[^",+;\n\\]|\\.)*)([,+\n]|$)/suy
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    const [, type = '', value = '', separator] = match
    const plain = valueOf(withoutBlanks(value))
    if (plain === undefined) return undefined
    attributes.push(`${typeOf(type)}=${escaped(plain)}`)
    if (separator === '+') continue
    levels.push(attributes.toSorted())
    attributes = []
  }
  if (levels.length === 0 || attributes.length > 0) return undefined
  const [forward, backward] = [levels, levels.toReversed()].map((order) => order.map((one) => one.join('+')).join(','))
  return [forward ?? '', backward ?? ''].toSorted()[0]
}

function typeOf(type: string): string {
  const upper = type.toUpperCase().replace(/^OID\./, '')
  return sameType.get(upper) ?? upper
}

/** Without the blanks at both ends, but for one that is escaped. */
function withoutBlanks(value: string): string {
  const begun = value.trimStart()
  const text = begun.trimEnd()
  let slashes = 0
  while (text.charAt(text.length - 1 - slashes) === '\\') slashes++
  return slashes % 2 === 0 ? text : begun.slice(0, text.length + 1)
}

/** Without quotes and escapes; undefined when it is empty, or its bytes are no UTF-8. */
function valueOf(written: string): string | undefined {
  const text = written.startsWith('"') ? written.slice(1, -1) : written
  const bytes: Uint8Array[] = []
  for (const [part, hex] of text.matchAll(/\\([0-9A-Fa-f]{2})|\\.|[^\\]+/gsu)) {
    if (hex !== undefined) bytes.push(Buffer.from(hex, 'hex'))
    else bytes.push(Buffer.from(part.startsWith('\\') ? part.slice(1) : part, 'utf8'))
  }
  try {
    const plain = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(bytes))
    return plain === '' ? undefined : plain
  } catch {
    return undefined
  }
}

/** Nothing in a value can be read as the begin of another attribute. */
function escaped(value: string): string {
  return value.replace(
    /[\\,+="<>;\n#]/g,
    (sign) => `\\${sign.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  )
}
