import type { ContextOf } from '../../context-of.ts'
import type { DepotCall } from '../../depot-client.ts'
import { restorationErrand, returnErrand } from '../../errand.ts'
import { reactivate } from '../../reactivate.ts'
import { candidatesOf, restoreContainer, type RestorationWish } from '../../restore-container.ts'
import { returnLicenses } from '../../return-licenses.ts'
import type { Settled } from '../../settle.ts'
import { isCollected, showTicket } from '../../ticket-view.ts'
import { terms } from '../terms.ts'
import { askTicket } from './ask-ticket.ts'
import { trustAll } from './redeem.ts'
import {
  containerByFile,
  heldHere,
  licenseLine,
  tellResults,
  wayOf,
  writeForFerry,
  type HeldHere,
  type Scene,
  type Stage,
} from './stage.ts'

/** Gives licenses of this computer back. */
export const giveBack: Scene = async (stage) => {
  const { talk, depot } = stage
  const held = await heldHere(stage)
  if (held.length === 0) {
    talk.say('empty')
    return
  }
  const lines = held.map((license) => licenseLine(stage, license))
  const picked = (await talk.pick('which', lines))?.flatMap((index) => held[index] ?? [])
  if (picked === undefined || !(await talk.confirm('agree', false))) {
    talk.say('stopped')
    return
  }
  const names = new Map(held.map(({ licenseId, name }) => [licenseId, name]))
  for (const group of byPlace(picked)) {
    const licenseIds = group.licenses.map(({ licenseId }) => licenseId)
    if (depot === undefined) await writeForFerry(stage, returnErrand(group, licenseIds))
    else {
      talk.say('working')
      const { licenseResults } = await returnLicenses(wayOf(stage, depot), { ...group, licenseIds })
      tellResults(stage, licenseResults, names, 'left')
    }
  }
}

/** A context is of one container and one firm code. */
function byPlace(licenses: readonly HeldHere[]): (ContextOf & { licenses: HeldHere[] })[] {
  const groups = new Map<string, ContextOf & { licenses: HeldHere[] }>()
  for (const license of licenses) {
    const { serial, firmCode } = license
    const place = `${serial} ${firmCode}`
    const group = groups.get(place) ?? { serial, firmCode, licenses: [] }
    groups.set(place, group)
    group.licenses.push(license)
  }
  return [...groups.values()]
}

/** Gets licenses here whose computer is lost. */
export const getFromLost: Scene = async (stage) => {
  const { talk, depot } = stage
  if (depot === undefined) {
    talk.say('byFileNot', 'reactivate')
    return
  }
  const ticketId = await askTicket(talk)
  if (ticketId === undefined) return
  const { licenses } = await showTicket(depot, ticketId)
  const here = new Set((await heldHere(stage)).map(({ licenseId }) => licenseId))
  const away = licenses.filter((license) => isCollected(license) && !here.has(license.licenseId))
  if (away.length === 0) {
    talk.say('nothingLost')
    return
  }
  const lines = away.map(({ name, containerSerial = '' }) => `${name} ${containerSerial}`.trimEnd())
  const picked = (await talk.pick('which', lines))?.flatMap((index) => away[index] ?? [])
  if (picked === undefined) {
    talk.say('stopped')
    return
  }
  talk.show(terms.reactivate[talk.language])
  if (!(await talk.confirm('agree', false)) || !(await trustAll(stage, depot, picked))) {
    talk.say('stopped')
    return
  }
  talk.say('working')
  const licenseIds = picked.map(({ licenseId }) => licenseId)
  const settled = await reactivate(wayOf(stage, depot), { ticketId, licenseIds, test: stage.test })
  tellSettled(stage, settled, new Map(licenses.map(({ licenseId, name }) => [licenseId, name])))
}

/** Brings back what this computer had before it was installed anew. */
export const bringBack: Scene = async (stage) => {
  const { talk, depot } = stage
  if (depot === undefined) {
    const whom = await containerByFile(stage)
    const oldSerial = (await talk.ask('oldSerial')) || undefined
    if (!(await agreesToRestore(stage))) {
      talk.say('stopped')
      return
    }
    return writeForFerry(stage, restorationErrand(whom, oldSerial))
  }
  const ticketId = await askTicket(talk)
  if (ticketId === undefined) return
  const { licenses } = await showTicket(depot, ticketId)
  const oldSerial = (await talk.ask('oldSerial')) || undefined
  if (!(await agreesToRestore(stage)) || !(await trustAll(stage, depot, licenses))) {
    talk.say('stopped')
    return
  }
  talk.say('working')
  const firmCodes = [...new Set(licenses.map(({ firmCode }) => firmCode))]
  const settled = await restoreAsking(stage, depot, { firmCodes, oldSerial, test: stage.test })
  tellSettled(stage, settled, new Map(licenses.map(({ licenseId, name }) => [licenseId, name])))
}

/** Where several containers were on this computer, the person says which one is lost. */
async function restoreAsking(stage: Stage, depot: DepotCall, wish: RestorationWish): Promise<Settled[]> {
  const { talk } = stage
  try {
    return await restoreContainer(wayOf(stage, depot), wish)
  } catch (error) {
    const candidates = candidatesOf(error)
    if (candidates.length === 0) throw error
    talk.say('several')
    const [chosen] = (await talk.pick('whichOne', candidates)) ?? []
    if (chosen === undefined) throw error
    return restoreAsking(stage, depot, { ...wish, oldSerial: candidates[chosen] })
  }
}

async function agreesToRestore({ talk }: Stage): Promise<boolean> {
  talk.show(terms.restore[talk.language])
  return talk.confirm('agree', false)
}

function tellSettled(stage: Stage, settled: readonly Settled[], names: ReadonlyMap<string, string>): void {
  for (const { licenseResults, oldSerial } of settled) {
    if (oldSerial !== undefined) stage.talk.say('restored', oldSerial)
    tellResults(stage, licenseResults, names, 'here')
  }
}
