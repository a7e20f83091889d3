import type { ItemPath } from '../domain/item-problem.ts'

/** Told of each mistake in the file. */
export type Tell = (path: ItemPath, text: string) => void

/**
 * Reads a value of the file; undefined after a mistake in it or anywhere inside. A mistake is told and reading goes on, so
 * that all of them come out at once.
 */
export type Reader<T> = (value: unknown, path: ItemPath, tell: Tell) => T | undefined

export function text(most: number, least = 1): Reader<string> {
  return (value, path, tell) => {
    if (typeof value === 'number' || typeof value === 'boolean') {
      tell(path, `is a ${typeof value} in YAML; write it in quotes to make it a text`)
    } else if (typeof value !== 'string') tell(path, 'has to be a text')
    else if ([...value].length < least) tell(path, 'is empty')
    else if ([...value].length > most) tell(path, `has ${[...value].length} characters, at most ${most} are allowed`)
    else if (!isXmlText(value)) tell(path, 'has a character that no message can carry')
    else return value
    return undefined
  }
}

export function whole(least: number, most: number): Reader<number> {
  return (value, path, tell) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    tell(path, `has to be a whole number from ${least} to ${most}`)
    return undefined
  }
}

export const truth: Reader<boolean> = (value, path, tell) => {
  if (typeof value === 'boolean') return value
  tell(path, 'has to be true or false')
  return undefined
}

export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (value, path, tell) => {
    const word = words.find((known) => known === value)
    if (word === undefined) tell(path, `has to be one of ${words.join(', ')}`)
    return word
  }
}

export function list<T>(entry: Reader<T>, most: number): Reader<T[]> {
  return (value, path, tell) => {
    if (!Array.isArray(value)) {
      tell(path, 'has to be a list')
      return undefined
    }
    if (value.length > most) tell(path, `has ${value.length} entries, at most ${most} are allowed`)
    const entries = value.map((one, index) => entry(one, [...path, index], tell))
    const whole = entries.filter((one) => one !== undefined)
    return whole.length === entries.length ? whole : undefined
  }
}

/** A field of a mapping that may be absent; then it is the fallback, or no field at all. */
export interface Absent<T> {
  readonly reader: Reader<T>
  readonly fallback: T | undefined
}

export function absent<T>(reader: Reader<T>): Absent<T | undefined>
export function absent<T>(reader: Reader<T>, fallback: T): Absent<T>
export function absent<T>(reader: Reader<T>, fallback?: T): Absent<T | undefined> {
  return { reader, fallback }
}

type Fields<T> = { readonly [Name in keyof T]-?: Reader<T[Name]> | Absent<T[Name]> }

export function mapping<T extends object>(fields: Fields<T>): Reader<T> {
  const known = Object.entries<Reader<unknown> | Absent<unknown>>(fields)
  return (value, path, tell) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      tell(path, `has to be a mapping with ${known.map(([name]) => name).join(', ')}`)
      return undefined
    }
    const given = new Map(Object.entries(value))
    const wrong: ItemPath[] = []
    const tellOf: Tell = (place, mistake) => {
      wrong.push(place)
      tell(place, mistake)
    }
    for (const name of given.keys()) {
      if (!Object.hasOwn(fields, name)) tellOf([...path, name], unknownName(name, Object.keys(fields)))
    }
    const surroundings = { given, path, tell: tellOf }
    const entries = known.map(([name, field]) => [name, memberOf(field, name, surroundings)] as const)
    return wrong.length === 0
      ? (Object.fromEntries(entries.filter(([, member]) => member !== undefined)) as T)
      : undefined
  }
}

interface Surroundings {
  readonly given: ReadonlyMap<string, unknown>
  readonly path: ItemPath
  readonly tell: Tell
}

function memberOf(
  field: Reader<unknown> | Absent<unknown>,
  name: string,
  { given, path, tell }: Surroundings,
): unknown {
  const member = given.get(name)
  const [reader, optional] = typeof field === 'function' ? [field, undefined] : [field.reader, field]
  // A name without a value is null in YAML, and means the same as leaving it out.
  if (member !== undefined && member !== null) return reader(member, [...path, name], tell)
  if (optional === undefined) tell(path, `${name} is missing`)
  return optional?.fallback
}

function unknownName(name: string, known: readonly string[]): string {
  const meant = known.find((one) => one.toLowerCase() === name.toLowerCase())
  return meant === undefined ? `is not known here; known are ${known.join(', ')}` : `is not known; ${meant} is`
}

/** XML 1.0 has no way to write most control characters, and neither has our contract. */
function isXmlText(value: string): boolean {
  return !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value)
}
