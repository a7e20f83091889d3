import { activate, type Activated } from '../../activate.ts'
import { serving } from '../../container-folder.ts'
import { DepotRefusal, type DepotCall } from '../../depot-client.ts'
import { fetchRoot } from '../../enroll.ts'
import { activationErrand } from '../../errand.ts'
import { thumbprint } from '../../../formats/keys.ts'
import type { LicenseResult } from '../../license-results.ts'
import { showTicket, type TicketLicense } from '../../ticket-view.ts'
import { askTicket } from './ask-ticket.ts'
import { containerByFile, tellResults, wayOf, writeForFerry, type Scene, type Stage } from './stage.ts'

/** Puts licenses of a ticket on this computer. */
export const redeem: Scene = async (stage) => {
  const { talk, depot } = stage
  const ticketId = await askTicket(talk)
  if (ticketId === undefined) return
  if (depot === undefined) {
    const whom = await containerByFile(stage)
    return writeForFerry(stage, activationErrand(whom, { ticketId }))
  }
  const { licenses } = await showTicket(depot, ticketId)
  talk.say('onTicket')
  const free = licenses.filter(({ state }) => state === 'NotCollected')
  const taken = licenses.filter((license) => !free.includes(license))
  for (const { name, state, containerSerial = '' } of taken) talk.show(`     ${name}: ${state} ${containerSerial}`)
  if (free.length === 0) {
    talk.say('nothingToCollect', talk.words('lost'))
    return
  }
  const picked = await talk.pick(
    'whichRedeem',
    free.map(({ name }) => name),
  )
  if (!(await trustAll(stage, depot, licenses))) {
    talk.say('stopped')
    return
  }
  const licenseIds = picked?.flatMap((index) => free[index]?.licenseId ?? [])
  const names = new Map(licenses.map(({ licenseId, name }) => [licenseId, name]))
  talk.say('working')
  tellResults(stage, await activateAsking(stage, depot, { ticketId, licenseIds }), names, 'here')
}

/** Each vendor who is new to this computer is shown with the key that it would trust. */
export async function trustAll(stage: Stage, depot: DepotCall, licenses: readonly TicketLicense[]): Promise<boolean> {
  const { talk, runtime } = stage
  for (const firmCode of new Set(licenses.map((license) => license.firmCode))) {
    if ((await serving(runtime, firmCode)).found.length > 0) continue
    const { key } = await fetchRoot(depot, firmCode, () => undefined)
    talk.say('trust', firmCode, thumbprint(key))
    if (!(await talk.confirm('yes', true))) return false
  }
  return true
}

interface Wish {
  readonly ticketId: string
  readonly licenseIds: readonly string[] | undefined
}

/** Activates, and asks for each value that a license needs until all have theirs or the person gives up. */
async function activateAsking(stage: Stage, depot: DepotCall, wish: Wish): Promise<readonly LicenseResult[]> {
  const { runtime, progress } = wayOf(stage, depot)
  let parameters: Record<string, string> = {}
  for (;;) {
    const outcome = await attempt(() => activate(runtime, depot, { ...wish, parameters, test: stage.test }, progress))
    const missing = missingParameter(outcome)
    const value = missing === undefined ? '' : await stage.talk.ask('parameter', missing)
    if (missing === undefined || value === '') {
      if (outcome instanceof DepotRefusal) throw outcome
      return outcome.flatMap(({ licenseResults }) => licenseResults)
    }
    parameters = { ...parameters, [missing]: value }
  }
}

async function attempt(work: () => Promise<Activated[]>): Promise<Activated[] | DepotRefusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DepotRefusal && error.fault.code === 'PARAMETER_INVALID') return error
    throw error
  }
}

/** The parameter that the Depot misses, by its words. */
function missingParameter(outcome: Activated[] | DepotRefusal): string | undefined {
  const texts =
    outcome instanceof DepotRefusal
      ? [outcome.fault.text, ...Object.values(outcome.fault.details)]
      : outcome.flatMap(({ licenseResults }) =>
          licenseResults.flatMap(({ code, text }) => (code === 'PARAMETER_INVALID' ? (text ?? []) : [])),
        )
  return texts.map((text) => /[Pp]arameter '([^']+)'/.exec(text)?.[1]).find((name) => name !== undefined)
}
