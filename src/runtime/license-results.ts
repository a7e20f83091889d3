import { servedFirm } from './container-folder.ts'
import type { DepotFault } from './depot-client.ts'
import type { ContainerState } from './state.ts'

/** What became of one license of a ticket. */
export interface LicenseResult {
  readonly licenseId: string
  readonly ok: boolean
  readonly code?: string | undefined
  readonly text?: string | undefined
  /** When it can move, if it has to wait. */
  readonly waitUntil?: string | undefined
}

/** The turn of one firm code of a ticket. */
export interface Turn {
  readonly firmCode: number
  /** Licenses of which nobody else tells: those that were asked for under this firm code, by id. */
  readonly asked?: readonly string[] | undefined
}

/** Said of a license that another firm code's turn is about, which may be in this container by then, or not yet. */
const ofOthers: readonly (string | undefined)[] = ['FIRM_CODE_OTHER', 'NOTHING_TO_DO']

/**
 * The results that concern a firm code, after its turn: a license of another one has a turn of its own, before or after,
 * and one that the container holds already is where it should be.
 */
export function ownResults(
  state: ContainerState,
  { firmCode, asked = [] }: Turn,
  results: readonly LicenseResult[],
): LicenseResult[] {
  const here = new Set(servedFirm(state, firmCode)?.licenses.map(({ licenseId }) => licenseId))
  return results.flatMap((result) => {
    const { licenseId, code } = result
    if (code === 'NOTHING_TO_DO' && here.has(licenseId)) return [{ licenseId, ok: true }]
    return ofOthers.includes(code) && !asked.includes(licenseId) ? [] : [result]
  })
}

/**
 * The results of an activation that is repeated when all is done: the Depot refuses it with NOTHING_TO_DO, and the details
 * say why for each license. Undefined if that is no good end: none of the licenses is held under this firm code.
 */
export function resultsOfRepeat(state: ContainerState, turn: Turn, fault: DepotFault): LicenseResult[] | undefined {
  if (fault.code !== 'NOTHING_TO_DO') return undefined
  const refused = Object.entries(fault.details).flatMap(([name, reason]) => {
    const [, licenseId] = /^license\[(.+)\]$/.exec(name) ?? []
    const [, code, text] = /^([A-Z_]+): (.*)$/s.exec(reason) ?? []
    return licenseId === undefined ? [] : [{ licenseId, ok: false, code, text }]
  })
  const results = ownResults(state, turn, refused)
  return results.some(({ ok }) => ok) ? results : undefined
}
