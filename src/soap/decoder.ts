import { missing, misfit, refused, tooMany } from './misfit.ts'
import { type ComplexType, type Field, isList, type Message, type SimpleType, textKey } from './model.ts'
import { Violation } from './problems.ts'
import type { XmlReader } from './reader.ts'
import { compileSimple } from './simple-codec.ts'
import { Trail } from './trail.ts'
import { checkAttributes, isNil, type TypeNames, typeNamesOf } from './xsi.ts'

/** A decoded structure: exactly the fields of its type, under the names of the schema and no others. */
export type Structure = Record<string, unknown>

/** Reads the element that the reader has just opened; throws a `Fault` with path, value and rule. */
export type Decoder = (reader: XmlReader) => Structure

/** A field made ready to be read. */
export interface Slot {
  readonly name: string
  readonly namespace: string
  readonly isList: boolean
  readonly min: number
  readonly max: number
  readonly typeNames: TypeNames
  /** Reads the element that was just opened, up to its end. */
  readonly read: (reader: XmlReader, trail: Trail) => unknown
}

/** The fields of a type: one after the other, or in any order. */
export interface Shape {
  readonly isUnordered: boolean
  readonly slots: readonly Slot[]
}

/** Compiles the type of a message into a decoder. A type that several fields share is compiled once. */
export function compileDecoder(message: Message, namespace: string): Decoder {
  const typeNames = typeNamesOf(message.type, namespace)
  const read = compileComplex(message.type, namespace, new Map())
  return (reader) => {
    const trail = new Trail()
    trail.at(message.name, 0)
    try {
      if (reader.attributes.length > 0) checkAttributes(reader, typeNames)
      return read(reader, trail) as Structure
    } catch (error) {
      throw error instanceof Violation ? refused(error, trail) : error
    }
  }
}

type Known = Map<ComplexType, Shape>

function compileComplex(type: ComplexType, namespace: string, known: Known): Slot['read'] {
  if (type.attributes === undefined && type.text === undefined) {
    return readerOfShape(compileShape(type, namespace, known))
  }
  const readFields = readerOfShape(compileShape(type, namespace, known))
  const attributes = (type.attributes ?? []).map(compileAttribute)
  const text = type.text && compileSimple(type.text)
  return (reader, trail) => {
    const value = readAttributes(reader, attributes)
    if (text === undefined) return Object.assign(value, readFields(reader, trail))
    value[textKey] = text.read(reader.content(text.textLength))
    return value
  }
}

function compileShape(type: ComplexType, namespace: string, known: Known): Shape {
  const shape = known.get(type) ?? {
    isUnordered: type.isUnordered ?? false,
    slots: type.fields.map((field) => compileSlot(field, namespace, known)),
  }
  known.set(type, shape)
  return shape
}

function compileSlot(field: Field, namespace: string, known: Known): Slot {
  const { name, type, minOccurs: min, maxOccurs: max, isNillable } = field
  const read = type.kind === 'simple' ? readerOfValue(type) : compileComplex(type, namespace, known)
  const typeNames = typeNamesOf(type, namespace)
  return {
    name,
    namespace: field.namespace ?? namespace,
    isList: isList(field),
    min,
    max,
    typeNames: isNillable ? { ...typeNames, isNillable } : typeNames,
    read: isNillable ? readerOfNillable(read) : read,
  }
}

function readerOfValue(type: SimpleType): Slot['read'] {
  const { read, textLength } = compileSimple(type)
  return (reader) => read(reader.content(textLength))
}

function readerOfShape(shape: Shape): Slot['read'] {
  return shape.isUnordered
    ? (reader, trail) => readUnordered(reader, shape, trail)
    : (reader, trail) => readShape(reader, shape, trail)
}

/** An element that is nil has to be empty, and its value is null. */
function readerOfNillable(read: Slot['read']): Slot['read'] {
  return (reader, trail) => {
    if (reader.attributes.length === 0 || !isNil(reader)) return read(reader, trail)
    if (reader.content() !== '') throw new Violation('is nil and must be empty')
    return null
  }
}

interface AttributeSlot {
  readonly name: string
  readonly isRequired: boolean
  readonly read: (text: string) => unknown
}

function compileAttribute({ name, type, minOccurs }: Field): AttributeSlot {
  if (type.kind !== 'simple') throw new Error(`the attribute ${name} must have a simple type`)
  return { name, isRequired: minOccurs > 0, read: compileSimple(type).read }
}

/** Declared attributes of the open element; those that are not declared were refused with its tag. */
function readAttributes(reader: XmlReader, slots: readonly AttributeSlot[]): Structure {
  const value: Structure = {}
  for (const { name, isRequired, read } of slots) {
    const found = reader.attributes.find((each) => each.namespace === '' && each.name === name)
    if (found !== undefined) value[`@${name}`] = read(found.value)
    else if (isRequired) throw new Violation(`the attribute ${name} is missing`)
  }
  return value
}

/** Each field at most once, in any order (XML Schema 1.0, `all`). */
function readUnordered(reader: XmlReader, shape: Shape, trail: Trail): Structure {
  const { slots } = shape
  const value: Structure = {}
  trail.enter()
  while (reader.open()) {
    const { name, namespace } = reader
    const slot = slots.find((each) => each.name === name && each.namespace === namespace)
    if (slot === undefined) throw misfit(reader, shape, { from: 0, had: 0, index: 0, count: 0 }, trail)
    trail.at(name, 0)
    if (Object.hasOwn(value, name)) throw tooMany(slot, trail)
    if (reader.attributes.length > 0) checkAttributes(reader, slot.typeNames)
    value[name] = slot.read(reader, trail)
    trail.at('', 0)
  }
  for (const slot of slots) if (slot.min > 0 && !Object.hasOwn(value, slot.name)) throw missing(slot, 0, trail)
  trail.leave()
  return value
}

/** One pass over the children: each is the field at hand, one more of the list at hand, or a later field. */
function readShape(reader: XmlReader, shape: Shape, trail: Trail): Structure {
  const { slots } = shape
  const value: Structure = {}
  let index = 0
  let count = 0
  let list: unknown[] = []
  trail.enter()
  while (reader.open()) {
    const { name, namespace } = reader
    const from = index
    const had = count
    let slot = slots[index]
    while (slot?.name !== name || slot.namespace !== namespace) {
      if (slot === undefined || count < slot.min) throw misfit(reader, shape, { from, had, index, count }, trail)
      if (slot.isList && count === 0) value[slot.name] = []
      slot = slots[++index]
      count = 0
    }
    count++
    trail.at(slot.name, slot.isList ? count : 0)
    if (count > slot.max) throw tooMany(slot, trail)
    if (reader.attributes.length > 0) checkAttributes(reader, slot.typeNames)
    const item = slot.read(reader, trail)
    if (!slot.isList) value[slot.name] = item
    else if (count > 1) list.push(item)
    else value[slot.name] = list = [item]
    trail.at('', 0)
  }
  for (; index < slots.length; index++, count = 0) {
    const slot = slots[index]!
    if (count < slot.min) throw missing(slot, count, trail)
    if (slot.isList && count === 0) value[slot.name] = []
  }
  trail.leave()
  return value
}
