import type { ItemPath } from '../domain/item-problem.ts'
import type { SimpleType } from '../soap/model.ts'
import { formatScalar } from '../soap/scalars.ts'
import { findPlace, NoPlace, type Place, type Scope, type Values } from './places.ts'
import type { ValueRule } from './rule.ts'
import { changed, cutTo, dated, hashOf, lookUp, splitBy, withDefault } from './steps.ts'
import { type Kind, kindOf, longestOf, valuesOf } from './type-facts.ts'

/** What can come out of a rule, as far as it is known before there is a message. */
export interface Outcome {
  readonly kind: Kind
  /** All values there are, where they are known. */
  readonly values: readonly string[] | undefined
  /** Characters at most. */
  readonly longest: number
  readonly mayBeAbsent: boolean
  /** It says the same whatever the message is, so it is no sign that the message says anything. */
  readonly isFixed: boolean
}

/** A rule made ready: its text for a message, or nothing. */
export interface Value {
  readonly outcome: Outcome
  /** The place that it speaks of, for refusals. */
  readonly place: string | undefined
  readonly get: (values: Values) => string | undefined
}

/** What a mapping is compiled with. */
export interface Compiling {
  /** To ours, or back: what comes in may be empty in place of absent, and what goes out must always fit. */
  readonly direction: 'request' | 'answer'
  readonly timeZone: string
  readonly tell: (path: ItemPath, text: string) => void
  /** Told of each place that is made use of, of a list also where it is gone through. */
  readonly use: (place: Place) => void
}

/** What a value is to become: a date is read for a moment or for a day. */
export type Target = Pick<Outcome, 'kind'>

/** Compiles a rule, step by step in the order in which they are documented; tells what does not fit in itself. */
export function compileValue(
  rule: ValueRule,
  scope: Scope,
  path: ItemPath,
  target: Target,
  env: Compiling,
): Value | undefined {
  let value = sourceOf(rule, scope, path, target, env)
  if (value === undefined) return undefined
  if (rule.split !== undefined) value = splitBy(value, rule.split, rule.take ?? 1)
  if (rule.table !== undefined) value = lookUp(value, rule.table, rule.otherwise, [...path, 'table'], env)
  if (rule.date !== undefined) value = dated(value, rule.date, rule.day, [...path, 'date'], target, env)
  if (rule.hash) value = changed(value, { kind: 'text', values: undefined, longest: 64 }, hashOf)
  const { cut, default: instead } = rule
  if (cut !== undefined)
    value = changed(
      value,
      { longest: Math.min(cut, value.outcome.longest), values: value.outcome.values?.map((each) => cutTo(each, cut)) },
      (text) => cutTo(text, cut),
    )
  return instead === undefined ? value : withDefault(value, instead)
}

function sourceOf(rule: ValueRule, scope: Scope, path: ItemPath, target: Target, env: Compiling): Value | undefined {
  if (rule.from !== undefined) return readFrom(rule.from, scope, path, env)
  if (rule.join !== undefined) return joined(rule.join, rule.with ?? '', scope, [...path, 'join'], target, env)
  if (rule.constant !== undefined) return fixed(rule.constant)
  if (rule.count !== undefined) return counted(rule.count, scope, [...path, 'count'], env)
  const { position = 1 } = rule
  if (scope.outer === undefined) env.tell([...path, 'position'], 'means nothing outside of each')
  const outcome: Outcome = { kind: 'whole', values: undefined, longest: 11, mayBeAbsent: false, isFixed: true }
  return { outcome, place: undefined, get: (values) => String(values.position * position) }
}

function fixed(text: string): Value {
  const outcome: Outcome = { kind: 'text', values: [text], longest: text.length, mayBeAbsent: false, isFixed: true }
  return { outcome, place: undefined, get: () => text }
}

function readFrom(written: string, scope: Scope, path: ItemPath, env: Compiling): Value | undefined {
  const place = findPlace(written, scope)
  if (place instanceof NoPlace) {
    env.tell(path, place.text)
    return undefined
  }
  const { type, get } = place
  if (type.kind === 'complex' || place.isList) {
    env.tell(
      path,
      place.isList
        ? `${place.path} is a list; take it with each, or one entry of it: [1]`
        : `${place.path} is a structure; name one of its fields`,
    )
    return undefined
  }
  env.use(place)
  const text = textReader(type, env.direction)
  const all = valuesOf(type)
  // What is empty counts as absent in a request, so that value never comes.
  const values = env.direction === 'request' ? all?.filter((each) => each.trim() !== '') : all
  const outcome: Outcome = {
    kind: kindOf(type),
    values,
    longest: longestOf(type),
    mayBeAbsent: place.mayBeAbsent || values?.length !== all?.length,
    isFixed: false,
  }
  return { outcome, place: place.path, get: (values) => text(get(values)) }
}

/** Empty elements are how many programs say that there is nothing. */
function textReader(type: SimpleType, direction: Compiling['direction']): (value: unknown) => string | undefined {
  const write = type.builtIn === undefined ? (value: unknown) => formatScalar(type.scalar, value) : String
  if (direction === 'answer') return (value) => (value === undefined || value === null ? undefined : write(value))
  return (value) => {
    const text = value === undefined || value === null ? '' : write(value)
    return text.trim() === '' ? undefined : text
  }
}

function joined(
  rules: readonly ValueRule[],
  between: string,
  scope: Scope,
  path: ItemPath,
  target: Target,
  env: Compiling,
): Value | undefined {
  const parts = rules.map((rule, index) => compileValue(rule, scope, [...path, index], target, env))
  for (const [index, rule] of rules.entries()) {
    if (rule.required) env.tell([...path, index, 'required'], 'means nothing within join; say it of the whole')
  }
  const known = parts.filter((part) => part !== undefined)
  if (known.length < parts.length) return undefined
  const outcomes = known.map(({ outcome }) => outcome)
  const outcome: Outcome = {
    kind: 'text',
    values: undefined,
    longest: outcomes.reduce((sum, { longest }) => sum + longest, between.length * (known.length - 1)),
    mayBeAbsent:
      outcomes.every(({ mayBeAbsent, isFixed }) => mayBeAbsent || isFixed) && !outcomes.every(({ isFixed }) => isFixed),
    isFixed: outcomes.every(({ isFixed }) => isFixed),
  }
  const get = (values: Values): string | undefined => {
    const texts = known.map((part) => part.get(values))
    // Only what the message says makes it worth joining.
    const says = outcome.isFixed || known.some((part, index) => !part.outcome.isFixed && texts[index] !== undefined)
    return says ? texts.filter((text) => text !== undefined).join(between) : undefined
  }
  return { outcome, place: known.find(({ place }) => place !== undefined)?.place, get }
}

function counted(written: string, scope: Scope, path: ItemPath, env: Compiling): Value | undefined {
  const place = findPlace(written, scope)
  if (place instanceof NoPlace || !place.isList) {
    env.tell(path, place instanceof NoPlace ? place.text : `${place.path} is no list`)
    return undefined
  }
  env.use(place)
  const outcome: Outcome = { kind: 'whole', values: undefined, longest: 11, mayBeAbsent: false, isFixed: false }
  return {
    outcome,
    place: place.path,
    get: (values) => String(((place.get(values) as unknown[] | undefined) ?? []).length),
  }
}
