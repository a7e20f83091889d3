import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { readFirmRoot, type FirmRoot } from '../../formats/certificate.ts'
import { parseJsonObject } from '../../formats/encoding.ts'
import type { DepotCall } from '../depot-client.ts'
import { writeDurably } from '../durable-file.ts'
import { refusalOf } from '../import-update.ts'
import { listLicenses } from '../list-licenses.ts'
import type { Progress } from '../progress.ts'
import type { Runtime } from '../runtime.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Report } from './output.ts'
import type { Surroundings } from './surroundings.ts'

/** What a command did: what to say, and the exit code if it is not 0. */
export type Outcome = Report & { readonly exitCode?: ExitCode }

/** A command was given something that cannot be: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** What a command works with, beside its options. */
export interface Workplace {
  readonly runtime: Runtime
  readonly progress: Progress
  /** The words of the command line that belong to no option. */
  readonly words: readonly string[]
  /** This address of the Depot; without one, that in OPENDEPOT_DEPOT. */
  readonly depotUrl: (url: string | undefined) => string
  /** The Depot at that address. */
  readonly connect: (url: string | undefined) => Promise<DepotCall>
  readonly surroundings: Surroundings
  /** A program reads what is said. */
  readonly asJson: boolean
}

export type Action<Options> = (workplace: Workplace, options: Options) => Promise<Outcome>

/** Makes of an action what commander runs: in the chosen folder, its outcome reported. */
export type Act = <Options>(action: Action<Options>) => (...given: unknown[]) => Promise<void>

/** Adds a command, or several that belong together, to the program. */
export type Describe = (program: Command, act: Act) => void

const mostFirmCode = 2_147_483_647

export function wholeNumber(text: string): number {
  if (/^(0|[1-9][0-9]{0,9})$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It has to be a whole number.')
}

/** Whether a vendor can have this number. */
export function isFirmCode(text: string): boolean {
  return /^[1-9][0-9]{0,9}$/.test(text) && Number(text) <= mostFirmCode
}

export function firmNumber(text: string): number {
  if (isFirmCode(text)) return Number(text)
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${mostFirmCode}.`)
}

/** Collects firm codes, one word each. */
export function firmNumbers(text: string, before: readonly number[] = []): number[] {
  return [...before, firmNumber(text)]
}

/** Collects `name=value` words; the value may hold further equal signs. */
export function nameAndValue(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It has to be name=value, for example licensee="Erika Mustermann".')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

export function instant(text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new InvalidArgumentError('It has to be a date, for example 2026-01-31.')
}

/** Firms that have nothing to do with each other have Depots of their own, so nobody else is asked than the one meant. */
export async function onlyFirm(runtime: Runtime): Promise<number> {
  const listed = await listLicenses(runtime)
  const served = listed.flatMap((one) => ('refusal' in one ? [] : one.firms.map(({ firmCode }) => firmCode)))
  const [only, another] = new Set(served)
  if (only !== undefined && another === undefined) return only
  throw new UsageError(
    only === undefined
      ? 'No container here can be opened; name the firm code with --firm.'
      : `The containers here serve several firm codes (${[...new Set(served)].join(', ')}); name one with --firm.`,
  )
}

/** The root key that a vendor hands out as a file. */
export async function rootFrom(path: string): Promise<FirmRoot> {
  const text = await readText(path)
  try {
    return readFirmRoot(parseJsonObject(text, path))
  } catch (error) {
    throw refusalOf(error)
  }
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/** Writes a file that the person has named. */
export async function writeOut(path: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeDurably(path, text)
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be written: ${(cause as Error).message}`, { cause })
  }
}
