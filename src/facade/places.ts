import { type ComplexType, type Field, isList, type SimpleType, textKey } from '../soap/model.ts'
import { meant } from './mistakes.ts'

/** One structure, and while a list is gone through, its entry at hand. */
export interface Scope {
  readonly type: ComplexType | SimpleType
  /** The path of the type from the top of the message, with `[]` behind each list. */
  readonly path: string
  /** The scope around the list; undefined at the top. */
  readonly outer: Scope | undefined
}

/** Values of a message while it is translated: the structure of each scope, outermost first. */
export interface Values {
  readonly at: unknown
  readonly outer: Values | undefined
  /** Place of the entry at hand in its list, from 1; 0 at the top. */
  readonly position: number
}

/** A place of a message that a path names. */
export interface Place {
  /** From the top, with `[]` behind each list: `Kopf/Positionen/Position[]/Menge`. */
  readonly path: string
  readonly type: SimpleType | ComplexType
  /** A list, all of whose entries are meant. */
  readonly isList: boolean
  readonly maxOccurs: number
  /** Somewhere on the way something need not be there. */
  readonly mayBeAbsent: boolean
  /** Lists on the way of which one entry was picked, by their paths. */
  readonly picked: readonly Picked[]
  readonly get: (values: Values) => unknown
}

export interface Picked {
  readonly path: string
  /** From 1 on. */
  readonly position: number
  readonly maxOccurs: number
}

/** Why a path names no place. */
export class NoPlace {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export function topScope(type: ComplexType): Scope {
  return { type, path: '', outer: undefined }
}

/** The names of fields and attributes of a type, as paths write them. */
export function namesIn(type: ComplexType | SimpleType): string[] {
  if (type.kind === 'simple') return []
  return [...type.fields.map(({ name }) => name), ...(type.attributes ?? []).map(({ name }) => `@${name}`)]
}

/** The type of a text that stands in an element, with attributes or without. */
export function simpleTypeOf(type: SimpleType | ComplexType): SimpleType | undefined {
  return type.kind === 'simple' ? type : type.text
}

/**
 * What a path of a mapping names: `Kopf/Nummer`, from the entry at hand on; `/Kopf/Nummer` from the top of the message;
 * `Position[2]/Menge` one entry of a list; `.` the entry itself; `Betrag/@waehrung` an attribute.
 */
export function findPlace(written: string, scope: Scope): Place | NoPlace {
  const isFromTop = written.startsWith('/')
  const levels = isFromTop ? depthOf(scope) : 0
  const start = outermost(scope, levels)
  const text = isFromTop ? written.slice(1) : written
  const rise = (values: Values): unknown => outermost(values, levels).at
  let place: Place = {
    path: start.path,
    type: start.type,
    isList: false,
    maxOccurs: 1,
    mayBeAbsent: false,
    picked: [],
    get: rise,
  }
  for (const step of text === '.' ? [] : text.split('/')) {
    const next = stepInto(place, step)
    if (next instanceof NoPlace) return next
    place = next
  }
  const value = place.type.kind === 'complex' && !place.isList ? place.type.text : undefined
  return value === undefined ? place : textOf(place, value)
}

function outermost<T extends { readonly outer: T | undefined }>(inner: T, levels: number): T {
  return levels === 0 || inner.outer === undefined ? inner : outermost(inner.outer, levels - 1)
}

function depthOf(scope: Scope): number {
  return scope.outer === undefined ? 0 : depthOf(scope.outer) + 1
}

function stepInto(place: Place, step: string): Place | NoPlace {
  const [, name = '', index] = /^([^[\]]+)(?:\[(\d{1,6})\])?$/.exec(step) ?? []
  if (name === '' || index === '0')
    return new NoPlace(`'${step}' is no step of a path; steps are name, name[1] or @name`)
  if (place.isList)
    return new NoPlace(
      `${place.path} is a list; go through it with each, or take one entry: ${place.path.replace(/\[\]$/, '')}[1]/${step}`,
    )
  const { type } = place
  if (type.kind === 'simple') return new NoPlace(`${place.path} holds a value and has no ${step}`)
  const isAttribute = name.startsWith('@')
  const fields: readonly Field[] = isAttribute ? (type.attributes ?? []) : type.fields
  const field = fields.find((each) => each.name === (isAttribute ? name.slice(1) : name))
  if (field === undefined) {
    const owner = place.path === '' ? 'the message' : place.path
    return new NoPlace(`${owner} has no ${name}${meant(name, namesIn(type))}`)
  }
  const many = isList(field)
  if (index !== undefined && !many) return new NoPlace(`${name} is no list, so it has no [${index}]`)
  const path = `${place.path === '' ? '' : `${place.path}/`}${name}${many ? '[]' : ''}`
  const parent = place.get
  const one = (values: Values) => (parent(values) as Readonly<Record<string, unknown>> | null | undefined)?.[name]
  const { maxOccurs } = field
  return {
    path,
    type: field.type,
    isList: many && index === undefined,
    maxOccurs,
    picked: index === undefined ? place.picked : [...place.picked, { path, position: Number(index), maxOccurs }],
    mayBeAbsent: place.mayBeAbsent || field.minOccurs === 0 || field.isNillable === true || index !== undefined,
    get: index === undefined ? one : (values) => (one(values) as readonly unknown[] | undefined)?.[Number(index) - 1],
  }
}

function textOf(place: Place, type: SimpleType): Place {
  const get = (values: Values) => (place.get(values) as Readonly<Record<string, unknown>> | undefined)?.[textKey]
  return { ...place, type, get }
}

/** Every value that a message can hold, as the paths of places write them. */
export function leavesOf(type: ComplexType, path = ''): string[] {
  const below = (name: string) => (path === '' ? name : `${path}/${name}`)
  const attributes = (type.attributes ?? []).map(({ name }) => below(`@${name}`))
  const fields = type.fields.flatMap((field) => {
    const own = `${below(field.name)}${isList(field) ? '[]' : ''}`
    return field.type.kind === 'simple' ? [own] : leavesOf(field.type, own)
  })
  return [...attributes, ...(type.text === undefined ? [] : [path]), ...fields]
}

/** A path with the places of its lists: `Position[]/Menge` and 2 is `Position[2]/Menge`. */
export function withPositions(path: string, positions: readonly number[]): string {
  let next = 0
  return path.replace(/\[\]/g, () => {
    const position = positions[next++]
    return position === undefined ? '' : `[${position}]`
  })
}
