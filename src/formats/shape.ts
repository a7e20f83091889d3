import { isJsonObject, type Json } from './encoding.ts'
import { FormatError } from './errors.ts'

/** Turns an untrusted JSON value into a checked one, or refuses it naming its path. */
export type Reader<T> = (value: Json | undefined, path: string) => T

/** A reader of a member that may be absent; absent stays `undefined`. */
export interface OptionalReader<T> {
  readonly optional: Reader<T>
}

type Shape = Readonly<Record<string, Reader<unknown> | OptionalReader<unknown>>>
type Value<R> = R extends OptionalReader<infer T> ? T : R extends Reader<infer T> ? T : never
type OptionalNames<S extends Shape> = { [N in keyof S]: S[N] extends OptionalReader<unknown> ? N : never }[keyof S]

/** What `object(shape)` reads. */
export type ObjectOf<S extends Shape> = { [N in Exclude<keyof S, OptionalNames<S>>]: Value<S[N]> } & {
  [N in OptionalNames<S>]?: Value<S[N]> | undefined
}

/** What a given reader reads. */
export type Read<R> = R extends Reader<infer T> ? T : never

export function refuse(path: string, rule: string): never {
  throw new FormatError('malformed', `${path} ${rule}`)
}

export function optional<T>(reader: Reader<T>): OptionalReader<T> {
  return { optional: reader }
}

/** An object with at least these members; others are ignored, so that version 1 can grow (docs/formats.md §2). */
export function object<S extends Shape>(shape: S): Reader<ObjectOf<S>> {
  const members = Object.entries(shape)
  return (value, path) => {
    if (!isJsonObject(value)) refuse(path, 'is not an object')
    const result: Record<string, unknown> = {}
    for (const [name, reader] of members) {
      const member = Object.hasOwn(value, name) ? value[name] : undefined
      if (typeof reader === 'function') result[name] = reader(member, `${path}.${name}`)
      else if (member !== undefined) result[name] = reader.optional(member, `${path}.${name}`)
    }
    return result as ObjectOf<S>
  }
}

/** Refuses members beyond the given names, where ignoring one would change the meaning. */
export function only<T>(names: readonly string[], reader: Reader<T>): Reader<T> {
  return (value, path) => {
    const other = isJsonObject(value) ? Object.keys(value).find((name) => !names.includes(name)) : undefined
    if (other !== undefined) throw new FormatError('unsupported', `${path} has a member that is not known: ${other}`)
    return reader(value, path)
  }
}

export function list<T>(reader: Reader<T>, { min = 0, max = 100_000 } = {}): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(path, 'is not a list')
    if (value.length < min || value.length > max) refuse(path, `has ${value.length} entries, not ${min} to ${max}`)
    return value.map((entry: Json, index) => reader(entry, `${path}[${index}]`))
  }
}

/** A list in which no two entries share a key. */
export function distinct<T>(reader: Reader<T[]>, key: (entry: T) => string | number): Reader<T[]> {
  return (value, path) => {
    const entries = reader(value, path)
    if (new Set(entries.map(key)).size < entries.length) refuse(path, 'names an entry twice')
    return entries
  }
}

export function exactly<T extends Json>(expected: T): Reader<T> {
  return (value, path) => (value === expected ? expected : refuse(path, `is not ${JSON.stringify(expected)}`))
}

export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value, path) => words.find((word) => word === value) ?? refuse(path, `is not one of ${words.join(', ')}`)
}

export const boolean: Reader<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : refuse(path, 'is not true or false')

export function integer(min: number, max: number): Reader<number> {
  return (value, path) => {
    const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    return fits ? value : refuse(path, `is not an integer from ${min} to ${max}`)
  }
}

/** Text of `min` to `max` bytes in UTF-8. */
export function text(min: number, max: number, pattern?: RegExp): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string') refuse(path, 'is not a string')
    const length = Buffer.byteLength(value)
    if (length < min || length > max) refuse(path, `has ${length} bytes, not ${min} to ${max}`)
    if (pattern !== undefined && !pattern.test(value)) refuse(path, `does not match ${pattern.source}`)
    return value
  }
}
