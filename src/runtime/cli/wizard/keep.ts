import { readFile } from 'node:fs/promises'
import { autoUpdate } from '../../auto-update.ts'
import { autoUpdateErrand, receiptErrand } from '../../errand.ts'
import { takeAnswer } from '../../ferry.ts'
import { importUpdate } from '../../import-update.ts'
import { listLicenses } from '../../list-licenses.ts'
import { renewLicense } from '../../renew-license.ts'
import { isAnswer } from '../../request-file.ts'
import { showTicket } from '../../ticket-view.ts'
import { whenText } from '../../when.ts'
import { askTicket } from './ask-ticket.ts'
import { heldHere, licenseLine, tellResults, wayOf, writeForFerry, type Scene, type Stage } from './stage.ts'

/** Shows what is on this computer. */
export const show: Scene = async (stage) => {
  const { talk } = stage
  const listed = await listLicenses(stage.runtime)
  for (const one of listed) if ('refusal' in one) talk.say('closed', one.serial)
  const held = await heldHere(stage)
  if (held.length === 0) talk.say('empty')
  for (const license of held) talk.show(`  ${licenseLine(stage, license)}`)
}

/** Fetches what waits for each container. */
export const fetchUpdates: Scene = async (stage) => {
  const { talk, depot } = stage
  const served = (await listLicenses(stage.runtime)).flatMap((one) =>
    'refusal' in one ? [] : one.firms.map(({ firmCode }) => ({ serial: one.serial, firmCode })),
  )
  if (served.length === 0) talk.say('empty')
  for (const whom of served) {
    if (depot === undefined) await writeForFerry(stage, autoUpdateErrand(whom))
    else {
      const { runtime, progress } = wayOf(stage, depot)
      const { steps } = await autoUpdate(runtime, depot, whom, progress)
      talk.say(steps === 0 ? 'upToDate' : 'updated', whom.firmCode)
    }
  }
}

/** Renews a license of a ticket. */
export const renew: Scene = async (stage) => {
  const { talk, depot } = stage
  if (depot === undefined) {
    talk.say('byFileNot', 'renew')
    return
  }
  const ticketId = await askTicket(talk)
  if (ticketId === undefined) return
  const onTicket = new Set((await showTicket(depot, ticketId)).licenses.map(({ licenseId }) => licenseId))
  const ending = (await heldHere(stage)).filter(({ licenseId, expiresAt }) => onTicket.has(licenseId) && expiresAt)
  if (ending.length === 0) {
    talk.say('empty')
    return
  }
  const lines = ending.map((license) => licenseLine(stage, license))
  const picked = (await talk.pick('which', lines))?.flatMap((index) => ending[index] ?? []) ?? []
  if (picked.length === 0) talk.say('stopped')
  for (const { licenseId, name } of picked) {
    const { renewedUntil, offers, licenseResults } = await renewLicense(wayOf(stage, depot), { ticketId, licenseId })
    tellResults(stage, licenseResults, new Map([[licenseId, name]]), 'here')
    if (renewedUntil !== undefined) talk.say('renewed', name, whenText(renewedUntil))
    for (const offer of offers) talk.say('offer', offer.name, offer.text, offer.address ?? '')
  }
}

/** Imports a file that came back from the Depot. */
export const take: Scene = async (stage) => {
  const { talk, runtime } = stage
  const path = await talk.ask('fileToRead')
  if (path === '') return
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    talk.say('unreadable', path)
    return
  }
  const whom = isAnswer(text) ? await takeFrom(stage, text) : await importUpdate(runtime, text)
  talk.say('imported')
  if (await talk.confirm('receipt', false)) await writeForFerry(stage, receiptErrand(whom))
}

async function takeFrom(stage: Stage, text: string) {
  const settled = await takeAnswer(stage.runtime, text, () => undefined)
  const names = new Map((await heldHere(stage)).map(({ licenseId, name }) => [licenseId, name]))
  const good = settled.operation === 'ReturnLicenses' ? 'left' : 'here'
  tellResults(stage, settled.licenseResults, names, good)
  return settled
}
