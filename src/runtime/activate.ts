import type { FirmRoot } from '../formats/certificate.ts'
import type { BindingScheme } from '../formats/fingerprint.ts'
import { chooseContainer, homeOf } from './choose-container.ts'
import { confirm } from './confirm.ts'
import { readContainer } from './container-folder.ts'
import { DepotRefusal, type DepotCall } from './depot-client.ts'
import { activationErrand, type ActivationWords } from './errand.ts'
import { ownResults, resultsOfRepeat, type LicenseResult, type Turn } from './license-results.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'
import { sendErrand, type Way } from './send-errand.ts'
import { settle, type ErrandAnswer } from './settle.ts'
import { ticketNeeds, type TicketNeeds } from './ticket-needs.ts'

/** Without licenses named and without `all`: one of each item that the container lacks. */
export interface ActivationWish extends ActivationWords {
  /** Only licenses of this firm code; else of all that the ticket needs. */
  readonly firmCode?: number | undefined
  /** The root as the user got it from the vendor; else the Depot's word is taken and its thumbprint shown. */
  readonly root?: FirmRoot | undefined
  readonly serial?: string | undefined
  /** Take files of a test installation. */
  readonly test?: boolean | undefined
  /** How a container that is made for it is bound to the machine; else `strict`. */
  readonly binding?: BindingScheme | undefined
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
    activated.push(await activateIn({ runtime, depot, progress }, { ...wish, serial, firmCode, asked }))
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

async function activateIn(way: Way, target: Target): Promise<Activated> {
  const { runtime, progress } = way
  const { serial, firmCode } = target
  const answer = await askOrRepeat(way, target)
  const { transferId, licenseResults } = await settle(runtime, activationErrand(target, target), answer, progress)
  if (answer.updateFile === undefined) progress('The licenses are already in this container.')
  await confirm(way, target)
  progress('Sent the receipt.')
  const results = ownResults(await readContainer(runtime, serial), target, licenseResults)
  return { serial, firmCode, transferId, licenseResults: results }
}

/** An activation that was done before, and only its receipt or a later firm code is missing, is no failure. */
async function askOrRepeat(way: Way, target: Target): Promise<ErrandAnswer> {
  try {
    return await sendErrand<ErrandAnswer>(way, activationErrand(target, target))
  } catch (error) {
    if (!(error instanceof DepotRefusal)) throw error
    const results = resultsOfRepeat(await readContainer(way.runtime, target.serial), target, error.fault)
    if (results === undefined) throw error
    return { licenseResults: { licenseResult: results } }
  }
}
