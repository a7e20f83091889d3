import { idOfBytes } from '../../entities/columns.ts'
import type { Store } from '../../store/store.ts'
import type { Finding } from './finding.ts'

/** Things that are told of, at most. */
const mostTold = 100

/**
 * Events that are missing in the life of a thing: its versions count from 1 without gaps. This also finds events that
 * were removed before they had a number, and says to whom a removed number belonged.
 */
export async function missingVersions(store: Store): Promise<Finding[]> {
  const rows = await store.read<Gap[]>((tx) => tx.query(statement), { singleStatement: true })
  return rows.map(({ aggregate_kind: kind, aggregate_id: id, events, highest, lowest }) => {
    const subject = `${kind} ${idOfBytes(id)}`
    const text = `Of ${subject} there are ${String(events)} events for versions ${String(lowest)} to ${String(highest)}: ${String(Number(highest) - Number(events))} removed.`
    return { kind: 'removed', subject, text } as const
  })
}

const statement = `SELECT aggregate_kind, aggregate_id, COUNT(*) AS events, MAX(version) AS highest, MIN(version) AS lowest
  FROM events GROUP BY aggregate_kind, aggregate_id HAVING COUNT(*) <> MAX(version) LIMIT ${String(mostTold)}`

interface Gap {
  readonly aggregate_kind: string
  readonly aggregate_id: Buffer
  readonly events: number | string
  readonly highest: number | string
  readonly lowest: number | string
}
