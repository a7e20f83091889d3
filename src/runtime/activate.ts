import type { FirmRoot } from '../formats/certificate.ts'
import { chooseContainer, homeOf } from './choose-container.ts'
import { confirm } from './confirm.ts'
import { readContainer } from './container-folder.ts'
import { DepotRefusal, type DepotCall } from './depot-client.ts'
import { importUpdate } from './import-update.ts'
import { ownResults, resultsOfRepeat, type LicenseResult, type Turn } from './license-results.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'
import { sendContext } from './send-context.ts'
import { ticketNeeds, type TicketNeeds } from './ticket-needs.ts'
import { tellChanges, type VendorChange } from './vendor-change.ts'

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

export interface Activated {
  readonly serial: string
  readonly firmCode: number
  /** Absent if all was in the container already. */
  readonly transferId?: string | undefined
  readonly licenseResults: readonly LicenseResult[]
}

/**
 * Redeems a ticket online: makes a container if there is none, sends its context, imports the update and sends the receipt;
 * so for each firm code of the ticket, all in one container. Safe to repeat after any failure: what is on its way the Depot
 * gives again, and what has arrived is told as being in the container.
 * @throws RuntimeRefusal, DepotRefusal
 */
export async function activate(
  runtime: Runtime,
  depot: DepotCall,
  wish: ActivationWish,
  progress: Progress,
): Promise<Activated[]> {
  const { firmCodes, inseparable } = await needsOf(depot, wish)
  progress(`The ticket needs firm code ${firmCodes.join(', ')}.`)
  const together = inseparable || wish.serial !== undefined
  let home = wish.serial ?? (await homeOf(runtime, firmCodes))
  const activated: Activated[] = []
  for (const firmCode of firmCodes) {
    const serial = await chooseContainer(runtime, depot, { ...wish, firmCode, home, together }, progress)
    home ??= serial
    const asked = wish.firmCode === undefined ? [] : wish.licenseIds
    activated.push(await activateIn(runtime, depot, { ...wish, serial, firmCode, asked }, progress))
  }
  return activated
}

async function needsOf(depot: DepotCall, { firmCode, ticketId, licenseIds }: ActivationWish): Promise<TicketNeeds> {
  if (firmCode !== undefined) return { firmCodes: [firmCode], inseparable: false }
  return ticketNeeds(depot, ticketId, licenseIds)
}

/** A wish whose container and firm code are known. */
interface Target extends ActivationWish, Turn {
  readonly serial: string
  readonly firmCode: number
}

interface ActivationAnswer {
  transferId: string
  updateFile: string
  licenseResults: { licenseResult?: LicenseResult[] } | null
  vendorChanges?: { vendorChange?: VendorChange[] } | null
}

async function activateIn(runtime: Runtime, depot: DepotCall, target: Target, progress: Progress): Promise<Activated> {
  const { serial, firmCode } = target
  const answer = await askOrRepeat(runtime, depot, target, progress)
  if ('updateFile' in answer) {
    const { transferId, steps } = await importUpdate(runtime, answer.updateFile)
    progress(`Imported update ${transferId}: ${steps} step${steps === 1 ? '' : 's'}.`)
    tellChanges(answer.vendorChanges?.vendorChange ?? [], progress)
  } else progress('The licenses are already in this container.')
  await confirm(runtime, depot, serial, firmCode)
  progress('Sent the receipt.')
  const results = answer.licenseResults?.licenseResult ?? []
  const licenseResults = ownResults(await readContainer(runtime, serial), target, results)
  return { serial, firmCode, transferId: answer.transferId, licenseResults }
}

/** An activation that was done before, and only its receipt or a later firm code is missing, is no failure. */
async function askOrRepeat(runtime: Runtime, depot: DepotCall, target: Target, progress: Progress) {
  try {
    return await askUpToDate(runtime, depot, target, progress)
  } catch (error) {
    if (!(error instanceof DepotRefusal)) throw error
    const results = resultsOfRepeat(await readContainer(runtime, target.serial), target, error.fault)
    if (results === undefined) throw error
    return { transferId: undefined, licenseResults: { licenseResult: results } }
  }
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
