import { confirm } from './confirm.ts'
import { firmIn, readContainer } from './container-folder.ts'
import type { ContextOf } from './context-of.ts'
import { returnErrand } from './errand.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Way } from './send-errand.ts'
import { settleOnline, type Settled } from './settle.ts'

export interface ReturnWish extends ContextOf {
  /** Absent: every license that the container holds for the firm code. */
  readonly licenseIds?: readonly string[] | undefined
}

/**
 * Gives licenses of a container back, and sends the receipt that makes it final. Safe to repeat after any failure: of what has
 * left the container already only the receipt is sent.
 * @throws RuntimeRefusal LICENSE_MISSING, and those of the Depot
 */
export async function returnLicenses(way: Way, wish: ReturnWish): Promise<Settled> {
  const { serial, firmCode, licenseIds } = wish
  const { licenses, removed } = firmIn(await readContainer(way.runtime, serial), firmCode)
  const held = licenses.map(({ licenseId }) => licenseId)
  const gone = removed.map(({ licenseId }) => licenseId)
  const wanted = licenseIds ?? (held.length > 0 ? held : gone)
  const unknown = wanted.filter((licenseId) => !held.includes(licenseId) && !gone.includes(licenseId))
  if (wanted.length === 0 || unknown.length > 0) throw notHeld(wish, unknown)
  const present = wanted.filter((licenseId) => held.includes(licenseId))
  if (present.length > 0) return settleOnline(way, returnErrand(wish, licenseIds && present))
  await confirm(way, wish)
  way.progress('The licenses have left this container before. Sent the receipt.')
  const licenseResults = wanted.map((licenseId) => ({ licenseId, ok: true }))
  return { operation: 'ReturnLicenses', serial, firmCode, steps: 0, licenseResults, offers: [] }
}

function notHeld({ serial, firmCode }: ContextOf, unknown: readonly string[]): RuntimeRefusal {
  const what = unknown.length === 0 ? `license of firm code ${firmCode}` : `license ${unknown.join(', ')}`
  const message = `The container ${serial} holds no ${what}; nothing was returned.`
  return new RuntimeRefusal('LICENSE_MISSING', message, 'See "opendepot-runtime list" for what is there.')
}
