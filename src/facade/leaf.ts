import type { ItemPath } from '../domain/item-problem.ts'
import type { SimpleType } from '../soap/model.ts'
import { compileSimple } from '../soap/simple-codec.ts'
import type { Builder, Built, Shaping } from './builder.ts'
import { checkFit } from './fits.ts'
import type { Scope, Values } from './places.ts'
import { reading, refused } from './refuse.ts'
import type { ValueRule } from './rule.ts'
import { kindOf } from './type-facts.ts'
import { compileValue } from './value.ts'

/** A value made ready, and what is known of it. */
export interface Leaf extends Builder {
  readonly mayBeAbsent: boolean
  /** Where it comes from, for refusals. */
  readonly place?: string
}

/** A single value: its text, read as the type of its field. */
export function compileLeaf(
  type: SimpleType,
  rule: ValueRule,
  scope: Scope,
  { path, name }: { path: ItemPath; name: string },
  { env, pair }: Shaping,
): Leaf | undefined {
  const value = compileValue(rule, scope, path, { kind: kindOf(type) }, env)
  if (value === undefined) return undefined
  const { outcome, place } = value
  if (rule.required && env.direction === 'answer') {
    env.tell([...path, 'required'], 'means nothing here, where nobody could be refused; say default')
  }
  checkFit(outcome, type, name, path, env)
  if (place !== undefined) pair(name, place)
  const read = env.direction === 'request' ? reader(type) : undefined
  const build = (values: Values): Built => {
    return reading(
      () => {
        const text = value.get(values)
        if (text === undefined && rule.required) throw refused('is needed', place, values)
        if (text === undefined) return { value: undefined, says: false }
        return { value: read === undefined ? text : read(text), says: true }
      },
      place,
      values,
    )
  }
  return { isFixed: outcome.isFixed, mayBeAbsent: outcome.mayBeAbsent, build, ...(place !== undefined && { place }) }
}

/** Quantities often come with idle decimal places: 2.000 is 2. */
function reader(type: SimpleType): (text: string) => unknown {
  const { read } = compileSimple(type)
  return kindOf(type) === 'whole' ? (text) => read(text.trim().replace(/\.0+$/, '')) : read
}
