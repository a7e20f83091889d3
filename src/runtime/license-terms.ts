import type { HeldLicense } from './state.ts'

const day = 86_400_000

/** What the program that asks is: some terms depend on it. */
export interface Asking {
  readonly now: Date
  /** Version of the runtime. */
  readonly runtimeVersion: string
  /** When this release of the program came out; asked for by licenses with a maintenance period. */
  readonly releasedAt?: Date | undefined
  /** Bits of the feature map that the program needs, all of them. */
  readonly features?: number | undefined
}

/** Why a license is not valid by its own terms. */
export interface TermBroken {
  readonly reason:
    'NOT_YET_VALID' | 'EXPIRED' | 'UNITS_USED_UP' | 'FEATURE_MISSING' | 'MAINTENANCE_ENDED' | 'RUNTIME_TOO_OLD'
  readonly text: string
}

/** Judges a license by its terms; undefined: all kept. Spans are half-open. */
export function brokenTerm(license: HeldLicense, asking: Asking): TermBroken | undefined {
  const { options } = license
  const now = asking.now.toISOString()
  const expiry = expiryOf(license)?.toISOString()
  if (options.activationTime !== undefined && now < options.activationTime) {
    return { reason: 'NOT_YET_VALID', text: `It is valid from ${options.activationTime}.` }
  }
  if (expiry !== undefined && now >= expiry) return { reason: 'EXPIRED', text: `It expired at ${expiry}.` }
  if (unitsLeft(license) === 0n)
    return { reason: 'UNITS_USED_UP', text: `All ${options.unitCounter} units are used up.` }
  return brokenByProgram(license, asking)
}

function brokenByProgram({ options }: HeldLicense, asking: Asking): TermBroken | undefined {
  const { features, releasedAt, runtimeVersion } = asking
  const { featureMap = 0, maintenancePeriod, minimumRuntimeVersion = '0' } = options
  if (features !== undefined && (features & ~featureMap) !== 0) {
    return { reason: 'FEATURE_MISSING', text: `Its feature map is ${featureMap}; the program needs ${features}.` }
  }
  if (maintenancePeriod !== undefined && releasedAt !== undefined) {
    const { start, end } = maintenancePeriod
    const released = releasedAt.toISOString()
    const text = `It covers releases from ${start} to ${end}; this one is of ${released}.`
    if (released < start || released >= end) return { reason: 'MAINTENANCE_ENDED', text }
  }
  if (compareVersions(runtimeVersion, minimumRuntimeVersion) < 0) {
    return { reason: 'RUNTIME_TOO_OLD', text: `It needs runtime ${minimumRuntimeVersion}; this is ${runtimeVersion}.` }
  }
  return undefined
}

/** The first instant at which a license is no longer valid: its expiration time, or the end of its usage period. */
export function expiryOf({ options, firstUsedAt }: HeldLicense): Date | undefined {
  const ends: number[] = []
  if (options.expirationTime !== undefined) ends.push(Date.parse(options.expirationTime))
  if (options.usagePeriod !== undefined && firstUsedAt !== undefined) {
    ends.push(Date.parse(firstUsedAt) + options.usagePeriod * day)
  }
  return ends.length === 0 ? undefined : new Date(Math.min(...ends))
}

/** Whether its validity depends on the clock. */
export function isTimed({ options }: HeldLicense): boolean {
  return [options.activationTime, options.expirationTime, options.usagePeriod].some((term) => term !== undefined)
}

export function unitsLeft({ options, consumed }: HeldLicense): bigint | undefined {
  if (options.unitCounter === undefined) return undefined
  const left = BigInt(options.unitCounter) - BigInt(consumed)
  return left > 0n ? left : 0n
}

/** Number by number; missing ones are 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  const differing = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    return (left[index] ?? 0) - (right[index] ?? 0)
  })
  return differing.find((difference) => difference !== 0) ?? 0
}
