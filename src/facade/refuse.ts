import { Fault } from '../faults.ts'
import { isSecretName, shown, Violation } from '../soap/problems.ts'
import { type Values, withPositions } from './places.ts'

/** The places of the entries at hand, outermost first. */
function positionsOf(values: Values): number[] {
  return values.outer === undefined ? [] : [...positionsOf(values.outer), values.position]
}

/** The fault for a value that the caller has to mend, at its place in his own message. */
export function refused(rule: string, place: string | undefined, values: Values, value?: string): Fault {
  const field = withPositions(place ?? '', positionsOf(values))
  const name = field.slice(field.lastIndexOf('/') + 1)
  const shownValue = value === undefined ? '' : isSecretName(name) ? 'the value ' : `${shown(value)} `
  return new Fault(
    'INVALID_REQUEST',
    `${field === '' ? '' : `${field}: `}${shownValue}${rule}`,
    field === '' ? {} : { field },
  )
}

/** What a list has too many or too few of. */
export function tooMany(most: number, place: string | undefined, values: Values): Fault {
  const limit = withPositions(place ?? '', positionsOf(values))
  return new Fault('LIMIT_EXCEEDED', `${limit}: at most ${most} are allowed`, {
    field: limit,
    details: { limit, allowed: String(most) },
  })
}

/** Runs what reads a value; a broken rule becomes a refusal at the place of the value. */
export function reading<T>(read: () => T, place: string | undefined, values: Values): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Violation ? refused(error.message, place, values, error.value) : error
  }
}
