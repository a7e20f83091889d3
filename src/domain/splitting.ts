import type { FaultCode } from '../faults.ts'
import { grantedUnits } from './extension.ts'
import type { LicenseOptions } from './item.ts'

/** How much a license stands for. */
export interface Portion {
  /** Pieces. */
  readonly factor: number
  /** Units; null where the license has those of its item, times its pieces. */
  readonly units: number | null
}

export interface SplittableLicense extends Portion {
  /** Units that were used so far: the license that stays has to stand for them. */
  readonly usedUnits: number
  readonly item: { readonly itemNumber: string; readonly options: Pick<LicenseOptions, 'unitCounter'> }
}

/** Both parts, which together are the whole; or why there are none. */
export type Split =
  { readonly rest: Portion; readonly off: Portion } | { readonly code: FaultCode; readonly text: string }

/**
 * Splits a license: one that stands for several pieces by pieces, one of a single piece by its units. Pieces take the units
 * along that their item gives each of them; units that were bought later, or used, stay with the rest.
 */
export function split(license: SplittableLicense, splitOff: number): Split {
  const { factor, item, usedUnits } = license
  if (factor > 1) {
    return splitOff < factor ? byPieces(license, splitOff) : nothing(`The license stands for ${factor} pieces`)
  }
  const units = grantedUnits(license)
  if (units === undefined) return nothing(`A license of item ${item.itemNumber} is one piece and counts no units`)
  if (splitOff >= units - usedUnits) return nothing(`The license has ${units} units${usedText(usedUnits)}`)
  return { rest: { factor, units: units - splitOff }, off: { factor, units: splitOff } }
}

function usedText(usedUnits: number): string {
  return usedUnits === 0 ? '' : `, of which ${usedUnits} are used`
}

function byPieces(license: SplittableLicense, pieces: number): Split {
  const { factor, units, usedUnits, item } = license
  const rest = factor - pieces
  const { unitCounter } = item.options
  const granted = grantedUnits(license)
  if (granted !== undefined && unitCounter !== undefined && granted - pieces * unitCounter.units < usedUnits) {
    return nothing(`The license has ${granted} units${usedText(usedUnits)}`)
  }
  if (units === null || unitCounter === undefined) {
    return { rest: { factor: rest, units }, off: { factor: pieces, units: null } }
  }
  return {
    rest: { factor: rest, units: units - pieces * unitCounter.units },
    off: { factor: pieces, units: null },
  }
}

function nothing(reason: string): Split {
  return { code: 'NOTHING_TO_DO', text: `${reason}; nothing can be split off so that something is left.` }
}
