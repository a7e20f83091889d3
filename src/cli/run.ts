import { Command, CommanderError } from 'commander'
import { redactText } from '../redact.ts'
import { version } from '../version.ts'
import { commands } from './commands.ts'
import { exitCodeHelp, exitCodeOf, exitCodes } from './exit-codes.ts'
import type { Report, Terminal } from './terminal.ts'

/** Adds a command, or a group of them, to the program. */
export type Register = (program: Command, tools: CommandTools) => void

/** What commands are written with. */
export interface CommandTools {
  readonly terminal: Terminal
  /** Shows the result of a command in the way that was asked for. */
  readonly show: (report: Report) => void
  /** Runs another command line, at another place. */
  readonly run: (argv: readonly string[], place: Pick<Terminal, 'env' | 'out' | 'err'>) => Promise<number>
  /** Adds the option that every command has. */
  readonly withJson: (command: Command) => Command
}

/**
 * Runs one command line (without `node` and the program's path) and gives its exit code. Mistakes of the user are told
 * in one or a few lines; only an error of ours shows its stack.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const asJson = argv.includes('--json')
  const program = new Command('opendepot')
    .description('License integration server: an order becomes a ticket, the ticket a license in a container.')
    .version(version)
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('("--help" shows what is possible)')
  const tools: CommandTools = {
    terminal,
    show: ({ json, text }) => {
      terminal.out(`${asJson ? JSON.stringify(json, null, 2) : text}\n`)
    },
    run: (other, place) => run(other, { ...terminal, ...place }),
    withJson: (command) => command.option('--json', 'print the result as JSON'),
  }
  for (const register of commands) register(program, tools)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (!(error instanceof CommanderError)) terminal.err(`${messageOf(error, asJson)}\n`)
    return exitCodeOf(error)
  }
}

function messageOf(error: unknown, asJson: boolean): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const exitCode = exitCodeOf(error)
  const text = redactText(exitCode === exitCodes.bug ? `internal error: ${stack ?? message}` : message)
  return asJson ? JSON.stringify({ error: { exitCode, message: text } }) : text
}
