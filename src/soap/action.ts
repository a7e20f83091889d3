import { Fault } from '../faults.ts'
import type { Contract } from './contract.ts'
import type { HeaderFields } from './envelope.ts'
import { readMediaType } from './media-type.ts'
import { shown } from './problems.ts'

/**
 * Refuses an action that names another operation than the body (SOAPAction spoofing: a firewall that filters by the
 * header must not be told one thing and the server another). Empty, quoted, unquoted and foreign actions pass.
 */
export function checkAction(written: string | undefined, operation: string, contract: Contract): void {
  const named = operationOfAction(written, contract)
  if (named === undefined || named === operation) return
  throw new Fault(
    'ACTION_MISMATCH',
    `the action ${shown(unquoted(written))} does not belong to the operation ${operation}`,
  )
}

/**
 * The operation that an action names, undefined when it names none of ours. The spellings of old stacks,
 * `namespace#Operation` and the bare name, count like the one of the WSDL.
 */
export function operationOfAction(written: string | undefined, contract: Contract): string | undefined {
  const action = unquoted(written)
  const declared = contract.actions.get(action)
  if (declared !== undefined) return declared
  const name = action.slice(Math.max(action.lastIndexOf('/'), action.lastIndexOf('#')) + 1)
  return contract.operations.has(name) ? name : undefined
}

/** The action of a request as its headers have it, before anything of the body is known. */
export function actionOf(headers: HeaderFields): string | undefined {
  const action = headers['soapaction'] ?? readMediaType(String(headers['content-type'] ?? '')).parameters.get('action')
  return action === undefined ? undefined : String(action)
}

function unquoted(written = ''): string {
  return written.trim().replace(/^"(.*)"$/, '$1')
}
