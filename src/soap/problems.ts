import { Fault } from '../faults.ts'
import type { XmlLimits } from './limits.ts'

/**
 * A value or an element that breaks a rule of the schema. It knows the rule, not the place: whoever walks the message
 * catches it once and adds the path.
 */
export class Violation extends Error {
  override readonly name = 'Violation'
  /** The offending value, if there is one and it is short work to show it. */
  readonly value: string | undefined

  constructor(rule: string, value?: string) {
    super(rule)
    this.value = value
  }
}

/** The fault for a message that is larger in some dimension than one call may be. */
export function limitExceeded(limit: keyof XmlLimits, allowed: number, text: string): Fault {
  return new Fault('LIMIT_EXCEEDED', text, { details: { limit, allowed: String(allowed) } })
}

/** A value as an error message may show it: quoted, cut, without line breaks. */
export function shown(value: string): string {
  const cut = value.length > 60 ? `${value.slice(0, 57)}...` : value
  return `'${cut.replace(/[\r\n\t]/g, ' ')}'`
}

/** Fields of these names may carry what opens something; error messages never show their values. */
const secretName = /ticket|secret|password|credential|token|cursor|file$|key$/i

export function isSecretName(name: string): boolean {
  return secretName.test(name)
}
