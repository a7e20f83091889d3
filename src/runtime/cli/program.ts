import { Command, CommanderError } from 'commander'
import { defaultFolder } from '../default-folder.ts'
import { connectDepot, DepotRefusal } from '../depot-client.ts'
import { RuntimeRefusal } from '../refusal.ts'
import { runtimeVersion } from '../runtime.ts'
import { allCommands } from './all-commands.ts'
import { UsageError, type Act, type Action } from './command.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { printable, report, reportRefusal, reportUsage, type Output } from './output.ts'
import { patient } from './patience.ts'
import type { Surroundings } from './surroundings.ts'
import { tokenFor } from './token-option.ts'

interface CommonOptions {
  dir?: string
  token?: string
  json?: boolean
}

/** Runs `opendepot-runtime` with these arguments (without program name) and gives the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const asJson = args.includes('--json')
  let exitCode: ExitCode = exitCodes.done
  try {
    await describe(surroundings, asJson, (code) => (exitCode = code)).parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return explain(error, surroundings, asJson)
  }
}

function explain(error: unknown, output: Output, asJson: boolean): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done
    if (asJson) reportUsage(output, error.message, asJson)
    return exitCodes.usage
  }
  if (error instanceof UsageError) {
    reportUsage(output, error.message, asJson)
    return exitCodes.usage
  }
  if (error instanceof RuntimeRefusal) {
    reportRefusal(output, error, asJson)
    if (error instanceof DepotRefusal) return error.fault.retry === 'later' ? exitCodes.wait : exitCodes.depotRefused
    return error.code === 'DEPOT_UNREACHABLE' ? exitCodes.depotUnreachable : exitCodes.refused
  }
  const { message, stack } = error as Error
  output.err(`Unexpected error: ${stack ?? message}\n`)
  return exitCodes.failed
}

function describe(surroundings: Surroundings, asJson: boolean, exit: (code: ExitCode) => void): Command {
  const program = new Command('opendepot-runtime')
    .description(
      'Keeps the licenses of this machine: containers, filled from tickets. "wizard" leads through everything.',
    )
    .version(runtimeVersion)
    .option('--dir <folder>', 'folder of the containers (OPENDEPOT_CONTAINERS)')
    .option(
      '--token <name>',
      'the container on this token instead: label, serial number or pkcs11: URI (OPENDEPOT_TOKEN)',
    )
    .option('--json', 'answer as JSON, for programs')
    .addHelpText('after', exitCodeHelp)
  const act: Act = (action) => acting(action, surroundings, exit)
  for (const describeOne of allCommands) describeOne(program, act)
  // With --json a mistake in the command line is told as JSON too, by `explain`.
  const writeErr = asJson ? () => undefined : surroundings.err
  for (const command of [program, ...allBelow(program)])
    command.exitOverride().configureOutput({ writeOut: surroundings.out, writeErr })
  return program
}

/** Runs a command in the chosen folder and reports what it did. */
function acting<Options>(action: Action<Options>, surroundings: Surroundings, exit: (code: ExitCode) => void) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command
    const { dir, token, json = false } = command.optsWithGlobals<CommonOptions>()
    const home = await tokenFor(token ?? surroundings.environment['OPENDEPOT_TOKEN'], surroundings)
    const workplace = {
      runtime: { ...surroundings, home, folder: dir ?? defaultFolder(surroundings.environment) },
      progress: (sentence: string) => {
        if (!json) surroundings.out(`${printable(sentence)}\n`)
      },
      words: command.args,
      depotUrl: (url: string | undefined) => depotUrl(url, surroundings),
      connect: async (url: string | undefined) =>
        patient(await connectDepot(depotUrl(url, surroundings)), surroundings),
      surroundings,
      asJson: json,
    }
    try {
      const outcome = await action(workplace, command.opts() as Options)
      report(surroundings, outcome, json)
      if (outcome.exitCode !== undefined) exit(outcome.exitCode)
    } finally {
      await home?.close()
    }
  }
}

function depotUrl(url: string | undefined, { environment }: Surroundings): string {
  const address = url ?? environment['OPENDEPOT_DEPOT']
  if (address !== undefined && URL.canParse(address)) return address
  throw new UsageError(
    address === undefined || address === ''
      ? 'Say where the Depot is: --depot URL, or the environment variable OPENDEPOT_DEPOT.'
      : `"${address}" is no address of a Depot; one looks like https://depot.example.com/soap/depot.`,
  )
}

function allBelow(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allBelow(child)])
}

const exitCodeHelp = `
Exit codes: 0 done or valid, 1 unexpected error, 2 wrong usage, 3 container or file refused, 4 refused by the Depot,
5 Depot not reachable, 6 license not valid or container blocked, 7 validity cannot be told now, 8 come again later.`
