import type { ComplexType, Field, Message, OperationModel, ServiceModel, SimpleType } from '../soap/model.ts'
import { type Element, isNil } from './message.ts'
import type { CompareOptions } from './options.ts'
import { type FieldFinder, fieldFinder, type Names } from './patterns.ts'
import type { Pairs } from './pairs.ts'
import { isSameValue } from './same-value.ts'

/**
 * value: both have the field, with other values. onlyHere, onlyThere: one side has it. id: an id of theirs that stood for
 * another thing before, or the other way round. outcome: one side answered, the other refused.
 */
export type DifferenceKind = 'value' | 'onlyHere' | 'onlyThere' | 'id' | 'outcome'

export interface Difference {
  readonly kind: DifferenceKind
  /** Local names from the element in the body, with places in lists: `Answer/lines/line[2]/amount`. */
  readonly path: string
  /** Absent for ids, which may be secrets, and where a side has none. */
  readonly here?: string
  readonly there?: string
}

type Type = SimpleType | ComplexType | undefined

/** One comparison on its way. */
interface Comparison {
  readonly ignored: FieldFinder
  readonly ids: FieldFinder
  readonly unordered: FieldFinder
  readonly emptyIsAbsent: boolean
  readonly pairs: Pairs
  readonly found: Difference[]
}

/** How two answers to the same call are compared, made once for all calls. */
export type Compare = (operation: OperationModel, ours: Element, theirs: Element) => Difference[]

/**
 * Field by field, by local names: what namespace the other side writes is no difference, as its clients live with it. The
 * words of a fault are for people and not compared; its code and details are.
 */
export function comparer(model: ServiceModel, options: CompareOptions, pairs: Pairs): Compare {
  const finders = {
    ignored: fieldFinder(options.ignore),
    ids: fieldFinder(options.ids),
    unordered: fieldFinder(options.unordered),
    emptyIsAbsent: options.emptyIsAbsent ?? false,
    pairs,
  }
  return (operation, ours, theirs) => {
    const comparison: Comparison = { ...finders, found: [] }
    if (isFault(ours) !== isFault(theirs)) {
      return [{ kind: 'outcome', path: '', here: outcomeOf(ours), there: outcomeOf(theirs) }]
    }
    if (isFault(ours)) compareFaults(comparison, model.fault, ours, theirs)
    else compareElements(comparison, operation.output.type, ours, theirs, { names: [ours.name], path: ours.name })
    return comparison.found
  }
}

export function isFault({ name, namespace }: Element): boolean {
  return name === 'Fault' && /soap/i.test(namespace)
}

/** `answer`, or `fault` with its code and words. */
export function outcomeOf(body: Element): string {
  if (!isFault(body)) return 'answer'
  const text = textAt(body, 'faultstring') ?? textAt(body, 'Reason', 'Text') ?? ''
  return `fault ${faultCode(body)} ${text}`.trim()
}

function compareFaults(comparison: Comparison, declared: Message, ours: Element, theirs: Element): void {
  const [here, there] = [faultCode(ours), faultCode(theirs)]
  if (here !== there) comparison.found.push({ kind: 'value', path: 'Fault/faultcode', here, there })
  const type: ComplexType = {
    kind: 'complex',
    name: 'detail',
    isNamed: false,
    fields: [{ ...declared, minOccurs: 0, maxOccurs: 1, documentation: '' }],
    documentation: '',
  }
  compareChildren(comparison, type, detailOf(ours), detailOf(theirs), {
    names: ['Fault', 'detail'],
    path: 'Fault/detail',
  })
}

/** The four codes of both versions of SOAP in one spelling; prefixes are left away. */
function faultCode(fault: Element): string {
  const written = textAt(fault, 'faultcode') ?? textAt(fault, 'Code', 'Value') ?? ''
  const code = written.slice(written.indexOf(':') + 1)
  return { Sender: 'Client', Receiver: 'Server' }[code] ?? code
}

function detailOf(fault: Element): readonly Element[] {
  return fault.children.find(({ name }) => name.toLowerCase() === 'detail')?.children ?? []
}

function textAt(element: Element, ...names: Names): string | undefined {
  let at: Element | undefined = element
  for (const name of names) at = at?.children.find((child) => child.name === name)
  return at?.text.trim()
}

interface Place {
  readonly names: Names
  readonly path: string
}

function compareElements(comparison: Comparison, type: Type, ours: Element, theirs: Element, place: Place): void {
  if (comparison.ignored(place.names) !== undefined) return
  compareAttributes(comparison, type, ours, theirs, place)
  const isLeaf = ours.children.length === 0 && theirs.children.length === 0
  if (isLeaf) compareValues(comparison, leafOf(type), ours, theirs, place)
  else compareChildren(comparison, type, ours.children, theirs.children, place)
}

