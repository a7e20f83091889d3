import type { FirmRoot } from '../formats/certificate.ts'
import { confirm } from './confirm.ts'
import { discardContainer, findContainer, firmIn, readContainer, serving } from './container-folder.ts'
import { createContainer, requirePinned } from './create-container.ts'
import { DepotRefusal, type DepotCall } from './depot-client.ts'
import { enroll, fetchRoot } from './enroll.ts'
import { importUpdate } from './import-update.ts'
import type { Progress } from './progress.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import { sendContext } from './send-context.ts'

export interface ActivationWish {
  readonly ticketId: string
  /** Only licenses of this firm code; else of all that the ticket needs. */
  readonly firmCode?: number | undefined
  /** The root as the user got it from the vendor; else the Depot's word is taken and its thumbprint shown. */
  readonly root?: FirmRoot | undefined
  readonly serial?: string | undefined
  /** Which licenses of the ticket; else one of each item that the container lacks. */
  readonly licenseIds?: readonly string[] | undefined
  /** All licenses of the ticket, into this one container. */
  readonly all?: boolean | undefined
  /** Values of the parameters that the items ask for at activation, by name. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
  /** Take files of a test installation. */
  readonly test?: boolean | undefined
}

export interface LicenseResult {
  readonly licenseId: string
  readonly ok: boolean
  readonly code?: string | undefined
  readonly text?: string | undefined
}

export interface Activated {
  readonly serial: string
  readonly firmCode: number
  readonly transferId: string
  readonly licenseResults: readonly LicenseResult[]
}

/**
 * Redeems a ticket online: makes a container if there is none, sends its context, imports the update and sends the receipt.
 * Safe to repeat after any failure: the Depot gives the same update again.
 * @throws RuntimeRefusal, DepotRefusal
 */
export async function activate(
  runtime: Runtime,
  depot: DepotCall,
  wish: ActivationWish,
  progress: Progress,
): Promise<Activated[]> {
  const codes = wish.firmCode === undefined ? await neededFirmCodes(depot, wish.ticketId) : [wish.firmCode]
  progress(`The ticket needs firm code ${codes.join(', ')}.`)
  const activated: Activated[] = []
  for (const firmCode of codes) {
    const serial = await containerFor(runtime, depot, firmCode, wish, progress)
    activated.push(await activateIn(runtime, depot, { ...wish, serial, firmCode }, progress))
  }
  return activated
}

/** The SOAP client leaves numbers of derived types as text. */
interface TicketList {
  ticketViews: { ticketView?: { ticketLicenses: { ticketLicense?: { firmCode: string | number }[] } | null }[] } | null
}

async function neededFirmCodes(depot: DepotCall, ticketId: string): Promise<number[]> {
  const list = await depot<TicketList>('GetTickets', { ticketIds: { ticketId: [ticketId] } })
  const licenses = (list.ticketViews?.ticketView ?? []).flatMap((view) => view.ticketLicenses?.ticketLicense ?? [])
  const codes = new Set(licenses.map((license) => Number(license.firmCode)))
  if (codes.size > 0) return [...codes].sort((a, b) => a - b)
  throw new RuntimeRefusal('LICENSE_MISSING', 'There are no licenses on this ticket.', 'Ask the vendor.')
}

async function containerFor(
  runtime: Runtime,
  depot: DepotCall,
  firmCode: number,
  { root, serial, test = false }: ActivationWish,
  progress: Progress,
): Promise<string> {
  const { found, refusals } = await serving(runtime, firmCode)
  if (serial === undefined && found.length === 0 && refusals.length === 0) {
    const trusted = root ?? (await fetchRoot(depot, firmCode, progress))
    const made = await createContainer(runtime, { firmCode, root: trusted, test })
    progress(`Created container ${made} on this machine.`)
    try {
      await enroll(runtime, depot, made, firmCode, progress)
    } catch (error) {
      // Nobody has seen it yet; a next attempt may want to trust another root.
      await discardContainer(runtime, made)
      throw error
    }
    return made
  }
  const present = await findContainer(runtime, firmCode, serial)
  if (root !== undefined) requirePinned(firmIn(await readContainer(runtime, present), firmCode), { firmCode, root })
  progress(`Using container ${present}.`)
  return present
}

/** A wish whose container and firm code are known. */
interface Target extends ActivationWish {
  readonly serial: string
  readonly firmCode: number
}

interface ActivationAnswer {
  transferId: string
  updateFile: string
  licenseResults: { licenseResult?: LicenseResult[] } | null
}

async function activateIn(runtime: Runtime, depot: DepotCall, target: Target, progress: Progress): Promise<Activated> {
  const answer = await askUpToDate(runtime, depot, target, progress)
  const imported = await importUpdate(runtime, answer.updateFile)
  progress(`Imported update ${imported.transferId}: ${imported.steps} step${imported.steps === 1 ? '' : 's'}.`)
  await confirm(runtime, depot, target.serial, target.firmCode)
  progress('Sent the receipt.')
  const { serial, firmCode } = target
  return { serial, firmCode, transferId: answer.transferId, licenseResults: answer.licenseResults?.licenseResult ?? [] }
}

/** If the Depot wants the container to import what is open first, brings it up to date and asks once more. */
async function askUpToDate(runtime: Runtime, depot: DepotCall, target: Target, progress: Progress) {
  try {
    return await ask(runtime, depot, target)
  } catch (error) {
    if (!(error instanceof DepotRefusal && error.fault.code === 'TRANSFER_OPEN')) throw error
    progress('The Depot asks to import open updates first.')
    await catchUp(runtime, depot, target, progress)
    return ask(runtime, depot, target)
  }
}

function ask(runtime: Runtime, depot: DepotCall, target: Target): Promise<ActivationAnswer> {
  const { ticketId, licenseIds, all, parameters } = target
  return sendContext<ActivationAnswer>(runtime, depot, target, 'ActivateLicenses', (contextFile) => ({
    activation: {
      ticketId,
      licenseIds: licenseIds && { licenseId: licenseIds },
      selection: all === true ? 'all' : undefined,
      contextFile,
      parameters: parameters && {
        parameter: Object.entries(parameters).map(([name, value]) => ({ name, value })),
      },
    },
  }))
}

/** Fetches and imports what the container lacks, if the Depot has anything. */
async function catchUp(runtime: Runtime, depot: DepotCall, target: Target, progress: Progress) {
  try {
    const { updateFile } = await sendContext<{ updateFile: string }>(
      runtime,
      depot,
      target,
      'ContinueTransfer',
      (contextFile) => ({ transferKey: { contextFile } }),
    )
    const { steps } = await importUpdate(runtime, updateFile)
    progress(`Imported what was missing: ${steps} step${steps === 1 ? '' : 's'}.`)
  } catch (error) {
    if (!(error instanceof DepotRefusal && error.fault.code === 'TRANSFER_UNKNOWN')) throw error
  }
}
