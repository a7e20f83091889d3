import type { ItemPath } from '../domain/item-problem.ts'
import { canBeNil, type ComplexType, type Field, isList, textKey } from '../soap/model.ts'
import type { Builder, Built, Shaping, Target } from './builder.ts'
import { compileEntries } from './entries.ts'
import { compileLeaf } from './leaf.ts'
import { meant } from './mistakes.ts'
import { namesIn, type Scope, simpleTypeOf, type Values } from './places.ts'
import { refused } from './refuse.ts'
import type { FieldRules, PlacedRule } from './rule.ts'
import type { Compiling } from './value.ts'

interface Branch {
  placed?: PlacedRule
  readonly below: Map<string, Branch>
}

/** The rules by the steps of their paths. */
function treeOf(rules: FieldRules): Map<string, Branch> {
  const top = new Map<string, Branch>()
  for (const [path, placed] of rules) {
    let level = top
    const steps = path.split('/')
    for (const [index, step] of steps.entries()) {
      const branch: Branch = level.get(step) ?? { below: new Map() }
      level.set(step, branch)
      if (index === steps.length - 1) branch.placed = placed
      level = branch.below
    }
  }
  return top
}

/** Compiles what fills a structure; tells all that is unknown, missing or does not fit. */
export function compileStructure(
  type: ComplexType,
  rules: FieldRules,
  scope: Scope,
  target: Target,
  shaping: Shaping,
): Builder {
  return fill(type, treeOf(rules), scope, target, shaping)
}

interface Slot {
  readonly key: string
  readonly isRequired: boolean
  readonly isNillable: boolean
  readonly isList: boolean
  readonly builder: Builder
  readonly place: string
}

function fill(
  type: ComplexType,
  tree: ReadonlyMap<string, Branch>,
  scope: Scope,
  target: Target,
  shaping: Shaping,
): Builder {
  const { env } = shaping
  const known = namesIn(type)
  for (const [name, branch] of tree) {
    if (known.includes(name) || (name === textKey && type.text !== undefined)) continue
    env.tell(
      firstPath(branch),
      `${target.name === '' ? 'the message' : target.name} has no ${name}${meant(name, known)}`,
    )
  }
  const attributes = (type.attributes ?? []).map((field) => ({ ...field, name: `@${field.name}` }))
  const text: Field[] = type.text
    ? [{ name: textKey, type: type.text, minOccurs: 1, maxOccurs: 1, documentation: '' }]
    : []
  const slots = [...attributes, ...text, ...type.fields].flatMap(
    (field) => slotOf(field, tree.get(field.name), scope, target, shaping) ?? [],
  )
  // A list that nothing is said of is empty, as the reader of a message has it.
  const empty = type.fields.filter((field) => isList(field) && !slots.some(({ key }) => key === field.name))
  const isFixed = slots.every(({ builder }) => builder.isFixed)
  return { isFixed, build: (values) => assemble(slots, empty, { isFixed, target, env }, values) }
}

/** Where in the file the first rule of a branch stands. */
function firstPath({ placed, below }: Branch): ItemPath {
  const [first] = below.values()
  return placed?.path ?? (first === undefined ? [] : firstPath(first))
}

function assemble(
  slots: readonly Slot[],
  empty: readonly Field[],
  { isFixed, target, env }: { isFixed: boolean; target: Target; env: Compiling },
  values: Values,
): Built {
  const structure: Record<string, unknown> = {}
  let says = isFixed
  let lacking: Slot | undefined
  for (const slot of slots) {
    const built = slot.builder.build(values)
    if (built.says && !slot.builder.isFixed) says = true
    if (built.value !== undefined) structure[slot.key] = built.value
    else if (slot.isRequired && slot.isNillable) structure[slot.key] = null
    else if (slot.isRequired) lacking ??= slot
    else if (slot.isList) structure[slot.key] = []
  }
  for (const { name } of empty) structure[name] = []
  if (lacking !== undefined) {
    if (target.isWithinOptional && (!says || env.direction === 'answer')) return { value: undefined, says: false }
    if (env.direction === 'request') throw refused('is needed', lacking.place, values)
  }
  return target.isOptional && !says ? { value: undefined, says: false } : { value: structure, says }
}

