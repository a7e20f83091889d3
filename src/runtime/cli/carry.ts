import { Option, type Command } from 'commander'
import { findContainer } from '../container-folder.ts'
import type { ContextOf } from '../context-of.ts'
import type { Errand } from '../errand.ts'
import { writeRequest } from '../request-file.ts'
import type { Way } from '../send-errand.ts'
import type { Settled } from '../settle.ts'
import { onlyFirm, writeOut, type Outcome, type Workplace } from './command.ts'
import { settledOutcome } from './settled.ts'

/** How a command reaches the Depot: by the network, or by a file that somebody carries. */
export interface WayOptions {
  depot?: string
  out?: string
}

/** Which container a command is about. */
export interface WhomOptions {
  firm?: number
  serial?: string
}

export function withWay(command: Command): Command {
  return command
    .option('--depot <url>', 'Depot Interface, for example https://depot.example.com/soap/depot (OPENDEPOT_DEPOT)')
    .addOption(
      new Option('--out <file>', 'no network here: write the request to a file (.odr) to carry').conflicts('depot'),
    )
}

/** Does it online, or writes the request to a file. */
export async function carryOut(
  workplace: Workplace,
  { depot, out }: WayOptions,
  errand: () => Errand | Promise<Errand>,
  online: (way: Way) => Promise<readonly Settled[]>,
): Promise<Outcome> {
  if (out !== undefined) return writeErrand(workplace, out, await errand())
  const { runtime, progress, connect } = workplace
  return settledOutcome(await online({ runtime, depot: await connect(depot), progress }))
}

/** Writes a request for somebody to carry. */
export async function writeErrand({ runtime }: Workplace, out: string, errand: Errand): Promise<Outcome> {
  const { operation, serial, firmCode } = errand
  await writeOut(out, await writeRequest(runtime, errand))
  const lines = [
    `Wrote the request of container ${serial} to ${out}.`,
    'Carry it to a machine with network: "opendepot-runtime ferry FILE --depot URL"; then "import" here what comes back.',
  ]
  return { lines, json: { operation, containerSerial: serial, firmCode, requestFile: out } }
}

/** The container that a command is about: as named, else the only one there is. */
export async function whomOf({ runtime }: Workplace, { firm, serial }: WhomOptions): Promise<ContextOf> {
  const firmCode = firm ?? (await onlyFirm(runtime))
  return { serial: await findContainer(runtime, firmCode, serial), firmCode }
}
