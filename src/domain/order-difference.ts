import type { ItemDefinition } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'
import { compareText, type LineContent, type NamedValue } from './order-content.ts'

/** A license of a line that stands for pieces of it: not at an end, not about to be withdrawn, not replaced. */
export interface StandingLicense {
  readonly id: string
  readonly state: LicenseState
  readonly factor: number
  /** Of several licenses that share the units of one piece: the same for all of them. */
  readonly pieceId?: string | null
}

/** A line as it was sold, with what is left of it. */
export interface OldLine<License extends StandingLicense = StandingLicense> {
  readonly content: Omit<LineContent, 'quantity'>
  readonly licenses: readonly License[]
}

/** A line of the new configuration. */
export interface NewLine {
  readonly content: LineContent
  readonly licenseCounting: ItemDefinition['licenseCounting']
}

export type LineChangeKind = 'kept' | 'added' | 'removed' | 'more' | 'fewer' | 'replaced'

/** What becomes of one line, and which of its licenses go which way. */
export interface LinePlan<License extends StandingLicense = StandingLicense> {
  readonly kind: LineChangeKind
  readonly lineNumber: string
  /** The item now, or before if the line goes. */
  readonly itemNumber: string
  readonly oldItemNumber?: string
  readonly newQuantity: number
  readonly oldQuantity: number
  /** To be withdrawn without a successor. */
  readonly withdraw: readonly License[]
  /** Each with the pieces of the license that takes its place. */
  readonly replace: readonly { readonly license: License; readonly factor: number }[]
  /** Pieces of each license that is sold beside. */
  readonly sell: readonly number[]
}

/**
 * The whole new configuration of an order against what is left of the old one: what becomes of each line, new lines in the
 * order of the configuration, then those that go. A line that nobody wants and that has nothing left is not mentioned.
 */
export function orderDifference<License extends StandingLicense>(
  old: readonly OldLine<License>[],
  wanted: readonly NewLine[],
): LinePlan<License>[] {
  const known = new Map(old.map((line) => [line.content.lineNumber, line]))
  const numbers = new Set(wanted.map(({ content }) => content.lineNumber))
  const gone = old.filter(({ content, licenses }) => !numbers.has(content.lineNumber) && licenses.length > 0)
  return [
    ...wanted.map((line) => lineDifference(known.get(line.content.lineNumber), line)),
    ...gone.toSorted((a, b) => compareLines(a, b)).map(removed),
  ]
}

/** Licenses of a plan whose change waits for the next contact of their container. */
export function pendingCount({ withdraw, replace }: LinePlan): number {
  return [...withdraw, ...replace.map(({ license }) => license)].filter(({ state }) => isWithUser(state)).length
}

function lineDifference<License extends StandingLicense>(
  old: OldLine<License> | undefined,
  { content, licenseCounting }: NewLine,
): LinePlan<License> {
  const { lineNumber, itemNumber, quantity } = content
  const pieces = inLeavingOrder(old?.licenses ?? [])
  const oldQuantity = sumOf(pieces)
  const line = { lineNumber, itemNumber, newQuantity: quantity, oldQuantity, ...nothing }
  const whole = licenseCounting === 'oneLicense' ? [quantity] : Array.from({ length: quantity }, () => 1)
  if (old === undefined || pieces.length === 0) return { ...line, kind: 'added', sell: whole }
  if (!isSame(old.content, content)) {
    const keepsParts = old.content.itemNumber === itemNumber
    return { ...line, kind: 'replaced', oldItemNumber: old.content.itemNumber, ...exchange(pieces, whole, keepsParts) }
  }
  const more = quantity - oldQuantity
  if (more === 0) return { ...line, kind: 'kept' }
  if (more < 0) return { ...line, kind: 'fewer', ...takeAway(pieces, -more) }
  if (licenseCounting === 'perPiece') return { ...line, kind: 'more', sell: Array.from({ length: more }, () => 1) }
  const [first] = pieces.flatMap(({ licenses }) => (licenses.length === 1 ? licenses : []))
  if (first === undefined) return { ...line, kind: 'more', sell: [more] }
  return { ...line, kind: 'more', replace: [{ license: first, factor: first.factor + more }] }
}

