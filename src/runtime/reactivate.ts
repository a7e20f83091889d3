import type { FirmRoot } from '../formats/certificate.ts'
import { chooseContainer, homeOf } from './choose-container.ts'
import { reactivationErrand, type ActivationWords } from './errand.ts'
import { listLicenses } from './list-licenses.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { Way } from './send-errand.ts'
import { settleOnline, type Settled } from './settle.ts'
import { isCollected, showTicket, type TicketLicense, type TicketView } from './ticket-view.ts'

/** Without licenses named: all that somebody has collected and that are not on this machine. */
export interface ReactivationWish extends Omit<ActivationWords, 'all'> {
  readonly root?: FirmRoot | undefined
  readonly serial?: string | undefined
  readonly test?: boolean | undefined
}

/**
 * Has licenses issued anew into a container of this machine, because the one that they were in is lost; the old copies become
 * invalid for good. Makes a container if there is none. Where licenses have to wait, `waitUntil` says how long, and the same
 * call later ends it. Safe to repeat after any failure.
 * @throws RuntimeRefusal LICENSE_MISSING, and those of the Depot
 */
export async function reactivate(way: Way, wish: ReactivationWish): Promise<Settled[]> {
  const { runtime, depot, progress } = way
  const view = await showTicket(depot, wish.ticketId)
  const lost = await lostLicenses(runtime, view, wish.licenseIds)
  const firmCodes = [...new Set(lost.map(({ firmCode }) => firmCode))].sort((a, b) => a - b)
  const together = view.inseparable || wish.serial !== undefined
  let home = wish.serial ?? (await homeOf(runtime, firmCodes))
  const settled: Settled[] = []
  for (const firmCode of firmCodes) {
    const choice = { firmCode, home, together, root: wish.root, test: wish.test, anew: true }
    const serial = await chooseContainer(runtime, depot, choice, progress)
    home ??= serial
    const licenseIds = lost.filter((license) => license.firmCode === firmCode).map(({ licenseId }) => licenseId)
    const { ticketId, parameters } = wish
    const errand = reactivationErrand({ serial, firmCode }, { ticketId, licenseIds, parameters })
    settled.push(await settleOnline(way, errand))
  }
  return settled
}

async function lostLicenses(
  runtime: Runtime,
  { licenses, licenseCount }: TicketView,
  wanted: readonly string[] | undefined,
): Promise<TicketLicense[]> {
  const here = await licensesHere(runtime)
  const lost = licenses.filter((license) =>
    wanted === undefined ? isCollected(license) && !here.has(license.licenseId) : wanted.includes(license.licenseId),
  )
  if (lost.length > 0 && lost.length >= (wanted?.length ?? 0)) return lost
  if (wanted !== undefined) {
    const message = `The ticket shows no license ${wanted.filter((id) => !licenses.some(({ licenseId }) => licenseId === id)).join(', ')}.`
    const advice = licenseCount > licenses.length ? 'The Depot shows only the first; ask the vendor.' : ''
    throw new RuntimeRefusal('LICENSE_MISSING', message, advice || 'See "opendepot-runtime ticket" for what is on it.')
  }
  throw new RuntimeRefusal(
    'LICENSE_MISSING',
    'No license of this ticket is lost: each is on this machine, or nobody has collected it.',
    'Use "opendepot-runtime activate" for those that nobody has collected.',
  )
}

/** Licenses in containers that can be opened; what is in another one is lost. */
async function licensesHere(runtime: Runtime): Promise<ReadonlySet<string>> {
  const containers = await listLicenses(runtime)
  const firms = containers.flatMap((one) => ('refusal' in one ? [] : one.firms))
  return new Set(firms.flatMap(({ licenses }) => licenses.map(({ licenseId }) => licenseId)))
}