function slotOf(
  field: Field,
  branch: Branch | undefined,
  scope: Scope,
  target: Target,
  shaping: Shaping,
): Slot | undefined {
  const name = `${target.name === '' ? '' : `${target.name}/`}${field.name}`
  const isNillable = canBeNil(field)
  const isRequired = field.minOccurs > 0
  const text = simpleTypeOf(field.type)
  const slot = (builder: Builder, place = name): Slot => {
    return { key: field.name, isRequired, isNillable, isList: isList(field), builder, place }
  }
  if (branch === undefined) {
    if (isRequired && isNillable) return slot({ isFixed: true, build: () => ({ value: undefined, says: false }) })
    if (!isRequired) return undefined
    if (isList(field) || text !== undefined) {
      shaping.env.tell(target.path, `${name} is required and is given nothing; add ${name}: with a path, or a constant`)
      return undefined
    }
  } else if (isList(field)) {
    for (const [step, below] of branch.placed === undefined ? [] : branch.below) {
      shaping.env.tell(firstPath(below), `${name} is a list, which the rule above fills as a whole; put ${step} there`)
    }
    const list = { scope, name, path: firstPath(branch) }
    const builder = compileEntries(field, branch.placed, list, shaping, compileStructure)
    return builder && slot(builder, builder.place)
  }
  if (field.type.kind === 'simple') return branch && leaf(field, branch, scope, { ...target, name }, shaping, slot)
  const isWithinOptional = target.isWithinOptional || !isRequired
  const below: Target = { path: target.path, name, isOptional: !isRequired, isWithinOptional }
  return slot(fill(field.type, rulesBelow(field.type, name, branch, shaping), scope, below, shaping))
}

/** A rule for an element with a text and attributes is one for its text. */
function rulesBelow(
  type: ComplexType,
  name: string,
  branch: Branch | undefined,
  { env }: Shaping,
): ReadonlyMap<string, Branch> {
  const { placed, below = new Map<string, Branch>() } = branch ?? {}
  if (placed === undefined) return below
  if (type.text !== undefined) return new Map([...below, [textKey, { placed, below: new Map() }]])
  const fields = namesIn(type).map((each) => `${name}/${each}`)
  env.tell(placed.path, `${name} is a structure; map its fields: ${fields.join(', ')}`)
  return below
}

function leaf(
  field: Field,
  branch: Branch,
  scope: Scope,
  target: Target,
  shaping: Shaping,
  slot: (builder: Builder, place?: string) => Slot,
): Slot | undefined {
  const { env } = shaping
  const { placed } = branch
  for (const [name, below] of branch.below)
    env.tell(firstPath(below), `${target.name} holds a value and has no ${name}`)
  if (placed === undefined) return undefined
  if (placed.rule.kind === 'entries') {
    env.tell(placed.path, `${target.name} is no list, so it has no entries`)
    return undefined
  }
  const rule = placed.rule.value
  if (field.type.kind === 'complex') return undefined
  const builder = compileLeaf(field.type, rule, scope, { path: placed.path, name: target.name }, shaping)
  if (builder === undefined) return undefined
  const isNeeded = field.minOccurs > 0 && !canBeNil(field) && !target.isWithinOptional
  if (isNeeded && builder.mayBeAbsent && !rule.required) {
    const help =
      env.direction === 'request' ? 'add required: true to refuse such a call, or a default' : 'add a default'
    env.tell(placed.path, `${target.name} is required, and ${builder.place ?? 'this'} may be absent; ${help}`)
  }
  return slot(builder, builder.place)
}
