import type { ItemPath } from '../domain/item-problem.ts'
import { absent, list, mapping, oneOf, text, truth, whole, type Reader } from '../yaml-file/shape.ts'
import { isDateForm } from './dates.ts'

/** Where a value comes from, and what is done to it on its way. Exactly one of the first five is there. */
export interface ValueRule {
  readonly from?: string | undefined
  readonly join?: readonly ValueRule[] | undefined
  readonly constant?: string | undefined
  /** Place in the list times this number: 10 gives 10, 20, 30. */
  readonly position?: number | undefined
  /** How many entries a list has. */
  readonly count?: string | undefined
  /** Between the parts of `join`. */
  readonly with?: string | undefined
  readonly split?: string | undefined
  /** Which piece of `split`, from 1 on. */
  readonly take?: number | undefined
  readonly table?: ReadonlyMap<string, string> | undefined
  /** What becomes of a value that the table does not have. */
  readonly otherwise?: string | undefined
  readonly date?: string | undefined
  /** Which moment of a day is meant by a date without a time. */
  readonly day?: 'start' | 'end' | undefined
  readonly cut?: number | undefined
  readonly hash?: boolean | undefined
  readonly default?: string | undefined
  /** A call without it is refused. */
  readonly required?: boolean | undefined
}

/** Entries of a list: one for each of another list, or a single one. */
export interface EntryRule {
  readonly each?: string | undefined
  readonly fields?: FieldRules | undefined
  /** For a list of plain values. */
  readonly value?: ValueRule | undefined
  /** No more than so many entries; the rest is left out. */
  readonly most?: number | undefined
}

/** What a field is given: a value, or entries of a list. */
export type Rule =
  | { readonly kind: 'value'; readonly value: ValueRule }
  | { readonly kind: 'entries'; readonly entries: readonly EntryRule[] }

/** A rule and its place in the file. */
export interface PlacedRule {
  readonly rule: Rule
  readonly path: ItemPath
}

/** By the path of the field that is given something. */
export type FieldRules = ReadonlyMap<string, PlacedRule>

const short = text(1_000, 0)
const count = whole(1, 1_000_000)

const dateForm: Reader<string> = (value, path, tell) => {
  const form = text(40)(value, path, tell)
  if (form === undefined || isDateForm(form)) return form
  tell(
    path,
    'has to be xsd:date, xsd:dateTime, epoch, epochMs, or made of yyyy, MM, dd, HH, mm, ss and signs, such as dd.MM.yyyy',
  )
  return undefined
}

const table: Reader<ReadonlyMap<string, string>> = (value, path, tell) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    tell(path, 'has to be a mapping from each value that comes in to the one that goes out')
    return undefined
  }
  const entries = Object.entries(value).map(([key, to]) => [key, short(to, [...path, key], tell)] as const)
  const read = entries.filter((entry): entry is [string, string] => entry[1] !== undefined)
  return read.length === entries.length ? new Map(read) : undefined
}

/** Path alone, or a mapping; joined values are rules of their own. */
const valueRule: Reader<ValueRule> = (value, path, tell) => {
  if (typeof value === 'string') return { from: value }
  const rule = valueMapping(value, path, tell)
  if (rule === undefined) return undefined
  const sources = (['from', 'join', 'constant', 'position', 'count'] as const).filter(
    (name) => rule[name] !== undefined,
  )
  if (sources.length !== 1) {
    tell(
      path,
      `needs one of from, join, constant, position, count${sources.length > 1 ? `, not ${sources.join(' and ')}` : ''}`,
    )
  }
  const pairs = [
    ['with', 'join'],
    ['take', 'split'],
    ['split', 'take'],
    ['otherwise', 'table'],
    ['day', 'date'],
  ] as const
  for (const [name, other] of pairs) {
    if (rule[name] !== undefined && rule[other] === undefined) tell([...path, name], `means nothing without ${other}`)
  }
  if (rule.required && rule.default !== undefined) tell([...path, 'required'], 'means nothing beside default')
  return rule
}

const valueMapping = mapping<ValueRule>({
  from: absent(text(500)),
  join: absent(list((...given) => valueRule(...given), 50)),
  constant: absent(short),
  position: absent(count),
  count: absent(text(500)),
  with: absent(short),
  split: absent(text(20)),
  take: absent(count),
  table: absent(table),
  otherwise: absent(short),
  date: absent(dateForm),
  day: absent(oneOf('start', 'end')),
  cut: absent(count),
  hash: absent(truth),
  default: absent(short),
  required: absent(truth),
})

const entryRule = mapping<EntryRule>({
  each: absent(text(500)),
  fields: absent((...given) => fieldRules(...given)),
  value: absent(valueRule),
  most: absent(count),
})

const placedRule: Reader<PlacedRule> = (value, path, tell) => {
  if (Array.isArray(value)) {
    const entries = list(entryRule, 200)(value, path, tell)
    return entries && { rule: { kind: 'entries', entries }, path }
  }
  if (typeof value === 'object' && value !== null && ('each' in value || 'fields' in value)) {
    const entry = entryRule(value, path, tell)
    return entry && { rule: { kind: 'entries', entries: [entry] }, path }
  }
  const read = valueRule(value, path, tell)
  return read && { rule: { kind: 'value', value: read }, path }
}

/** What each field is given. */
export const fieldRules: Reader<FieldRules> = (value, path, tell) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    tell(path, 'has to be a mapping from each field to where its value comes from')
    return undefined
  }
  const entries = Object.entries(value).map(([key, rule]) => [key, placedRule(rule, [...path, key], tell)] as const)
  const read = entries.filter((entry): entry is [string, PlacedRule] => entry[1] !== undefined)
  return new Map(read)
}
