/** What is kept of the units of one license that one container used. */
export interface KeptUnits {
  /** The most that it ever showed. */
  readonly consumed: bigint
  /** Since when it shows less, null while it does not: an older state of it was put back. */
  readonly lowerSince: Date | null
}

/** A license of which a container shows fewer used units than before. */
export interface LowerUnits {
  readonly licenseId: string
  readonly shown: bigint
  readonly kept: bigint
}

/**
 * Compares the used units that a context shows with those that are kept, by license. Of units the maximum stands (design
 * §4.1); `lower` names a license when it falls behind, and not again before it has caught up.
 */
export function judgeUnits(
  kept: ReadonlyMap<string, KeptUnits>,
  shown: ReadonlyMap<string, bigint>,
  now: Date,
): { readonly changed: ReadonlyMap<string, KeptUnits>; readonly lower: readonly LowerUnits[] } {
  const changed = new Map<string, KeptUnits>()
  const lower: LowerUnits[] = []
  for (const [licenseId, units] of shown) {
    const { consumed, lowerSince } = kept.get(licenseId) ?? none
    if (units > consumed || (units === consumed && lowerSince !== null)) {
      changed.set(licenseId, { consumed: units, lowerSince: null })
    } else if (units < consumed && lowerSince === null) {
      changed.set(licenseId, { consumed, lowerSince: now })
      lower.push({ licenseId, shown: units, kept: consumed })
    }
  }
  return { changed, lower }
}

const none: KeptUnits = { consumed: 0n, lowerSince: null }

/** A license that took the place of another, with the units that it was ever granted; null = those of its item. */
export interface HeirOfUnits {
  readonly id: string
  readonly units: number | null
}

/**
 * Shares the used units of a license among those that took its place, which are several if its successor was split: the first
 * stands for them as far as its units go, then the next.
 * @param heirs the successor before what was split off
 */
export function shareUnits(used: bigint, heirs: readonly HeirOfUnits[]): Map<string, bigint> {
  const shares = new Map<string, bigint>()
  let left = used
  for (const [index, { id, units }] of heirs.entries()) {
    const isLast = index === heirs.length - 1
    const share = isLast || units === null || BigInt(units) > left ? left : BigInt(units)
    shares.set(id, share)
    left -= share
  }
  return shares
}