const nothing = { withdraw: [], replace: [], sell: [] }

function removed<License extends StandingLicense>({ content, licenses }: OldLine<License>): LinePlan<License> {
  const { lineNumber, itemNumber } = content
  const oldQuantity = sumOf(inLeavingOrder(licenses))
  return { kind: 'removed', lineNumber, itemNumber, newQuantity: 0, oldQuantity, ...nothing, withdraw: licenses }
}

/**
 * Those with users are exchanged first, as they have something to lose; what is left over goes, what is lacking is sold.
 * @param keepsParts a piece whose units several licenses share stays shared, else one of them stands for all
 */
function exchange<License extends StandingLicense>(
  pieces: readonly Piece<License>[],
  factors: readonly number[],
  keepsParts: boolean,
) {
  const staying = pieces.toReversed()
  const withdraw = staying.slice(factors.length).flatMap(({ licenses }) => licenses)
  const replace = staying.flatMap((piece, index) => {
    const factor = factors[index]
    if (factor === undefined) return []
    const parts = keepsParts && factor === piece.factor ? piece.licenses : piece.licenses.slice(-1)
    withdraw.push(...piece.licenses.slice(0, piece.licenses.length - parts.length))
    return parts.map((license) => ({ license, factor }))
  })
  return { replace, withdraw, sell: factors.slice(staying.length) }
}

/** So many pieces fewer: whole licenses go as long as they are not too much, and of the next one a smaller one is left. */
function takeAway<License extends StandingLicense>(pieces: readonly Piece<License>[], count: number) {
  const withdraw: License[] = []
  const replace: { license: License; factor: number }[] = []
  let left = count
  for (const { licenses, factor } of pieces) {
    if (left === 0) break
    if (factor <= left) withdraw.push(...licenses)
    else replace.push(...licenses.map((license) => ({ license, factor: factor - left })))
    left -= Math.min(left, factor)
  }
  return { withdraw, replace }
}

/** What goes or stays together: mostly one license, or several that share the units of one piece. */
interface Piece<License> {
  /** In the order in which they would go. */
  readonly licenses: readonly License[]
  readonly factor: number
}

/**
 * Which pieces go first: those that nobody has collected, then those on their way out or in, then those in use; of equal
 * ones the newest. Every run comes to the same, as ids rise.
 */
function inLeavingOrder<License extends StandingLicense>(licenses: readonly License[]): Piece<License>[] {
  const pieces = new Map<string, License[]>()
  for (const license of licenses.toSorted((a, b) => rank(a) - rank(b) || compareText(b.id, a.id))) {
    const id = license.pieceId ?? license.id
    pieces.set(id, [...(pieces.get(id) ?? []), license])
  }
  const groups = [...pieces].map(([id, parts]) => ({ id, licenses: parts, factor: parts[0]?.factor ?? 0 }))
  return groups.toSorted((a, b) => rankOf(a.licenses) - rankOf(b.licenses) || compareText(b.id, a.id))
}

const ranks: Partial<Record<LicenseState, number>> = { NotCollected: 0, Returning: 1, Collected: 2 }

function rank({ state }: StandingLicense): number {
  return ranks[state] ?? 3
}

/** A piece is as much in use as that of its licenses which is most in use. */
function rankOf(licenses: readonly StandingLicense[]): number {
  return Math.max(...licenses.map(rank))
}

function sumOf(pieces: readonly Piece<StandingLicense>[]): number {
  return pieces.reduce((sum, { factor }) => sum + factor, 0)
}

function isSame(old: OldLine['content'], now: LineContent): boolean {
  return (
    old.itemNumber === now.itemNumber &&
    old.containerSerial === now.containerSerial &&
    sameValues(old.parameters, now.parameters)
  )
}

/** Both are in the order of their names. */
function sameValues(old: readonly NamedValue[], now: readonly NamedValue[]): boolean {
  return (
    old.length === now.length &&
    old.every(({ name, value }, index) => name === now[index]?.name && value === now[index].value)
  )
}

function compareLines(a: OldLine, b: OldLine): number {
  const [first, second] = [a.content.lineNumber, b.content.lineNumber]
  return first.length - second.length || compareText(first, second)
}
