/**
 * Fields whose text never stands in a log, whatever it looks like; counts and flags may. The last two are on the errors of
 * the database drivers, with the names and addresses of customers in them.
 */
const secretKey =
  /ticket|secret|password|passphrase|authorization|cookie|keyring|credential|private|token|^parameters$|^sql$/i

/** Five groups of about five, dashed or not; mistyped tickets are secrets too, so the check character is not asked. */
const ticketShape =
  /(?<![0-9a-z])(?:[0-9a-z]{25}|[0-9a-z]{4,6}(?:[-\u2010-\u2015\u2212][0-9a-z]{4,6}){4}|[0-9a-z]{5}(?: [0-9a-z]{5}){4})(?![0-9a-z])/giu

const authorization = /\b(Basic|Bearer) +[\w+/=.~-]+/gi
/** Each part with a bound, since whoever sends a long path would otherwise have the whole text searched from each letter. */
const urlPassword = /(\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s:@/]{0,255}):[^\s@]{0,511}@/gi

const deepest = 8

/**
 * A copy of a value as a log may hold it: no secrets by the name of their field, no tickets and passwords in any text.
 * Of a ticket the last group stays, by which support knows it.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === deepest || ArrayBuffer.isView(value)) return '[…]'
  if (value instanceof Error) return redactError(value, depth)
  if (Array.isArray(value)) return value.map((entry) => redact(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, isSecret(key, entry) ? '[secret]' : redact(entry, depth + 1)]),
  )
}

/** The same for one text. */
export function redactText(text: string): string {
  return text
    .replace(authorization, '$1 [secret]')
    .replace(urlPassword, '$1:[secret]@')
    .replace(ticketShape, (found) => (isWords(found) ? found : `[ticket …${found.slice(-5).toUpperCase()}]`))
}

function redactError(error: Error, depth: number): unknown {
  const { name, message, stack, cause, ...facts } = error
  return redact({ name, message, stack, ...facts, ...(cause === undefined ? {} : { cause }) }, depth)
}

function isSecret(key: string, value: unknown): boolean {
  return secretKey.test(key) && (typeof value === 'string' || (typeof value === 'object' && value !== null))
}

/** Five words of five letters in a sentence; a ticket without a single digit is not to be expected. */
function isWords(text: string): boolean {
  return text.includes(' ') && !/[0-9]/.test(text)
}
