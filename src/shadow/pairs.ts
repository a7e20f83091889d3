import type { FieldPattern } from './options.ts'

/** Pairs that are remembered; the oldest go first. */
const most = 200_000

/**
 * Ids of ours and those that the other side made for the same things. One kind of ids for each pattern, since a number of
 * a ticket may also be the number of an order. They live as long as the worker: nothing of them is written anywhere.
 */
export class Pairs {
  private readonly theirsByOurs = new Map<string, string>()
  private readonly oursByTheirs = new Map<string, string>()

  /** What the other side calls it. */
  theirs(kind: FieldPattern, ours: string): string | undefined {
    return this.theirsByOurs.get(keyOf(kind, ours))
  }

  /** Whether the two stand for the same thing, as far as is known; if neither was seen before, they do from now on. */
  agree(kind: FieldPattern, ours: string, theirs: string): boolean {
    const known = this.theirsByOurs.get(keyOf(kind, ours))
    const other = this.oursByTheirs.get(keyOf(kind, theirs))
    if (known !== undefined || other !== undefined) return known === theirs && other === ours
    remember(this.theirsByOurs, keyOf(kind, ours), theirs)
    remember(this.oursByTheirs, keyOf(kind, theirs), ours)
    return true
  }
}

function keyOf(kind: FieldPattern, id: string): string {
  return `${kind}\n${id}`
}

function remember(map: Map<string, string>, key: string, value: string): void {
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
