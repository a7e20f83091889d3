import type { LicenseResults } from '../contract/depot.ts'
import { earliestWait, type LicenseOutcome } from '../domain/activation.ts'

/** So many licenses are told of one by one. */
const mostResults = 300

/** How the licenses of a request fared, as answers tell it. */
export function toldOutcomes(outcomes: readonly LicenseOutcome[]): {
  readonly goCount: number
  readonly refusedCount: number
  readonly licenseResults: LicenseResults
} {
  const go = outcomes.filter(({ ok }) => ok)
  const refused = outcomes.filter(({ ok }) => !ok)
  const listed = outcomes.length > mostResults ? [...refused, ...go].slice(0, mostResults) : outcomes
  return {
    goCount: go.length,
    refusedCount: refused.length,
    licenseResults: { licenseResult: listed.map((outcome) => ({ ...outcome })) },
  }
}

/** The same of licenses that move. */
export function toldMoves(outcomes: readonly LicenseOutcome[]) {
  const { goCount: movedCount, ...fared } = toldOutcomes(outcomes)
  return { movedCount, ...fared, waitUntil: earliestWait(outcomes) }
}
