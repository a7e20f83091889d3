import { Fault } from '../faults.ts'
import type { Caller, Role } from '../operation.ts'

/**
 * Refuses a caller who holds none of the roles.
 * @throws Fault `FORBIDDEN`
 */
export function demandRole(caller: Caller, roles: readonly Role[], what: string): void {
  if (roles.some((role) => caller.roles.has(role))) return
  throw new Fault(
    'FORBIDDEN',
    `The client '${caller.name}' may not use ${what}; it needs the role ${roles.join(' or ')}.`,
  )
}
