import { Fault } from '../faults.ts'
import type { Shape, Slot } from './decoder.ts'
import { isSecretName, shown, type Violation } from './problems.ts'
import type { XmlReader } from './reader.ts'
import type { Trail } from './trail.ts'

/** The fault for a broken rule, with the path; the value is shown unless its field may carry a secret. */
export function refused(violation: Violation, trail: Trail): Fault {
  const { value, message } = violation
  if (value === undefined) return invalid(message, trail)
  return invalid(`${isSecretName(trail.leaf) ? 'the value' : shown(value)} ${message}`, trail)
}

/** The slot at hand with its number of elements, before and after looking for the place of the element just opened. */
interface Places {
  readonly from: number
  readonly had: number
  readonly index: number
  readonly count: number
}

/** Why the element just opened cannot stand where it stands: a stranger, too late, or something before it is missing. */
export function misfit(reader: XmlReader, shape: Shape, places: Places, trail: Trail): Fault {
  const { slots } = shape
  const place = slots.findIndex((slot) => slot.name === reader.name)
  const namespace = slots[place]?.namespace ?? reader.namespace
  if (reader.namespace !== namespace) {
    trail.at(reader.name, 0)
    return invalid(`the element is not in ${namespace === '' ? 'no namespace' : `the namespace ${namespace}`}`, trail)
  }
  if (place < 0) {
    trail.at(reader.name, 0)
    return invalid(`the element is not expected${expected(slots, places.from, places.had)}`, trail)
  }
  if (place >= places.index && !shape.isUnordered) return missing(slots[places.index]!, places.count, trail)
  trail.at(reader.name, 0)
  return invalid('the element stands twice, or after an element that must follow it', trail)
}

export function missing(slot: Slot, count: number, trail: Trail): Fault {
  trail.at(slot.name, slot.isList ? count + 1 : 0)
  return invalid(slot.min > 1 ? `at least ${slot.min} are needed` : 'the element is missing', trail)
}

export function tooMany(slot: Slot, trail: Trail): Fault {
  if (!slot.isList) return invalid('the element stands twice', trail)
  trail.at(slot.name, 0)
  const text = `${trail.path()}: at most ${slot.max} are allowed`
  const details = { limit: trail.path(1), allowed: String(slot.max) }
  return new Fault('LIMIT_EXCEEDED', text, { field: trail.path(1), details })
}

/** The elements that could have stood here: up to the next required one. */
function expected(slots: readonly Slot[], index: number, count: number): string {
  const names: string[] = []
  for (const slot of slots.slice(index)) {
    if (count < slot.max) names.push(slot.name)
    if (count < slot.min) break
    count = 0
  }
  return names.length === 0 ? '' : `; expected is ${names.join(' or ')}`
}

function invalid(text: string, trail: Trail): Fault {
  const field = trail.path(1)
  return new Fault('INVALID_REQUEST', `${trail.path()}: ${text}`, field === '' ? {} : { field })
}
