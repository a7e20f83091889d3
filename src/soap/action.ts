import { Fault } from '../faults.ts'
import type { Contract } from './contract.ts'
import { shown } from './problems.ts'

/**
 * Refuses an action that names another operation than the body (SOAPAction spoofing: a firewall that filters by the
 * header must not be told one thing and the server another). Empty, quoted, unquoted and foreign actions pass; the
 * spellings of old stacks, `namespace#Operation` and the bare name, count like the one of the WSDL.
 */
export function checkAction(written: string | undefined, operation: string, contract: Contract): void {
  if (written === undefined) return
  const action = written.trim().replace(/^"(.*)"$/, '$1')
  const named = action.slice(Math.max(action.lastIndexOf('/'), action.lastIndexOf('#')) + 1)
  if (named === operation || !contract.operations.has(named)) return
  throw new Fault('ACTION_MISMATCH', `the action ${shown(action)} does not belong to the operation ${operation}`)
}
