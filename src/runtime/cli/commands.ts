import { readFile } from 'node:fs/promises'
import { readFirmRoot, type FirmRoot } from '../../formats/certificate.ts'
import { parseJsonObject } from '../../formats/encoding.ts'
import { activate } from '../activate.ts'
import { autoUpdate } from '../auto-update.ts'
import { confirm } from '../confirm.ts'
import { findContainer } from '../container-folder.ts'
import { createContainer, pinFirm, type PinnedFirm } from '../create-container.ts'
import { connectDepot, type DepotCall } from '../depot-client.ts'
import { writeDurably } from '../durable-file.ts'
import { fetchRoot } from '../enroll.ts'
import { importUpdate, refusalOf } from '../import-update.ts'
import { introduce } from '../introduce.ts'
import { listLicenses } from '../list-licenses.ts'
import { makeContext } from '../make-context.ts'
import type { Progress } from '../progress.ts'
import type { Runtime } from '../runtime.ts'
import { verifyLicense } from '../verify-license.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'
import { describeContainer, describeTerms, type Report } from './output.ts'

/** What a command did: what to say, and the exit code if it is not 0. */
export type Outcome = Report & { readonly exitCode?: ExitCode }

/** A command was given something that cannot be: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

interface CreateOptions {
  firm: number
  root?: string
  depot?: string
  serial?: string
  test?: boolean
}

export async function create(runtime: Runtime, options: CreateOptions, progress: Progress): Promise<Outcome> {
  const { firm: firmCode, test = false } = options
  if ((options.root === undefined) === (options.depot === undefined)) {
    throw new UsageError(
      'Give the root key of the firm: either --root FILE, as the vendor hands it out, or --depot URL.',
    )
  }
  const serial =
    options.depot === undefined
      ? await createOrPin(runtime, { firmCode, root: await rootFrom(options.root ?? ''), test }, options.serial)
      : await createOnline(runtime, await connectDepot(options.depot), { ...options, test }, progress)
  return { lines: [`Container ${serial} serves firm code ${firmCode}.`], json: { containerSerial: serial, firmCode } }
}

async function createOrPin(runtime: Runtime, firm: PinnedFirm, serial: string | undefined): Promise<string> {
  if (serial === undefined) return createContainer(runtime, firm)
  await pinFirm(runtime, serial, firm)
  return serial
}

async function createOnline(
  runtime: Runtime,
  depot: DepotCall,
  { firm: firmCode, serial, test = false }: CreateOptions,
  progress: Progress,
): Promise<string> {
  const root = await fetchRoot(depot, firmCode, progress)
  return introduce(runtime, depot, { firmCode, root, test }, serial, progress)
}

interface ContextOptions {
  firm: number
  out: string
  serial?: string
}

export async function context(runtime: Runtime, { firm, out, serial }: ContextOptions): Promise<Outcome> {
  const found = await findContainer(runtime, firm, serial)
  await writeDurably(out, `${await makeContext(runtime, found, firm)}\n`)
  const lines = [`Wrote the context of container ${found} to ${out}.`, 'Bring it to the Depot; import what comes back.']
  return { lines, json: { containerSerial: found, firmCode: firm, contextFile: out } }
}

interface ActivateOptions {
  depot: string
  ticket: string
  firm?: number
  root?: string
  serial?: string
  license?: string[]
  all?: boolean
  parameter?: Record<string, string>
  test?: boolean
}

export async function activateOnline(runtime: Runtime, options: ActivateOptions, progress: Progress): Promise<Outcome> {
  const { ticket: ticketId, firm: firmCode, serial, license: licenseIds, all, parameter: parameters, test } = options
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const depot = await connectDepot(options.depot)
  const activated = await activate(
    runtime,
    depot,
    { ticketId, firmCode, root, serial, licenseIds, all, parameters, test },
    progress,
  )
  const results = activated.flatMap((one) => one.licenseResults)
  const lines = results.map(({ licenseId, ok, code = '', text = '' }) =>
    ok ? `License ${licenseId} is in the container.` : `License ${licenseId} failed: ${code} ${text}`,
  )
  return { lines, json: { activated }, ...(results.every(({ ok }) => ok) ? {} : { exitCode: exitCodes.depotRefused }) }
}

export async function importFile(runtime: Runtime, path: string): Promise<Outcome> {
  const imported = await importUpdate(runtime, await readText(path))
  const { serial, transferId, steps } = imported
  const lines =
    steps === 0
      ? [`Update ${transferId} was imported before; nothing changed.`]
      : [`Imported update ${transferId} into container ${serial}: ${steps} step${steps === 1 ? '' : 's'}.`]
  return { lines, json: imported }
}

interface ConfirmOptions {
  firm: number
  depot: string
  serial?: string
}

export async function confirmOnline(runtime: Runtime, { firm, depot, serial }: ConfirmOptions): Promise<Outcome> {
  const found = await findContainer(runtime, firm, serial)
  const confirmed = await confirm(runtime, await connectDepot(depot), found, firm)
  const open = confirmed.openTransfers.length
  const still = open === 0 ? 'Nothing is open.' : `${open} update${open === 1 ? ' is' : 's are'} still to be imported.`
  const lines = [`Receipt sent: ${confirmed.confirmedLicenses.length} licenses newly confirmed. ${still}`]
  return { lines, json: { containerSerial: found, ...confirmed } }
}

interface AutoUpdateOptions {
  depot: string
  firm?: number
  serial?: string
}

export async function autoUpdateOnline(
  runtime: Runtime,
  { depot, firm, serial }: AutoUpdateOptions,
  progress: Progress,
): Promise<Outcome> {
  const firmCode = firm ?? (await onlyFirm(runtime))
  const found = await findContainer(runtime, firmCode, serial)
  const updated = await autoUpdate(runtime, await connectDepot(depot), { serial: found, firmCode }, progress)
  const upToDate = `Container ${found} is up to date.`
  return { lines: [updated.steps === 0 ? `Nothing waits. ${upToDate}` : upToDate], json: updated }
}

/** Firms that have nothing to do with each other have Depots of their own, so nobody else is asked than the one meant. */
async function onlyFirm(runtime: Runtime): Promise<number> {
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

export async function list(runtime: Runtime): Promise<Outcome> {
  const containers = await listLicenses(runtime)
  const none = `There is no container in ${runtime.folder}.`
  const json = containers.map((container) =>
    'refusal' in container ? { serial: container.serial, refused: container.refusal.code } : container,
  )
  return { lines: containers.length === 0 ? [none] : containers.flatMap(describeContainer), json: { containers: json } }
}

interface VerifyOptions {
  firm: number
  product: number
  root?: string
  released?: Date
  features?: number
}

export async function verify(runtime: Runtime, options: VerifyOptions): Promise<Outcome> {
  const { firm: firmCode, product: productCode, released: releasedAt, features } = options
  const root = options.root === undefined ? undefined : await rootFrom(options.root)
  const verdict = await verifyLicense(runtime, { firmCode, productCode, root, releasedAt, features })
  if (verdict.verdict !== 'valid') {
    const lines = [`${verdict.verdict}: ${verdict.reason}. ${verdict.text}`]
    return { lines, json: verdict, exitCode: exitCodes[verdict.verdict] }
  }
  const { license, serial } = verdict
  const note =
    root === undefined ? ['Judged by the root that the container trusts; a program gives its own (--root).'] : []
  return {
    lines: [`valid: ${license.name}, ${describeTerms(license)}, in container ${serial}.`, ...note],
    json: verdict,
  }
}

async function rootFrom(path: string): Promise<FirmRoot> {
  const text = await readText(path)
  try {
    return readFirmRoot(parseJsonObject(text, path))
  } catch (error) {
    throw refusalOf(error)
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}
