import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { Fault } from '../faults.ts'
import { LedgerUnsound } from '../ledger/audit/unsound.ts'
import { UserError } from '../user-error.ts'

/** The exit codes of all commands; the help shows them. */
export const exitCodes = {
  done: 0,
  refused: 1,
  usage: 2,
  configuration: 3,
  unavailable: 4,
  unsound: 5,
  bug: 70,
} as const

export const exitCodeHelp = `
Exit codes:
  0   done
  1   refused; the message says what to change
  2   the command line is wrong
  3   the configuration is wrong; "opendepot config" shows it
  4   the database or the signer does not answer; the same command may succeed later
  5   the audit found that the ledger is not as it was written
  70  an error of OpenDepot; please report it`

/** What an error means for the script that called us. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof ConfigError) return exitCodes.configuration
  if (error instanceof Fault) {
    if (error.code === 'UNAVAILABLE') return exitCodes.unavailable
    return error.code === 'INTERNAL' ? exitCodes.bug : exitCodes.refused
  }
  if (error instanceof LedgerUnsound) return exitCodes.unsound
  return error instanceof UserError ? exitCodes.refused : exitCodes.bug
}
