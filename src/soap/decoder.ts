import { missing, misfit, refused, tooMany } from './misfit.ts'
import { type ComplexType, type Field, isList, type Message, type SimpleType } from './model.ts'
import { Violation } from './problems.ts'
import type { XmlReader } from './reader.ts'
import { compileSimple } from './simple-codec.ts'
import { Trail } from './trail.ts'
import { checkAttributes, type TypeNames, typeNamesOf } from './xsi.ts'

/** A decoded structure: exactly the fields of its type, under the names of the schema and no others. */
export type Structure = Record<string, unknown>

/** Reads the element that the reader has just opened; throws a `Fault` with path, value and rule. */
export type Decoder = (reader: XmlReader) => Structure

/** A field made ready to be read. */
export interface Slot {
  readonly name: string
  readonly isList: boolean
  readonly min: number
  readonly max: number
  readonly typeNames: TypeNames
  /** Reads the element that was just opened, up to its end. */
  readonly read: (reader: XmlReader, trail: Trail) => unknown
}

export interface Shape {
  readonly namespace: string
  readonly slots: readonly Slot[]
}

/** Compiles the type of a message into a decoder. A type that several fields share is compiled once. */
export function compileDecoder(message: Message, namespace: string): Decoder {
  const typeNames = typeNamesOf(message.type, namespace)
  const shape = compileShape(message.type, namespace, new Map())
  return (reader) => {
    const trail = new Trail()
    trail.at(message.name, 0)
    try {
      if (reader.attributes.length > 0) checkAttributes(reader, typeNames)
      return readShape(reader, shape, trail)
    } catch (error) {
      throw error instanceof Violation ? refused(error, trail) : error
    }
  }
}

function compileShape(type: ComplexType, namespace: string, known: Map<ComplexType, Shape>): Shape {
  const shape = known.get(type) ?? {
    namespace,
    slots: type.fields.map((field) => compileSlot(field, namespace, known)),
  }
  known.set(type, shape)
  return shape
}

function compileSlot(field: Field, namespace: string, known: Map<ComplexType, Shape>): Slot {
  const { name, type, minOccurs: min, maxOccurs: max } = field
  return {
    name,
    isList: isList(field),
    min,
    max,
    typeNames: typeNamesOf(type, namespace),
    read: type.kind === 'simple' ? readerOfValue(type) : readerOfShape(compileShape(type, namespace, known)),
  }
}

function readerOfValue(type: SimpleType): Slot['read'] {
  const { read, textLength } = compileSimple(type)
  return (reader) => read(reader.content(textLength))
}

function readerOfShape(shape: Shape): Slot['read'] {
  return (reader, trail) => readShape(reader, shape, trail)
}

/** One pass over the children: each is the field at hand, one more of the list at hand, or a later field. */
function readShape(reader: XmlReader, shape: Shape, trail: Trail): Structure {
  const { slots, namespace } = shape
  const value: Structure = {}
  let index = 0
  let count = 0
  let list: unknown[] = []
  trail.enter()
  while (reader.open()) {
    const name = reader.namespace === namespace ? reader.name : undefined
    const from = index
    const had = count
    let slot = slots[index]
    while (slot === undefined || slot.name !== name) {
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
