/** One line of the table: the same work done in two ways, both measured in the same run. */
export interface Comparison {
  readonly what: string
  /** How each side was done, and what it came to in words: `500 calls: 812 orders/s`. */
  readonly sides: readonly [string, string]
  /** The second side against the first. */
  readonly ratio: number
  /** What the ratio counts: `times as fast`, `times as long`. */
  readonly meaning: string
}

/** Milliseconds that the work takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The middle one: a single hiccup of a busy machine does not count. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Runs both in turns, so that whatever else the machine does hits both alike; gives the median time of each. */
export async function inTurns(
  rounds: number,
  first: (round: number) => Promise<unknown>,
  second: (round: number) => Promise<unknown>,
): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await timeOf(() => first(round)))
    times[1].push(await timeOf(() => second(round)))
  }
  return [median(times[0]), median(times[1])]
}
