import type { DifferenceKind } from './compare.ts'
import type { Verdict } from './verdict.ts'

/** Differences and failures that a report lists at most. */
const mostListed = 50

/** One field in which the sides differ, over all calls. */
export interface DifferenceCount {
  readonly operation: string
  readonly kind: DifferenceKind
  /** Without places in lists. */
  readonly path: string
  readonly calls: number
  readonly first: string
  readonly last: string
  /** One call to look at. */
  readonly example: {
    readonly traceId: string
    readonly here?: string | undefined
    readonly there?: string | undefined
  }
}

export interface OperationCount {
  readonly operation: string
  readonly same: number
  readonly different: number
  readonly failed: number
  /** Middle of what the other side took. */
  readonly medianMilliseconds: number | undefined
}

export interface ShadowReport {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly calls: number
  readonly same: number
  readonly different: number
  readonly failed: number
  /** Never sent, as too many were waiting. */
  readonly dropped: number
  /** Lines that are none of a report. */
  readonly unreadable: number
  readonly operations: readonly OperationCount[]
  /** The most frequent first. */
  readonly differences: readonly DifferenceCount[]
  readonly failures: readonly { readonly reason: string; readonly calls: number; readonly last: string }[]
}

interface Line extends Verdict {
  readonly at: string
  readonly shadow: string
  readonly operation?: string
  readonly traceId?: string
  readonly dropped?: number
}

interface Tally {
  same: number
  different: number
  failed: number
  readonly milliseconds: number[]
}

/**
 * Sums up the lines that a shadow has written.
 * @param since lines before this instant do not count
 */
export async function summarise(lines: AsyncIterable<string> | Iterable<string>, since?: Date): Promise<ShadowReport> {
  const tallies = new Map<string, Tally>()
  const differences = new Map<string, DifferenceCount>()
  const failures = new Map<string, { reason: string; calls: number; last: string }>()
  let [dropped, unreadable] = [0, 0]
  let from: string | undefined
  let to: string | undefined
  for await (const text of lines) {
    if (text.trim() === '') continue
    const line = readLine(text)
    if (line === undefined) unreadable++
    if (line === undefined || (since !== undefined && new Date(line.at) < since)) continue
    from = from === undefined || line.at < from ? line.at : from
    to = to === undefined || line.at > to ? line.at : to
    dropped += line.dropped ?? 0
    if (line.operation === undefined) continue
    const tally = tallies.get(line.operation) ?? { same: 0, different: 0, failed: 0, milliseconds: [] }
    tallies.set(line.operation, tally)
    tally[line.outcome]++
    if (line.milliseconds !== undefined && line.outcome !== 'failed') tally.milliseconds.push(line.milliseconds)
    countDifferences(differences, line.operation, line)
    if (line.outcome === 'failed') {
      const reason = line.reason ?? 'unknown'
      failures.set(reason, { reason, calls: (failures.get(reason)?.calls ?? 0) + 1, last: line.at })
    }
  }
  const sum = (name: 'same' | 'different' | 'failed') =>
    [...tallies.values()].reduce((all, tally) => all + tally[name], 0)
  const [same, different, failed] = [sum('same'), sum('different'), sum('failed')]
  return {
    from,
    to,
    calls: same + different + failed,
    same,
    different,
    failed,
    dropped,
    unreadable,
    operations: [...tallies].map(([operation, { milliseconds, ...counts }]) => {
      return { operation, ...counts, medianMilliseconds: medianOf(milliseconds) }
    }),
    differences: mostFrequent([...differences.values()]),
    failures: mostFrequent([...failures.values()]),
  }
}

/** Each path once a call, however many entries of a list it is in. */
function countDifferences(
  counts: Map<string, DifferenceCount>,
  operation: string,
  { differences = [], at, traceId = '' }: Line,
) {
  const counted = new Set<string>()
  for (const { kind, path: place, here, there } of differences) {
    const path = place.replaceAll(/\[\d+\]/g, '')
    const key = JSON.stringify([operation, kind, path])
    if (counted.has(key)) continue
    counted.add(key)
    const known = counts.get(key)
    if (known !== undefined) counts.set(key, { ...known, calls: known.calls + 1, last: at })
    else counts.set(key, { operation, kind, path, calls: 1, first: at, last: at, example: { traceId, here, there } })
  }
}

function readLine(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null
    const isLine = typeof line?.at === 'string' && typeof line.shadow === 'string'
    const isCall = ['same', 'different', 'failed'].includes(line?.outcome ?? '') && typeof line?.operation === 'string'
    return isLine && (isCall || typeof line.dropped === 'number') ? (line as Line) : undefined
  } catch {
    return undefined
  }
}

function medianOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function mostFrequent<T extends { readonly calls: number }>(counts: readonly T[]): T[] {
  return counts.toSorted((a, b) => b.calls - a.calls).slice(0, mostListed)
}
