import type { ItemDefinition } from './item.ts'
import { isWithUser, type LicenseState } from './license.ts'
import { compareText, type LineContent, type NamedValue } from './order-content.ts'

/** A license of a line that stands for pieces of it: not at an end, not about to be withdrawn, not replaced. */
export interface StandingLicense {
  readonly id: string
  readonly state: LicenseState
  readonly factor: number
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
  const oldQuantity = old === undefined ? 0 : pieces(old.licenses)
  const line = { lineNumber, itemNumber, newQuantity: quantity, oldQuantity, ...nothing }
  const whole = licenseCounting === 'oneLicense' ? [quantity] : Array.from({ length: quantity }, () => 1)
  if (old === undefined || old.licenses.length === 0) return { ...line, kind: 'added', sell: whole }
  if (!isSame(old.content, content)) {
    return { ...line, kind: 'replaced', oldItemNumber: old.content.itemNumber, ...exchange(old.licenses, whole) }
  }
  const more = quantity - oldQuantity
  if (more === 0) return { ...line, kind: 'kept' }
  if (more < 0) return { ...line, kind: 'fewer', ...takeAway(old.licenses, -more) }
  const [first] = leavingOrder(old.licenses)
  if (licenseCounting === 'perPiece' || first === undefined) {
    return { ...line, kind: 'more', sell: Array.from({ length: more }, () => 1) }
  }
  return { ...line, kind: 'more', replace: [{ license: first, factor: first.factor + more }] }
}

const nothing = { withdraw: [], replace: [], sell: [] }

function removed<License extends StandingLicense>({ content, licenses }: OldLine<License>): LinePlan<License> {
  const { lineNumber, itemNumber } = content
  const oldQuantity = pieces(licenses)
  return { kind: 'removed', lineNumber, itemNumber, newQuantity: 0, oldQuantity, ...nothing, withdraw: licenses }
}

/** Those with users are exchanged first, as they have something to lose; what is left over goes, what is lacking is sold. */
function exchange<License extends StandingLicense>(licenses: readonly License[], factors: readonly number[]) {
  const staying = leavingOrder(licenses).reverse()
  return {
    withdraw: staying.slice(factors.length),
    replace: staying.flatMap((license, index) => {
      const factor = factors[index]
      return factor === undefined ? [] : [{ license, factor }]
    }),
    sell: factors.slice(staying.length),
  }
}

/** So many pieces fewer: whole licenses go as long as they are not too much, and of the next one a smaller one is left. */
function takeAway<License extends StandingLicense>(licenses: readonly License[], count: number) {
  const withdraw: License[] = []
  const replace: { license: License; factor: number }[] = []
  let left = count
  for (const license of leavingOrder(licenses)) {
    if (left === 0) break
    if (license.factor <= left) withdraw.push(license)
    else replace.push({ license, factor: license.factor - left })
    left -= Math.min(left, license.factor)
  }
  return { withdraw, replace }
}

/**
 * Which licenses go first: those that nobody has collected, then those on their way out or in, then those in use; of equal
 * ones the newest. Every run comes to the same, as ids rise.
 */
function leavingOrder<License extends StandingLicense>(licenses: readonly License[]): License[] {
  return licenses.toSorted((a, b) => rank(a) - rank(b) || compareText(b.id, a.id))
}

const ranks: Partial<Record<LicenseState, number>> = { NotCollected: 0, Returning: 1, Collected: 2 }

function rank({ state }: StandingLicense): number {
  return ranks[state] ?? 3
}

function pieces(licenses: readonly StandingLicense[]): number {
  return licenses.reduce((sum, { factor }) => sum + factor, 0)
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
