import type { ItemPath } from '../domain/item-problem.ts'
import type { Field } from '../soap/model.ts'
import type { Builder, Shaping, Target } from './builder.ts'
import { compileLeaf } from './leaf.ts'
import { findPlace, NoPlace, type Place, type Scope, type Values } from './places.ts'
import { refused, tooMany } from './refuse.ts'
import type { EntryRule, FieldRules, PlacedRule, ValueRule } from './rule.ts'

/** A list that is filled, where it stands and from where. */
export interface ListTarget {
  readonly scope: Scope
  readonly name: string
  readonly path: ItemPath
}

type CompileStructure = (
  type: Extract<Field['type'], { kind: 'complex' }>,
  rules: FieldRules,
  scope: Scope,
  target: Target,
  shaping: Shaping,
) => Builder

/** What one rule puts into a list. */
interface Source {
  readonly isFixed: boolean
  readonly place: string | undefined
  readonly entries: (values: Values) => readonly unknown[]
}

/** Compiles what fills a list: from each entry of another one, from single values, or both. */
export function compileEntries(
  field: Field,
  placed: PlacedRule | undefined,
  list: ListTarget,
  shaping: Shaping,
  compileStructure: CompileStructure,
): (Builder & { readonly place: string }) | undefined {
  const { env } = shaping
  if (placed === undefined) {
    env.tell(list.path, `${list.name} is a list; map it as a whole: ${list.name}: { each: PATH, fields: ... }`)
    return undefined
  }
  const { rule, path } = placed
  // A plain value makes a list of one.
  const rules: readonly EntryRule[] = rule.kind === 'entries' ? rule.entries : [{ value: rule.value }]
  const sources = rules.map((entry, index) => {
    const at = rule.kind === 'entries' && rules.length > 1 ? [...path, index] : path
    return sourceOf(field, entry, { ...list, path: at }, shaping, compileStructure)
  })
  const known = sources.filter((source) => source !== undefined)
  if (known.length < sources.length) return undefined
  const place = known.find((source) => source.place !== undefined)?.place ?? list.name
  for (const source of known) if (source.place !== undefined) shaping.pair(`${list.name}[]`, source.place)
  const isFixed = known.every((source) => source.isFixed)
  const { minOccurs, maxOccurs } = field
  return {
    isFixed,
    place,
    build: (values) => {
      const entries = known.flatMap((source) => source.entries(values))
      if (env.direction === 'request') {
        if (entries.length > maxOccurs) throw tooMany(maxOccurs, place.replace(/\[\]$/, ''), values)
        if (entries.length === 0 && minOccurs > 0) return { value: undefined, says: false }
        if (entries.length < minOccurs) throw refused(`at least ${minOccurs} are needed`, place, values)
      }
      return { value: entries, says: entries.length > 0 }
    },
  }
}

function sourceOf(
  field: Field,
  rule: EntryRule,
  list: ListTarget,
  shaping: Shaping,
  compileStructure: CompileStructure,
): Source | undefined {
  const { env } = shaping
  if (rule.each === undefined) {
    const entry = entryOf(field, rule, list.scope, { ...list, isSingle: true }, shaping, compileStructure)
    return (
      entry && { isFixed: entry.isFixed, place: entry.place, entries: (values) => present(entry.build(values).value) }
    )
  }
  const place = findPlace(rule.each, list.scope)
  if (place instanceof NoPlace || !place.isList) {
    env.tell([...list.path, 'each'], place instanceof NoPlace ? place.text : `${place.path} is no list`)
    return undefined
  }
  const most = rule.most ?? Infinity
  if (env.direction === 'answer' && Math.min(most, place.maxOccurs) > field.maxOccurs) {
    env.tell(list.path, `${list.name} holds at most ${field.maxOccurs} entries; add most: ${field.maxOccurs}`)
  }
  env.use(place)
  const scope: Scope = { type: place.type, path: place.path, outer: list.scope }
  const entry = entryOf(field, rule, scope, { ...list, isSingle: false }, shaping, compileStructure)
  return (
    entry && {
      isFixed: false,
      place: place.path,
      entries: (values) => eachOf(place, most, values).flatMap((item) => present(entry.build(item).value)),
    }
  )
}

/** The entries of a list as values of their own; those that are nil say nothing. */
function eachOf(place: Place, most: number, values: Values): Values[] {
  const items = (place.get(values) as readonly unknown[] | undefined) ?? []
  return items
    .map((at, index): Values => ({ at, outer: values, position: index + 1 }))
    .filter(({ at }) => at !== null)
    .slice(0, most)
}

function present(value: unknown): unknown[] {
  return value === undefined ? [] : [value]
}

function entryOf(
  { type }: Field,
  rule: EntryRule,
  scope: Scope,
  list: ListTarget & { readonly isSingle: boolean },
  shaping: Shaping,
  compileStructure: CompileStructure,
): (Builder & { readonly place?: string }) | undefined {
  const { env } = shaping
  const { path } = list
  const name = `${list.name}[]`
  if (type.kind === 'simple') {
    if (rule.fields !== undefined)
      env.tell([...path, 'fields'], `${list.name} is a list of values; say value in place of fields`)
    const itself: ValueRule | undefined = rule.each === undefined ? undefined : { from: '.' }
    const value = rule.value ?? itself
    return (
      value &&
      compileLeaf(type, value, scope, { path: rule.value === undefined ? path : valuePath(rule, path), name }, shaping)
    )
  }
  if (rule.value !== undefined)
    env.tell([...path, 'value'], `${list.name} is a list of structures; say fields in place of value`)
  if (rule.fields === undefined) {
    env.tell(path, `${list.name} is a list of structures; say with fields what is in each`)
    return undefined
  }
  return compileStructure(
    type,
    rule.fields,
    scope,
    { path: [...path, 'fields'], name, isOptional: list.isSingle, isWithinOptional: list.isSingle },
    shaping,
  )
}

/** A plain value has no word of its own in the file. */
function valuePath(rule: EntryRule, path: ItemPath): ItemPath {
  return rule.each === undefined ? path : [...path, 'value']
}
