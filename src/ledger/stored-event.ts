import { idOfBytes } from '../entities/columns.ts'
import type { Tx } from '../store/store.ts'

/** The name of an event: what it happened to, and which version it made. */
export interface EventName {
  readonly kind: string
  readonly id: string
  readonly version: number
}

/** An event as it is stored: `before` and `after` are JSON texts, to the byte as they were written. */
export interface StoredEvent extends EventName {
  readonly at: Date
  readonly actor: string
  readonly operation: string
  readonly requestId: string | null
  readonly change: string
  readonly before: string | null
  readonly after: string | null
  readonly comment: string | null
  /** Null until the sequencer came by. */
  readonly sequence: number | null
  readonly hash: Buffer | null
}

/** Which events, in which order, and how many at most: pieces of SQL with their values. */
export interface EventQuery {
  /** By default all events; else something that is joined with the table `events`. */
  readonly from?: string
  readonly where: string
  readonly values: readonly unknown[]
  readonly orderBy: string
  readonly limit: number
}

/** Reads events without a detour through their entity, since there may be many and their JSON is to stay text. */
export async function readEvents(tx: Tx, query: EventQuery): Promise<StoredEvent[]> {
  const { from = 'events', where, values, orderBy, limit } = query
  const statement = `SELECT ${columns} FROM ${from} WHERE ${where} ORDER BY ${orderBy} LIMIT ${String(limit)}`
  const rows: EventRow[] = await tx.query(statement, [...values])
  return rows.map(eventOf)
}

/** `change`, `before` and `after` are words of SQL. */
const columns = `aggregate_kind, aggregate_id, version, at, actor, operation, request_id, \`change\`, \`before\`, \`after\`,
  comment, sequence, hash`

interface EventRow {
  readonly aggregate_kind: string
  readonly aggregate_id: Buffer
  readonly version: number
  readonly at: Date | string
  readonly actor: string
  readonly operation: string
  readonly request_id: string | null
  readonly change: string
  readonly before: string | null
  readonly after: string | null
  readonly comment: string | null
  readonly sequence: number | string | null
  readonly hash: Buffer | null
}

function eventOf(row: EventRow): StoredEvent {
  return {
    kind: row.aggregate_kind,
    id: idOfBytes(row.aggregate_id),
    version: row.version,
    at: instantOf(row.at),
    actor: row.actor,
    operation: row.operation,
    requestId: row.request_id,
    change: row.change,
    before: row.before,
    after: row.after,
    comment: row.comment,
    sequence: row.sequence === null ? null : Number(row.sequence),
    hash: row.hash,
  }
}

/** SQLite keeps an instant as the text `2026-05-04 08:00:00.000`. */
function instantOf(value: Date | string): Date {
  return value instanceof Date ? value : new Date(`${value.replace(' ', 'T')}Z`)
}
