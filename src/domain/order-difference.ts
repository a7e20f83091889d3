import type { ItemDefinition } from './item.ts'
import { isWithUser } from './license.ts'
import { inLeavingOrder, type Piece, rankOf, type StandingLicense, sumOf } from './line-pieces.ts'
import { exchangePiece, type PiecePart } from './package-exchange.ts'
import { compareText, type LineContent, type NamedValue } from './order-content.ts'

/** A line as it was sold, with what is left of it. */
export interface OldLine<License extends StandingLicense = StandingLicense> {
  readonly content: Omit<LineContent, 'quantity'>
  readonly licenses: readonly License[]
}

/** A line of the new configuration. */
export interface NewLine {
  readonly content: LineContent
  /** A package makes all of its licenses for each piece. */
  readonly licenseCounting: ItemDefinition['licenseCounting']
  /** Of a package: the licenses that one piece makes. */
  readonly parts?: readonly PiecePart[] | undefined
  /** The item of the line, where it is no package; only looked at where it follows one. */
  readonly itemId?: string
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
  /** Each with the pieces of the license that takes its place, and of a package which of its parts that is. */
  readonly replace: readonly { readonly license: License; readonly factor: number; readonly part?: number }[]
  /** Pieces of each license that is sold beside; of a package each is a whole one, with all of its licenses. */
  readonly sell: readonly number[]
  /** Parts of a package that are sold so that a piece is whole, beside what takes the place of a license of it. */
  readonly complete: readonly { readonly beside: License; readonly part: number }[]
  /** Licenses that are sold. */
  readonly soldCount: number
}

/**
 * The whole new configuration of an order against what is left of the old one: what becomes of each line, new lines in the
 * order of the configuration, then those that go. A line that nobody wants and that has nothing left, or nothing but what
 * was upgraded, is not mentioned.
 */
export function orderDifference<License extends StandingLicense>(
  old: readonly OldLine<License>[],
  wanted: readonly NewLine[],
): LinePlan<License>[] {
  const known = new Map(old.map((line) => [line.content.lineNumber, line]))
  const numbers = new Set(wanted.map(({ content }) => content.lineNumber))
  const gone = old.filter(({ content, licenses }) => !numbers.has(content.lineNumber) && licenses.some(canLeave))
  const plans = [
    ...wanted.map((line) => lineDifference(known.get(line.content.lineNumber), line)),
    ...gone.toSorted((a, b) => compareLines(a, b)).map(removed),
  ]
  return plans.map(({ withdraw, replace, ...plan }) => {
    return { ...plan, withdraw: withdraw.filter(canLeave), replace: replace.filter(({ license }) => canLeave(license)) }
  })
}

function canLeave({ isUpgraded }: StandingLicense): boolean {
  return isUpgraded !== true
}

/** Licenses of a plan whose change waits for the next contact of their container. */
export function pendingCount({ withdraw, replace }: LinePlan): number {
  return [...withdraw, ...replace.map(({ license }) => license)].filter(({ state }) => isWithUser(state)).length
}

function lineDifference<License extends StandingLicense>(
  old: OldLine<License> | undefined,
  wanted: NewLine,
): LinePlan<License> {
  const { content, parts } = wanted
  const { lineNumber, itemNumber, quantity } = content
  const pieces = inLeavingOrder(old?.licenses ?? [])
  const oldQuantity = sumOf(pieces)
  const line = { lineNumber, itemNumber, newQuantity: quantity, oldQuantity, ...nothing }
  const sells = (sell: readonly number[]) => ({ sell, soldCount: sell.length * (parts?.length ?? 1) })
  if (old === undefined || pieces.length === 0) return { ...line, kind: 'added', ...sells(factorsFor([], wanted)) }
  if (!isSame(old.content, content)) {
    const replaced = { ...line, kind: 'replaced', oldItemNumber: old.content.itemNumber } as const
    const { sell, ...others } = exchange(pieces, old.content, wanted)
    const sold = sells(sell)
    return { ...replaced, ...others, ...sold, soldCount: sold.soldCount + others.complete.length }
  }
  const more = quantity - oldQuantity
  if (more === 0) return { ...line, kind: 'kept' }
  if (more < 0) return { ...line, kind: 'fewer', ...takeAway(pieces, -more) }
  if (wanted.licenseCounting === 'perPiece') {
    return { ...line, kind: 'more', ...sells(Array.from({ length: more }, () => 1)) }
  }
  const [first] = pieces.flatMap(({ licenses }) => (licenses.length === 1 ? licenses.filter(canLeave) : []))
  if (first === undefined) return { ...line, kind: 'more', ...sells([more]) }
  return { ...line, kind: 'more', replace: [{ license: first, factor: first.factor + more }] }
}

