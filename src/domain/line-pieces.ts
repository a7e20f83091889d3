import type { LicenseState } from './license.ts'
import { compareText } from './order-content.ts'

/** A license of a line that stands for pieces of it: not at an end, not about to be withdrawn, not replaced, but perhaps upgraded. */
export interface StandingLicense {
  readonly id: string
  readonly state: LicenseState
  readonly factor: number
  /** Of several licenses that are one piece together: the same for all of them. */
  readonly pieceId?: string | null
  /** The item that it is of; only looked at where a package comes or goes. */
  readonly itemId?: string
  /** The package that sold it; its pieces are those of the package. */
  readonly packageId?: string | null
  /** An upgrade, which was sold by another line, has taken its place: the piece stays sold, and nothing can be done to it. */
  readonly isUpgraded?: boolean
  /** It waits to take the place of one that is with a user: in that container the piece is in use. */
  readonly isHeld?: boolean
}

/** The piece that a license belongs to, by itself or with others. */
export function pieceOf({ pieceId, id }: { readonly id: string; readonly pieceId?: string | null }): string {
  return pieceId ?? id
}

/** Pieces of its line that a license stands for; a package is one, whatever its licenses stand for. */
export function piecesOf({ factor, packageId }: Pick<StandingLicense, 'factor' | 'packageId'>): number {
  return (packageId ?? null) === null ? factor : 1
}

/** What goes or stays together: mostly one license, or those of a package, or several that share the units of one piece. */
export interface Piece<License> {
  /** In the order in which they would go. */
  readonly licenses: readonly License[]
  /** Pieces of the line that it is; a package is one, whatever its licenses stand for. */
  readonly factor: number
}

/**
 * Which pieces go first: those that nobody has collected, then those on their way out or in (also in the place of another),
 * then those in use, at last those that were upgraded; of equal ones the newest. Every run comes to the same, as ids rise.
 */
export function inLeavingOrder<License extends StandingLicense>(licenses: readonly License[]): Piece<License>[] {
  const pieces = new Map<string, License[]>()
  for (const license of licenses.toSorted((a, b) => rank(a) - rank(b) || compareText(b.id, a.id))) {
    const id = pieceOf(license)
    pieces.set(id, [...(pieces.get(id) ?? []), license])
  }
  const groups = [...pieces].map(([id, parts]) => ({ id, licenses: parts, factor: factorOf(parts) }))
  return groups.toSorted((a, b) => rankOf(a.licenses) - rankOf(b.licenses) || compareText(b.id, a.id))
}

const ranks: Partial<Record<LicenseState, number>> = { NotCollected: 0, Returning: 1, Collected: 2 }

function rank({ state, isUpgraded, isHeld }: StandingLicense): number {
  if (isUpgraded === true) return 4
  return isHeld === true ? 2 : (ranks[state] ?? 3)
}

function factorOf([first]: readonly StandingLicense[]): number {
  return first === undefined ? 0 : piecesOf(first)
}

/** A piece is as much in use as that of its licenses which is most in use. */
export function rankOf(licenses: readonly StandingLicense[]): number {
  return Math.max(...licenses.map(rank))
}

export function sumOf(pieces: readonly Piece<StandingLicense>[]): number {
  return pieces.reduce((sum, { factor }) => sum + factor, 0)
}
