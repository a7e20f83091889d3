import { escapeText } from './escape.ts'
import { type ComplexType, type Field, isList, type Message, type SimpleType } from './model.ts'
import { Violation } from './problems.ts'
import { compileSimple } from './simple-codec.ts'
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
}

export function compileEncoder(message: Message, namespace: string): Encoder {
  const write = compileType(message.type, new Map())
  const open = `<${message.name} xmlns="${namespace}">`
  const close = `</${message.name}>`
  return (value) => {
    const trail = new Trail()
    trail.at(message.name, 0)
    try {
      return open + write(value, trail) + close
    } catch (error) {
      throw error instanceof Violation ? new EncodeError(`${trail.path()}: ${error.message}`) : error
    }
  }
}

function compileType(type: ComplexType, known: Map<ComplexType, Write>): Write {
  let write = known.get(type)
  if (!write) {
    const slots = type.fields.map((field) => compileSlot(field, known))
    write = (value, trail) => writeFields(value, slots, trail)
    known.set(type, write)
  }
  return write
}

function compileSlot(field: Field, known: Map<ComplexType, Write>): Slot {
  const { name, type, minOccurs: min, maxOccurs: max } = field
  const write = type.kind === 'simple' ? compileValue(type) : compileType(type, known)
  return { name, min, max, isList: isList(field), open: `<${name}>`, close: `</${name}>`, write }
}

function compileValue(type: SimpleType): Write {
  const { write } = compileSimple(type)
  // Only strings can hold what needs a reference.
  return type.scalar === 'string' ? (value) => escapeText(write(value)) : write
}

function writeFields(value: unknown, slots: readonly Slot[], trail: Trail): string {
  if (typeof value !== 'object' || value === null) throw new Violation('is not an object')
  const fields = value as Readonly<Record<string, unknown>>
  let xml = ''
  let written = 0
  trail.enter()
  for (const slot of slots) {
    const field = fields[slot.name]
    trail.at(slot.name, 0)
    if (field !== undefined) written++
    if (slot.isList) xml += writeList(field ?? [], slot, trail)
    else if (field !== undefined) xml += slot.open + slot.write(field, trail) + slot.close
    else if (slot.min > 0) throw new Violation('is missing')
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
    xml += slot.open + slot.write(items[i], trail) + slot.close
  }
  return xml
}

/** A name that the type does not know is a mistake of ours; a field without value may be spelled out as undefined. */
function checkNames(fields: Readonly<Record<string, unknown>>, slots: readonly Slot[], trail: Trail): void {
  for (const name of Object.keys(fields)) {
    if (slots.some((slot) => slot.name === name) || fields[name] === undefined) continue
    trail.at(name, 0)
    throw new Violation('is not a field of the contract')
  }
}
