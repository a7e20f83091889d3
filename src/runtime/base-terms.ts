import { expiryOf } from './license-terms.ts'
import type { HeldLicense } from './state.ts'

/** The license that a module rides on; undefined where there is none in the container. */
export function baseOf({ options }: HeldLicense, held: readonly HeldLicense[]): HeldLicense | undefined {
  return held.find(({ licenseId }) => licenseId === options.ridesOn)
}

/**
 * A module with the terms that it has from its base (docs/formats.md §8.4): users and maintenance where it sets none of its
 * own, and never a longer life. Any other license as it is.
 * @param held what the container holds
 */
export function withBaseTerms(license: HeldLicense, held: readonly HeldLicense[]): HeldLicense {
  const found = baseOf(license, held)
  if (found === undefined) return license
  // Nothing rides on itself, whatever a file says.
  const others = held.filter(({ licenseId }) => licenseId !== license.licenseId)
  const base = withBaseTerms(found, others)
  const { options } = license
  const inherited = {
    licenseQuantity: options.licenseQuantity ?? base.options.licenseQuantity,
    maintenancePeriod: options.maintenancePeriod ?? base.options.maintenancePeriod,
    activationTime: latest(options.activationTime, base.options.activationTime),
    expirationTime: earliest(options.expirationTime, expiryOf(base)?.toISOString()),
  }
  return { ...license, options: { ...options, ...inherited } }
}

function earliest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted(byTime)
    .at(0)
}

function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted(byTime)
    .at(-1)
}

function byTime(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b)
}