const nothing = { withdraw: [], replace: [], sell: [], complete: [], soldCount: 0 }

function removed<License extends StandingLicense>({ content, licenses }: OldLine<License>): LinePlan<License> {
  const { lineNumber, itemNumber } = content
  const oldQuantity = sumOf(inLeavingOrder(licenses))
  return { kind: 'removed', lineNumber, itemNumber, newQuantity: 0, oldQuantity, ...nothing, withdraw: licenses }
}

type ExchangedPiece<License extends StandingLicense> = Pick<LinePlan<License>, 'replace' | 'withdraw' | 'complete'>

/** Pieces with users are exchanged first, as they have something to lose; what is left over goes, what is lacking is sold. */
function exchange<License extends StandingLicense>(
  pieces: readonly Piece<License>[],
  before: OldLine['content'],
  wanted: NewLine,
) {
  const staying = pieces.toReversed()
  const factors = factorsFor(staying, wanted)
  const withdraw = staying.slice(factors.length).flatMap(({ licenses }) => licenses)
  const sell = factors.slice(staying.length)
  const pairs = staying.slice(0, factors.length).map((piece, index): ExchangedPiece<License> => {
    const factor = factors[index] ?? 1
    const byItem = wanted.parts !== undefined || piece.licenses.some(({ packageId }) => (packageId ?? null) !== null)
    if (byItem) return exchangePiece(piece.licenses, wanted.parts ?? [{ itemId: wanted.itemId, factor }])
    const keepsParts = before.itemNumber === wanted.content.itemNumber && factor === piece.factor
    const kept = keepsParts ? piece.licenses : piece.licenses.slice(-1)
    const leaving = piece.licenses.slice(0, piece.licenses.length - kept.length)
    return { replace: kept.map((license) => ({ license, factor })), withdraw: leaving, complete: [] }
  })
  return {
    replace: pairs.flatMap(({ replace }) => replace),
    withdraw: [...withdraw, ...pairs.flatMap((pair) => pair.withdraw)],
    complete: pairs.flatMap(({ complete }) => complete),
    sell,
  }
}

/**
 * The pieces of each license that is to be, the first ones for those that take the places of these. Pieces that are in use may
 * be in several containers: also where a single license would stand for all, each is exchanged by itself, and only the first
 * grows by those that nobody has. Else the new one would run beside the old ones until the last container gave its own up.
 * @param staying the most used first
 */
function factorsFor(staying: readonly Piece<StandingLicense>[], { content, licenseCounting }: NewLine): number[] {
  let left = content.quantity
  if (licenseCounting === 'perPiece') return Array.from({ length: left }, () => 1)
  const inUse = staying.filter(({ licenses }) => rankOf(licenses) > 0)
  const factors: number[] = []
  for (const { factor } of inUse) {
    if (left > 0) factors.push(Math.min(left, factor))
    left -= Math.min(left, factor)
  }
  if (left === 0) return factors
  const grows = inUse.findIndex(({ licenses }) => licenses.some(canLeave))
  return grows < 0 ? [...factors, left] : factors.map((factor, index) => (index === grows ? factor + left : factor))
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
