import { type Changes, readChanges } from '../ledger/changes.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { seenThings } from './seen-things.ts'

type Change = Changes['events'][number]

/** What a client sees of the ledger behind a number. */
export interface SeenChanges {
  readonly ledgerEpoch: number
  /** The highest number there is. */
  readonly highest: number
  readonly events: readonly Change[]
  /** Up to this number every event was looked at. */
  readonly reached: number
}

/** Events that are looked at together where many are passed over, and at most for one page. */
const lookedAtTogether = 500
const lookedAtForPage = 20_000

/**
 * Reads on until enough was found, the ledger ends, or so many events of others were passed over that the page is better
 * given as it is: who sees little of a large ledger then goes on with the next one.
 */
export async function readSeenChanges(
  tx: Tx,
  caller: Caller,
  { after, wanted, most = lookedAtForPage }: { after: number; wanted: number; most?: number },
): Promise<SeenChanges> {
  const seen: Change[] = []
  let lookedAt = 0
  let reached = after
  // The first look is enough where none is passed over.
  for (let limit = wanted; ; limit = Math.min(lookedAtTogether, most - lookedAt)) {
    const { ledgerEpoch, highest, events } = await readChanges(tx, reached, limit)
    seen.push(...(await seenOf(tx, caller, events)))
    lookedAt += events.length
    reached = events.at(-1)?.sequence ?? reached
    if (seen.length >= wanted || events.length < limit || lookedAt >= most) {
      return { ledgerEpoch, highest, events: seen, reached }
    }
  }
}

async function seenOf(tx: Tx, caller: Caller, events: readonly Change[]): Promise<Change[]> {
  const seen = new Map<string, ReadonlySet<string>>()
  for (const kind of new Set(events.map((event) => event.kind))) {
    const ids = new Set(events.filter((event) => event.kind === kind).map(({ id }) => id))
    seen.set(kind, await seenThings(tx, caller, kind, [...ids]))
  }
  return events.filter(({ kind, id }) => seen.get(kind)?.has(id))
}
