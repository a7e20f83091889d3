import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { defaultFolder } from '../default-folder.ts'
import { DepotRefusal } from '../depot-client.ts'
import type { MachineReader } from '../machine.ts'
import { RuntimeRefusal } from '../refusal.ts'
import { runtimeVersion, type Runtime } from '../runtime.ts'
import * as commands from './commands.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { report, reportRefusal, type Output } from './output.ts'

/** What the program gets from the process. */
export interface Surroundings extends Output {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly machine: MachineReader
  readonly now: () => Date
  readonly random: (bytes: number) => Buffer
}

interface CommonOptions {
  dir?: string
  json?: boolean
}

/** Runs `opendepot-runtime` with these arguments (without program name) and gives the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  const program = describe(surroundings, (code) => (exitCode = code))
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return explain(error, surroundings, program.opts<CommonOptions>().json === true || args.includes('--json'))
  }
}

function explain(error: unknown, output: Output, asJson: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (error instanceof RuntimeRefusal) {
    reportRefusal(output, error, asJson)
    if (error instanceof DepotRefusal) return exitCodes.depotRefused
    return error.code === 'DEPOT_UNREACHABLE' ? exitCodes.depotUnreachable : exitCodes.refused
  }
  const { message, stack } = error as Error
  if (error instanceof commands.UsageError) {
    output.err(`${message}\n`)
    return exitCodes.usage
  }
  output.err(`Unexpected error: ${stack ?? message}\n`)
  return exitCodes.failed
}

type Action<Options> = (
  runtime: Runtime,
  options: Options,
  progress: (sentence: string) => void,
) => Promise<commands.Outcome>

function describe(surroundings: Surroundings, exit: (code: ExitCode) => void): Command {
  const program = new Command('opendepot-runtime')
    .description('Keeps the licenses of this machine: a software container, filled from tickets.')
    .version(runtimeVersion)
    .option('--dir <folder>', 'folder of the containers (OPENDEPOT_CONTAINERS)')
    .option('--json', 'answer as JSON, for programs')
    .configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
    .exitOverride()
    .addHelpText('after', exitCodeHelp)

  /** Runs a command in the chosen folder and reports what it did. */
  const act =
    <Options>(action: Action<Options>) =>
    async (options: Options, command: Command) => {
      const { dir, json = false } = command.optsWithGlobals<CommonOptions>()
      const runtime = { ...surroundings, folder: dir ?? defaultFolder(surroundings.environment) }
      const outcome = await action(runtime, options, (sentence) => {
        if (!json) surroundings.out(`${sentence}\n`)
      })
      report(surroundings, outcome, json)
      if (outcome.exitCode !== undefined) exit(outcome.exitCode)
    }

  program
    .command('create')
    .description('make a container on this machine that trusts the root of a firm')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .option('--root <file>', 'root key of the firm (root.jwk), as the vendor hands it out')
    .option('--depot <url>', 'take the root from the Depot instead; compare the thumbprint that is printed')
    .option('--serial <serial>', 'add the firm to this container instead of making one')
    .option('--test', 'take files of a test installation')
    .action(act(commands.create))
  program
    .command('context')
    .description('write a context file: the request for an update, and the receipt for all before')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .requiredOption('--out <file>', 'where to write it (.odc)')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(commands.context))
  program
    .command('activate')
    .description('redeem a ticket online: container, context, update, receipt')
    .requiredOption('--depot <url>', 'Depot Interface, for example https://depot.example.com/soap/depot')
    .requiredOption('--ticket <ticket>', 'the ticket')
    .option('--firm <code>', 'only the licenses of this firm code', wholeNumber)
    .option('--root <file>', 'root key of the firm; else the Depot is trusted at the first use')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .option('--license <id...>', 'these licenses of the ticket')
    .option('--all', 'all licenses of the ticket into this container')
    .option('--parameter <name=value>', 'a value that an item asks for (repeatable)', nameAndValue)
    .option('--test', 'take files of a test installation')
    .action(act(commands.activateOnline))
  program
    .command('import')
    .description('import an update file (.odu)')
    .argument('<file>')
    .action((file: string, options: object, command: Command) =>
      act<object>((runtime) => commands.importFile(runtime, file))(options, command),
    )
  program
    .command('confirm')
    .description('send the receipt for imported updates')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .requiredOption('--depot <url>', 'Depot Interface')
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(commands.confirmOnline))
  program
    .command('auto-update')
    .description('fetch what waits for a container, without a ticket; made to be called from time to time')
    .requiredOption('--depot <url>', 'Depot Interface')
    .option('--firm <code>', 'firm code, if the containers here serve several', wholeNumber)
    .option('--serial <serial>', 'container, if several serve the firm code')
    .action(act(commands.autoUpdateOnline))
  program
    .command('list')
    .description('list containers and licenses')
    .action(act((runtime) => commands.list(runtime)))
  program
    .command('verify')
    .description('tell whether a license is valid: exit code 0 valid, 6 not, 7 cannot be told now')
    .requiredOption('--firm <code>', 'firm code', wholeNumber)
    .requiredOption('--product <code>', 'product code', wholeNumber)
    .option('--root <file>', 'root key of the firm as the program knows it')
    .option('--released <date>', 'release date of the program, for licenses with maintenance', instant)
    .option('--features <mask>', 'bits of the feature map that the program needs', wholeNumber)
    .action(act(commands.verify))
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
  return program
}

function wholeNumber(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It has to be a whole number.')
}

/** Collects `name=value` words; the value may hold further equal signs. */
function nameAndValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It has to be name=value, for example licensee="Erika Mustermann".')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

function instant(text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new InvalidArgumentError('It has to be a date, for example 2026-01-31.')
}

const exitCodeHelp = `
Exit codes: 0 done or valid, 1 unexpected error, 2 wrong usage, 3 container or file refused, 4 refused by the Depot,
5 Depot not reachable, 6 license not valid, 7 validity cannot be told now.`
