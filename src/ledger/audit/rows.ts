import { idOfBytes } from '../../entities/columns.ts'
import type { Store } from '../../store/store.ts'
import type { AggregateKind } from '../record.ts'
import type { Finding } from './finding.ts'

/** Things of each kind that are told of, at most. */
const mostTold = 100

/** Where the things stand that have events; firm codes and the test clock have no rows with an id. */
const tables = {
  order: 'orders',
  ticket: 'tickets',
  license: 'licenses',
  container: 'containers',
  item: 'items',
  client: 'clients',
} as const satisfies Partial<Record<AggregateKind, string>>

/**
 * Things whose rows have come further than their events: each version of a row has its event, from the same transaction. This
 * finds the newest events of a thing when they were removed together with everything in the ledger that tells of them.
 */
export async function lackingEvents(store: Store): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [kind, table] of Object.entries(tables)) {
    const rows = await store.read<Row[]>((tx) => tx.query(statement(table), [kind]), { singleStatement: true })
    findings.push(...rows.map((row) => lacking(kind, row)))
  }
  return findings
}

function statement(table: string): string {
  const last = 'SELECT MAX(version) FROM events WHERE aggregate_kind = ? AND aggregate_id = thing.id'
  return `SELECT id, version, last FROM (SELECT id, version, COALESCE((${last}), 0) AS last FROM ${table} thing) things
    WHERE version > last LIMIT ${String(mostTold)}`
}

interface Row {
  readonly id: Buffer
  readonly version: number
  readonly last: number | string
}

function lacking(kind: string, { id, version, last }: Row): Finding {
  const subject = `${kind} ${idOfBytes(id)}`
  const text = `The row of ${subject} is at version ${String(version)}, and its events end with version ${String(last)}: those after it were removed.`
  return { kind: 'removed', subject, text }
}
