import { Fault } from '../faults.ts'
import type { Caller, Role } from '../operation.ts'

/** What clients and users have in common: a name that stands in the ledger, and what they may do. */
export interface Rights {
  readonly roles: Role[]
  /** null = all. */
  readonly firmCodes: number[] | null
}

/** What HTTP Basic can carry, and nobody mistakes. */
export function isAccountName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name)
}

export const accountNameForm = 'letters, digits and . _ @ -, a letter or digit first, at most 64 characters'

/** In the one order in which two definitions can be compared; no firm codes are all. */
export function rightsOf(wish: { readonly roles: readonly Role[]; readonly firmCodes: readonly number[] }): Rights {
  const firmCodes = [...new Set(wish.firmCodes)].toSorted((left, right) => left - right)
  return { roles: [...new Set(wish.roles)].toSorted(), firmCodes: firmCodes.length === 0 ? null : firmCodes }
}

/**
 * An administrator of some firm codes makes nobody who could do more, and takes nobody over.
 * @throws Fault `FORBIDDEN`
 */
export function requireReach({ firmCodes: own }: Pick<Caller, 'firmCodes'>, firmCodes: readonly number[] | null): void {
  if (own === 'all' || firmCodes?.every((code) => own.has(code)) === true) return
  throw new Fault(
    'FORBIDDEN',
    'This client may not give access to, or change an account of, other firm codes than its own.',
  )
}
