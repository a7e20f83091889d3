import { escapeAttribute, escapeText } from './escape.ts'
import { canBeNil, type ComplexType, type Field, isList, type Message, type SimpleType, textKey } from './model.ts'
import { Violation } from './problems.ts'
import { compileSimple } from './simple-codec.ts'
import { type Tags, tagsOf } from './tags.ts'
import { Trail } from './trail.ts'

/** Writes a value as the element of its message; throws an `EncodeError` when our own answer breaks the contract. */
export type Encoder = (value: unknown) => string

/** An answer of ours that does not follow the WSDL: an error of the server. The text never holds the value. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError'
}

type Write = (value: unknown, trail: Trail) => string

/** A field made ready to be written; an element that is a list writes its tags once for each item. */
interface Slot {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly isList: boolean
  readonly open: string
  readonly close: string
  readonly write: Write
  /** Foreign: what stands in the tag behind the name. */
  readonly writeAttributes: Write | undefined
  /** Foreign: the whole element where it has no value but must be there. */
  readonly nil: string | undefined
}

/** What is known while a message is compiled. */
interface Compiling {
  readonly tags: Tags
  readonly types: Map<ComplexType, Write>
}

export function compileEncoder(message: Message, namespace: string): Encoder {
  const tags = tagsOf(message, namespace)
  const write = compileType(message.type, { tags, types: new Map() })
  const writeAttributes = compileAttributes(message.type)
  const open = `<${tags.root}${tags.declarations}`
  const close = `</${tags.root}>`
  return (value) => {
    const trail = new Trail()
    trail.at(message.name, 0)
    try {
      return `${open}${writeAttributes?.(value, trail) ?? ''}>${write(value, trail)}${close}`
    } catch (error) {
      throw error instanceof Violation ? new EncodeError(`${trail.path()}: ${error.message}`) : error
    }
  }
}

function compileType(type: ComplexType, compiling: Compiling): Write {
  let write = compiling.types.get(type)
  if (!write) {
    write = type.text ? compileText(type.text) : compileFields(type, compiling)
    compiling.types.set(type, write)
  }
  return write
}

function compileFields({ fields, attributes }: ComplexType, compiling: Compiling): Write {
  const slots = fields.map((field) => compileSlot(field, compiling))
  if (attributes === undefined) return (value, trail) => writeFields(value, slots, trail)
  return (value, trail) => writeFields(withoutAttributes(value), slots, trail)
}

/** The text of an element that has attributes too. */
function compileText(type: SimpleType): Write {
  const write = compileValue(type)
  return (value, trail) => write(structure(value)[textKey], trail)
}

function compileSlot(field: Field, compiling: Compiling): Slot {
  const { name, type, minOccurs: min, maxOccurs: max } = field
  const { tags } = compiling
  const tag = tags.nameOf(field)
  return {
    name,
    min,
    max,
    isList: isList(field),
    open: `<${tag}>`,
    close: `</${tag}>`,
    write: type.kind === 'simple' ? compileValue(type) : compileType(type, compiling),
    writeAttributes: type.kind === 'complex' ? compileAttributes(type) : undefined,
    nil: canBeNil(field) ? `<${tag} ${tags.nil}="true"/>` : undefined,
  }
}

function compileValue(type: SimpleType): Write {
  const { write } = compileSimple(type)
  // Only strings can hold what needs a reference.
  return type.scalar === 'string' ? (value) => escapeText(write(value)) : write
}

function compileAttributes({ attributes }: ComplexType): Write | undefined {
  if (attributes === undefined) return undefined
  const slots = attributes.map(({ name, type, minOccurs }) => {
    if (type.kind !== 'simple') throw new Error(`the attribute ${name} must have a simple type`)
    return { name, isRequired: minOccurs > 0, write: compileSimple(type).write }
  })
  return (value) => {
    const given = structure(value)
    let xml = ''
    for (const { name, isRequired, write } of slots) {
      const attribute = given[`@${name}`]
      if (attribute !== undefined) xml += ` ${name}="${escapeAttribute(write(attribute))}"`
      else if (isRequired) throw new Violation(`the attribute ${name} is missing`)
    }
    return xml
  }
}

function withoutAttributes(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(structure(value)).filter(([name]) => !name.startsWith('@')))
}

function structure(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Violation('is not an object')
  return value as Readonly<Record<string, unknown>>
}

function writeFields(value: unknown, slots: readonly Slot[], trail: Trail): string {
  const fields = structure(value)
  let xml = ''
  let written = 0
  trail.enter()
  for (const slot of slots) {
    const field = fields[slot.name]
    trail.at(slot.name, 0)
    if (field !== undefined) written++
    if (slot.isList) xml += writeList(field ?? [], slot, trail)
    else if (field !== undefined) xml += element(field, slot, trail)
    else if (slot.min > 0) xml += nil(slot)
  }
  if (written !== Object.keys(fields).length) checkNames(fields, slots, trail)
  trail.leave()
  return xml
}

function writeList(items: unknown, slot: Slot, trail: Trail): string {
  if (!Array.isArray(items)) throw new Violation('is not an array')
  const { length } = items
  if (length < slot.min || length > slot.max) throw new Violation(`has ${length} items, not ${slot.min} to ${slot.max}`)
  let xml = ''
  for (let i = 0; i < length; i++) {
    trail.at(slot.name, i + 1)
    xml += element(items[i], slot, trail)
  }
  return xml
}

function element(value: unknown, slot: Slot, trail: Trail): string {
  if (value === null && slot.nil !== undefined) return slot.nil
  if (slot.writeAttributes === undefined) return slot.open + slot.write(value, trail) + slot.close
  return slot.open.slice(0, -1) + slot.writeAttributes(value, trail) + '>' + slot.write(value, trail) + slot.close
}

function nil(slot: Slot): string {
  if (slot.nil === undefined) throw new Violation('is missing')
  return slot.nil
}

/** A name that the type does not know is a mistake of ours; a field without value may be spelled out as undefined. */
function checkNames(fields: Readonly<Record<string, unknown>>, slots: readonly Slot[], trail: Trail): void {
  for (const name of Object.keys(fields)) {
    if (slots.some((slot) => slot.name === name) || fields[name] === undefined) continue
    trail.at(name, 0)
    throw new Violation('is not a field of the contract')
  }
}
