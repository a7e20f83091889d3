import { createHash } from 'node:crypto'
import type { ItemPath } from '../domain/item-problem.ts'
import { Violation } from '../soap/problems.ts'
import { isDayOnly, readDate, writeDate } from './dates.ts'
import type { Values } from './places.ts'
import type { Compiling, Outcome, Target, Value } from './value.ts'

/** What a value goes through on its way: each step knows what can come out of it. */
export function changed(value: Value, more: Partial<Outcome>, change: (text: string) => string | undefined): Value {
  const get = (values: Values): string | undefined => {
    const text = value.get(values)
    return text === undefined ? undefined : change(text)
  }
  return { ...value, outcome: { ...value.outcome, ...more }, get }
}

export function splitBy(value: Value, separator: string, take: number): Value {
  const more = { kind: 'text' as const, values: undefined, mayBeAbsent: value.outcome.mayBeAbsent || take > 1 }
  return changed(value, more, (text) => text.split(separator)[take - 1]?.trim() || undefined)
}

export function lookUp(
  value: Value,
  table: ReadonlyMap<string, string>,
  otherwise: string | undefined,
  path: ItemPath,
  env: Compiling,
): Value {
  const { values } = value.outcome
  const unlisted = (values ?? []).filter((each) => !table.has(each))
  if (otherwise === undefined && unlisted.length > 0) {
    env.tell(path, `has no entry for ${unlisted.join(', ')}, which can come; add it, or say otherwise`)
  }
  if (otherwise === undefined && values === undefined && env.direction === 'answer') {
    env.tell(path, 'needs an otherwise beside it, since values may be added')
  }
  const dead = values === undefined ? [] : [...table.keys()].filter((each) => !values.includes(each))
  if (dead.length > 0) env.tell(path, `has an entry for ${dead.join(', ')}, which never comes`)
  const out = [...new Set([...table.values(), ...(otherwise === undefined ? [] : [otherwise])])]
  const more = { kind: 'text' as const, values: out, longest: Math.max(...out.map((each) => each.length)) }
  return changed(value, more, (text) => {
    const found = table.get(text) ?? otherwise
    if (found === undefined) throw new Violation(`is none of ${[...table.keys()].join(', ')}`, text)
    return found
  })
}

export function dated(
  value: Value,
  form: string,
  day: 'start' | 'end' | undefined,
  path: ItemPath,
  target: Target,
  env: Compiling,
): Value {
  const { kind } = value.outcome
  const rule = { form, day, timeZone: env.timeZone }
  const isMoment = env.direction === 'request' ? target.kind === 'moment' : kind === 'moment'
  if (isDayOnly(form) && isMoment && day === undefined) {
    env.tell(path, 'is a day, and a moment is wanted; say with day: start or day: end which moment of it')
  }
  if (env.direction === 'request') {
    const wantsDay = target.kind === 'day' || (target.kind === 'text' && isDayOnly(form))
    const more = {
      kind: wantsDay ? ('day' as const) : ('moment' as const),
      values: undefined,
      longest: 24,
      mayBeAbsent: true,
    }
    return changed(value, more, (text) => readDate(text.trim(), rule, wantsDay))
  }
  if (kind !== 'moment' && kind !== 'day') env.tell(path, `needs a date, and ${value.place ?? 'this'} is none`)
  return changed(value, { ...writtenAs(form), values: undefined }, (text) => writeDate(text, rule))
}

/** What a date is on the other side. */
function writtenAs(form: string): Pick<Outcome, 'kind' | 'longest'> {
  if (form === 'xsd:date') return { kind: 'day', longest: 10 }
  if (form === 'xsd:dateTime') return { kind: 'moment', longest: 24 }
  if (form.startsWith('epoch')) return { kind: 'whole', longest: 15 }
  return { kind: /^[A-Za-z]+$/.test(form) && !form.includes('T') ? 'whole' : 'text', longest: form.length }
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Characters, not halves of them. */
export function cutTo(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('')
}

export function withDefault(value: Value, instead: string): Value {
  const { values, longest } = value.outcome
  const outcome = {
    ...value.outcome,
    mayBeAbsent: false,
    values: values && [...values, instead],
    longest: Math.max(longest, instead.length),
  }
  return { ...value, outcome, get: (given) => value.get(given) ?? instead }
}
