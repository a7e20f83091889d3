import { idMaker } from '../domain/uuid.ts'
import type { Caller } from '../operation.ts'
import type { Terminal } from './terminal.ts'

/** Who stands in the ledger for what is done at the command line of a node: an operator may do everything. */
const operator: Caller = { name: 'cli', roles: new Set(['admin']), orderScope: 'cli', firmCodes: 'all' }

/** Cause of the events of one command. */
export function authorOf(terminal: Terminal, operation: string) {
  return {
    caller: operator,
    operation,
    now: terminal.clock(),
    requestId: undefined,
    newId: idMaker(terminal.clock, terminal.random),
  }
}
