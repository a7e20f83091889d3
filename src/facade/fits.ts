import type { ItemPath } from '../domain/item-problem.ts'
import type { SimpleType } from '../soap/model.ts'
import { Violation } from '../soap/problems.ts'
import { compileSimple } from '../soap/simple-codec.ts'
import { type Kind, kindOf } from './type-facts.ts'
import type { Compiling, Outcome } from './value.ts'

/** Which kinds a value of a kind may become without a word in the mapping. */
const become: Readonly<Record<Kind, readonly Kind[]>> = {
  text: ['text'],
  whole: ['whole', 'number', 'text'],
  number: ['number', 'text'],
  boolean: ['boolean', 'text'],
  moment: ['moment', 'text'],
  day: ['day', 'text'],
  clock: ['clock', 'text'],
  bytes: ['bytes', 'text'],
  hex: ['hex', 'text'],
}

const advice: Readonly<Partial<Record<Kind, string>>> = {
  moment: 'say with date how it is written',
  day: 'say with date how it is written',
  boolean: 'say with table which value means what',
}

/** Tells why what comes out of a rule cannot always stand in a field, as far as that is known before there is a message. */
export function checkFit(outcome: Outcome, type: SimpleType, target: string, path: ItemPath, env: Compiling): void {
  const { kind, values, longest } = outcome
  if (values !== undefined) {
    const { read } = compileSimple(type)
    const wrong = values.flatMap((value) => problemOf(() => read(value), value))
    if (wrong.length > 0) env.tell(path, `${target} cannot hold ${wrong.join('; ')}`)
    return
  }
  const wanted = kindOf(type)
  // What somebody sends is read and refused call by call; what we send must fit before there is a call.
  const isRead =
    env.direction === 'request' &&
    (kind === 'text' || kind === 'number') &&
    !['moment', 'day', 'boolean'].includes(wanted)
  if (!isRead && !become[kind].includes(wanted)) {
    env.tell(
      path,
      `${target} is a ${wanted}, and this gives a ${kind}; ${advice[wanted] ?? 'take another field, or a constant'}`,
    )
    return
  }
  const { enumeration, maxLength = Infinity } = type.facets
  if (enumeration !== undefined) {
    env.tell(path, `${target} holds only ${enumeration.join(', ')}; say with table which value means what`)
  } else if (env.direction === 'answer' && wanted === 'text' && longest > maxLength) {
    const may = Number.isFinite(longest) ? `${longest} characters` : 'any number of characters'
    env.tell(
      path,
      `${target} holds ${maxLength} characters, and this may have ${may}; add cut: ${maxLength}, or take another field`,
    )
  }
}

function problemOf(read: () => unknown, value: string): string[] {
  try {
    read()
    return []
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    return [`'${value}' (it ${error.message})`]
  }
}
