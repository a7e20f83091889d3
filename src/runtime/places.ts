/** A use of a license that goes on, or whose place stays taken for a while after its end (docs/formats.md §8.5). */
export interface Use {
  /** Secret of the use. */
  readonly token: string
  /** What it is counted with. */
  readonly counted: string
  /** Who uses it; may have a lingering place again. */
  readonly user: string
  /** All such uses on this machine have one place together. */
  readonly shared: boolean
  readonly endedAt?: string | undefined
  /** Seconds for which the place stays taken after the end. */
  readonly linger: number
}

/** Uses that still have a place: those that go on, and those that lingered not long enough. */
export function withPlace<U extends Use>(uses: readonly U[], now: Date): U[] {
  // A clock that was ahead when a use ended keeps no place for longer either.
  return uses.filter(
    ({ endedAt, linger }) => endedAt === undefined || Math.abs(Number(now) - Date.parse(endedAt)) < linger * 1000,
  )
}

/** Places of a license that uses have, counted together. */
export function placesTaken(uses: readonly Use[], counted: string): number {
  const together = uses.filter((use) => use.counted === counted)
  const alone = together.filter(({ shared }) => !shared)
  return alone.length + (alone.length < together.length ? 1 : 0)
}

/**
 * Gives a use a place: its own again, a lingering one of its user, or a free one; undefined if all are taken. If there are
 * fewer places than before, those who came first keep theirs.
 * @param uses those that have a place now, in the order in which they came
 * @param quantity places there are; 0: any number
 */
export function takePlace<U extends Use>(uses: readonly U[], wish: U, quantity: number): U[] | undefined {
  const own = uses.findIndex((use) => isSame(use, wish))
  const left = uses.find((use) => use.endedAt !== undefined && isAlike(use, wish))
  const next = own >= 0 ? uses.with(own, wish) : [...uses.filter((use) => use !== left), wish]
  const before = next.slice(0, next.indexOf(wish) + 1)
  return quantity === 0 || placesTaken(before, wish.counted) <= quantity ? next : undefined
}

/** Ends a use; its place lingers, if it is to. */
export function leavePlace<U extends Use>(uses: readonly U[], own: Pick<Use, 'token' | 'counted'>, now: Date): U[] {
  const endedAt = now.toISOString()
  return withPlace(
    uses.map((use) => (isSame(use, own) ? { ...use, endedAt } : use)),
    now,
  )
}

/** While a use moves to another license it has two places. */
function isSame(a: Pick<Use, 'token' | 'counted'>, b: Pick<Use, 'token' | 'counted'>): boolean {
  return a.token === b.token && a.counted === b.counted
}

function isAlike(a: Use, b: Use): boolean {
  return a.counted === b.counted && a.user === b.user && a.shared === b.shared
}