/** As fields with an @ before their names; those with a namespace say something of the document and not of the answer. */
function compareAttributes(comparison: Comparison, type: Type, ours: Element, theirs: Element, place: Place): void {
  const [here, there] = [ours, theirs].map(({ attributes }) =>
    attributes
      .filter(({ namespace }) => namespace === '')
      .map(({ name, value }) => ({ namespace: '', name: `@${name}`, attributes: [], children: [], text: value })),
  )
  if (!here?.length && !there?.length) return
  const declared = type?.kind === 'complex' ? (type.attributes ?? []) : []
  const fields = declared.map((field) => ({ ...field, name: `@${field.name.replace(/^@/, '')}` }))
  const holder: ComplexType = { kind: 'complex', name: '', isNamed: false, fields, documentation: '' }
  compareChildren(comparison, holder, here ?? [], there ?? [], place)
}

function compareValues(
  comparison: Comparison,
  type: SimpleType | undefined,
  ours: Element,
  theirs: Element,
  place: Place,
) {
  const { found, ids, pairs } = comparison
  const { path } = place
  const kind = ids(place.names)
  const [here, there] = [valueOf(ours), valueOf(theirs)]
  if (kind !== undefined && here !== '' && there !== '') {
    if (!pairs.agree(kind, here, there)) found.push({ kind: 'id', path })
  } else if (!isSameValue(type, here, there)) {
    found.push(kind === undefined ? { kind: 'value', path, here, there } : { kind: 'id', path })
  }
}

function valueOf(element: Element): string {
  return isNil(element) ? '' : element.text
}

/** The same names on both sides, each with each: a list is one name several times. */
function compareChildren(
  comparison: Comparison,
  type: Type,
  ours: readonly Element[],
  theirs: readonly Element[],
  { names, path }: Place,
): void {
  const fields = type?.kind === 'complex' ? type.fields : []
  const [here, there] = [byName(ours), byName(theirs)]
  for (const name of new Set([...here.keys(), ...there.keys()])) {
    const field = fields.find((known) => known.name === name)
    const lists = { ours: here.get(name) ?? [], theirs: there.get(name) ?? [] }
    compareLists(comparison, field, lists, { names: [...names, name], path: `${path}/${name}` })
  }
}

function compareLists(
  comparison: Comparison,
  field: Field | undefined,
  lists: { readonly ours: readonly Element[]; readonly theirs: readonly Element[] },
  { names, path }: Place,
): void {
  if (comparison.ignored(names) !== undefined) return
  const isList = lists.ours.length > 1 || lists.theirs.length > 1 || (field?.maxOccurs ?? 1) > 1
  const isUnordered = isList && comparison.unordered(names) !== undefined
  const theirs = isUnordered ? inOrderOf(comparison, field, lists.ours, lists.theirs, names) : lists.theirs
  for (let index = 0; index < Math.max(lists.ours.length, theirs.length); index++) {
    const place = { names, path: isList ? `${path}[${index + 1}]` : path }
    const [here, there] = [lists.ours[index], theirs[index]]
    if (here !== undefined && there !== undefined) compareElements(comparison, field?.type, here, there, place)
    else tellAlone(comparison, here, there, place)
  }
}

function tellAlone(
  { found, ids, emptyIsAbsent }: Comparison,
  here: Element | undefined,
  there: Element | undefined,
  place: Place,
) {
  const alone = here ?? there
  if (alone === undefined || (emptyIsAbsent && isEmpty(alone))) return
  const { names, path } = place
  const isSecret = alone.children.length > 0 || ids(names) !== undefined
  const value = isSecret ? {} : here === undefined ? { there: alone.text } : { here: alone.text }
  found.push({ kind: here === undefined ? 'onlyThere' : 'onlyHere', path, ...value })
}

function isEmpty(element: Element): boolean {
  return element.text === '' && element.children.every(isEmpty)
}

/** Their elements, those first that equal ours put at the places of these; the rest fills up what is left, in its order. */
function inOrderOf(
  comparison: Comparison,
  field: Field | undefined,
  ours: readonly Element[],
  theirs: readonly Element[],
  names: Names,
): (Element | undefined)[] {
  const left = theirs.map((element) => ({ element, key: keyOf(comparison, field?.type, element, names) }))
  const placed = ours.map((element) => {
    const key = keyOf(comparison, field?.type, element, names)
    const index = left.findIndex((other) => other.key === key)
    return index < 0 ? undefined : left.splice(index, 1)[0]?.element
  })
  const filled = placed.map((element) => element ?? left.shift()?.element)
  return [...filled, ...left.map(({ element }) => element)]
}

/** What of an element counts when equals are looked for: neither ids nor what is ignored. */
function keyOf(comparison: Comparison, type: Type, element: Element, names: Names): string {
  if (comparison.ignored(names) !== undefined || comparison.ids(names) !== undefined) return ''
  if (element.children.length === 0) return JSON.stringify([element.name, valueOf(element)])
  const keys = element.children.map((child) => keyOf(comparison, type, child, [...names, child.name]))
  return JSON.stringify([element.name, ...keys])
}

function byName(elements: readonly Element[]): Map<string, Element[]> {
  const groups = new Map<string, Element[]>()
  for (const element of elements) {
    const group = groups.get(element.name)
    if (group === undefined) groups.set(element.name, [element])
    else group.push(element)
  }
  return groups
}

/** The type of a text, also of one that carries attributes. */
function leafOf(type: Type): SimpleType | undefined {
  return type?.kind === 'complex' ? type.text : type
}
