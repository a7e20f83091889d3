import type { RandomSource } from '../domain/random.ts'

/** Numbered keys of one purpose. New rows use the current one; all of them are live for reading. */
export interface KeySet {
  readonly current: number
  readonly keys: ReadonlyMap<number, Buffer>
}

/**
 * The keys of the tickets at rest, the same on all nodes: HMAC keys for finding a ticket, AES-256 keys for showing it
 * again. Losing the keyring loses every ticket that is not yet redeemed; it belongs into the backup, apart from the database.
 */
export interface Keyring {
  readonly lookup: KeySet
  readonly cipher: KeySet
}

const keyBytes = 32
const highestNumber = 32_767

/**
 * Reads the text of a keyring:
 * `{"lookup": {"current": 1, "keys": {"1": "<base64 of 32 bytes>"}}, "cipher": {"current": 1, "keys": {"1": "…"}}}`.
 * @throws Error whose message names the place and the rule, never a key
 */
export function parseKeyring(text: string): Keyring {
  const value = asObject(parseJson(text), 'the keyring')
  refuseOthers(value, ['lookup', 'cipher'], 'the keyring')
  const keyring = { lookup: keySetOf(value['lookup'], 'lookup'), cipher: keySetOf(value['cipher'], 'cipher') }
  const all = [...keyring.lookup.keys.values(), ...keyring.cipher.keys.values()].map((key) => key.toString('base64'))
  if (new Set(all).size < all.length) throw new Error('two keys of the keyring are the same; each has to be random')
  return keyring
}

/** The text of a fresh keyring with one key of each kind. */
export function createKeyring(random: RandomSource): string {
  const fresh = () => ({ current: 1, keys: { 1: random(keyBytes).toString('base64') } })
  return `${JSON.stringify({ lookup: fresh(), cipher: fresh() }, null, 2)}\n`
}

/** The key that new rows use. */
export function currentKey(set: KeySet): Buffer {
  return keyNumbered(set, set.current)
}

/** @throws Error when the keyring has no key of this number */
export function keyNumbered(set: KeySet, number: number): Buffer {
  const key = set.keys.get(number)
  if (key === undefined) throw new Error(`the keyring has no key number ${number}`)
  return key
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message would quote the text, and with it a key.
    throw new Error('the keyring is not JSON')
  }
}

function keySetOf(value: unknown, place: string): KeySet {
  const set = asObject(value, place)
  refuseOthers(set, ['current', 'keys'], place)
  const keys = new Map(
    Object.entries(asObject(set['keys'], `${place}.keys`)).map(([name, key]) => [
      keyNumber(name, `${place}.keys`),
      keyOf(key, `${place}.keys.${name}`),
    ]),
  )
  const current = set['current']
  if (typeof current !== 'number' || !keys.has(current)) {
    throw new Error(`${place}.current has to be the number of one of ${place}.keys`)
  }
  return { current, keys }
}

function keyNumber(name: string, place: string): number {
  const number = Number(name)
  if (!/^[1-9][0-9]*$/.test(name) || number > highestNumber) {
    throw new Error(`${place}: '${name}' is no key number (1 to ${highestNumber})`)
  }
  return number
}

function keyOf(value: unknown, place: string): Buffer {
  const key = typeof value === 'string' ? Buffer.from(value, 'base64') : Buffer.alloc(0)
  if (key.length !== keyBytes || key.toString('base64') !== value) {
    throw new Error(`${place} has to be the base64 text of exactly ${keyBytes} bytes`)
  }
  return key
}

function asObject(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${place} has to be a JSON object`)
  }
  return value as Record<string, unknown>
}

function refuseOthers(value: Record<string, unknown>, known: readonly string[], place: string): void {
  const other = Object.keys(value).find((name) => !known.includes(name))
  if (other !== undefined) throw new Error(`${place} has an unknown field '${other}'; known are ${known.join(', ')}`)
}
