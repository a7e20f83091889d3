import { UserError } from '../../user-error.ts'

/** The audit found something: the command has its own exit code for it. */
export class LedgerUnsound extends UserError {
  override readonly name = 'LedgerUnsound'
}
