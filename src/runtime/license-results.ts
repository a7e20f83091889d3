import { servedFirm } from './container-folder.ts'
import type { ContainerState } from './state.ts'

/** What became of one license of a ticket. */
export interface LicenseResult {
  readonly licenseId: string
  readonly ok: boolean
  readonly code?: string | undefined
  readonly text?: string | undefined
}

/** The turn of one firm code of a ticket. */
export interface Turn {
  readonly firmCode: number
  /** Licenses of which nobody else tells: those that were asked for under this firm code, by id. */
  readonly asked?: readonly string[] | undefined
}

/**
 * The results that concern a firm code, after its turn: a license of another one has a turn of its own, before or after,
 * and one that the container holds already is where it should be.
 */
export function ownResults(
  state: ContainerState,
  { firmCode, asked = [] }: Turn,
  results: readonly LicenseResult[],
): LicenseResult[] {
  const here = idsIn(state, firmCode)
  const others = Object.keys(state.firms).flatMap((code) => [...idsIn(state, Number(code))])
  return results.flatMap((result) => {
    const { licenseId, code } = result
    if (code === 'FIRM_CODE_OTHER') return asked.includes(licenseId) ? [result] : []
    if (code !== 'NOTHING_TO_DO') return [result]
    if (here.has(licenseId)) return [{ licenseId, ok: true }]
    return others.includes(licenseId) ? [] : [result]
  })
}

function idsIn(state: ContainerState, firmCode: number): Set<string> {
  return new Set(servedFirm(state, firmCode)?.licenses.map(({ licenseId }) => licenseId))
}
