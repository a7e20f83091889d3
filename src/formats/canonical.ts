/**
 * Canonical JSON by RFC 8785: one spelling for each value, so that a hash over it means the value.
 *
 * ECMAScript's own number and string spellings are those of the RFC (§3.2.2); left to do are the order of the names
 * (by UTF-16 code units, which is what `sort` compares) and the refusal of what JSON or the RFC cannot hold.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'boolean':
      return String(value)
    case 'string':
      return canonicalString(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no number ${String(value)}`)
      return JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
      return canonicalObject(value)
    default:
      throw new TypeError(`canonical JSON has no ${typeof value}`)
  }
}

/** A member whose value is `undefined` is no member, as in `JSON.stringify`: optional fields may simply be left unset. */
function canonicalObject(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${canonicalString(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** RFC 8785 §3.2.2.2: a lone surrogate is an error, never escaped. */
function canonicalString(value: string): string {
  if (/\p{Surrogate}/u.test(value)) throw new TypeError('canonical JSON has no lone surrogate')
  return JSON.stringify(value)
}
