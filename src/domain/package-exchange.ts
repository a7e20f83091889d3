/** A license that a piece of a package makes, or the one of an item that follows a package. */
export interface PiecePart {
  readonly itemId: string | undefined
  /** Pieces of the item that the license stands for. */
  readonly factor: number
}

/** What becomes of the licenses of a piece whose line turns into something else. */
export interface PieceExchange<License> {
  /** Each with the part that takes its place. */
  readonly replace: readonly { readonly license: License; readonly factor: number; readonly part: number }[]
  readonly withdraw: readonly License[]
  /** Parts that nothing gives its place to; each with a license of the piece, so that it is of the same one. */
  readonly complete: readonly { readonly beside: License; readonly part: number }[]
}

/**
 * Exchanges the licenses of one piece for the parts of another: a license of the same item first, so that it keeps its
 * terms; then whatever is left, the most used one first.
 * @param licenses in the order in which they would go, at least one
 */
export function exchangePiece<License extends { readonly itemId?: string }>(
  licenses: readonly License[],
  parts: readonly PiecePart[],
): PieceExchange<License> {
  const left = licenses.toReversed()
  const take = (fits: (license: License) => boolean): License | undefined => {
    const index = left.findIndex(fits)
    return index < 0 ? undefined : left.splice(index, 1)[0]
  }
  const taken = parts.map(({ itemId }) => take((license) => itemId !== undefined && license.itemId === itemId))
  const filled = taken.map((license) => license ?? take(() => true))
  const [beside] = licenses
  return {
    replace: filled.flatMap((license, part) => {
      return license === undefined ? [] : [{ license, factor: parts[part]?.factor ?? 1, part }]
    }),
    withdraw: left,
    complete: filled.flatMap((license, part) => {
      return license === undefined && beside !== undefined ? [{ beside, part }] : []
    }),
  }
}
