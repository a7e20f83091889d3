/** What statements that list rows, newest first, need where SQLite and the database servers go different ways. */
import type { Place } from '../domain/place.ts'
import { bytesOfId } from '../entities/columns.ts'
import type { Tx } from './session.ts'

/** A piece of a statement with the values for its question marks. */
export interface Piece {
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * Goes behind the name of a table: by this index and in no other way, whatever the statistics of the day say. So a page
 * costs what the index promises, and a test can see it in a small database.
 */
export function byIndex(tx: Tx, index: string): string {
  return isSqlite(tx) ? ` INDEXED BY ${index}` : ` FORCE INDEX (${index})`
}

/** The same by the primary key; SQLite, which has no name for it, needs no word. */
export function byPrimaryKey(tx: Tx): string {
  return isSqlite(tx) ? '' : byIndex(tx, 'PRIMARY')
}

/** A join that reads its sides in the order in which they are written. */
export function joinInOrder(tx: Tx): string {
  return isSqlite(tx) ? 'CROSS JOIN' : 'STRAIGHT_JOIN'
}

/** That a row comes after the place. Each database gets the form in which it enters an index at the place. */
export function olderThan(tx: Tx, { createdAt, id }: Place, createdAtColumn: string, idColumn: string): Piece {
  const instant = instantValue(createdAt)
  const bytes = bytesOfId(id)
  if (isSqlite(tx)) return { text: `(${createdAtColumn}, ${idColumn}) < (?, ?)`, values: [instant, bytes] }
  const text = `${createdAtColumn} <= ? AND (${createdAtColumn} < ? OR (${createdAtColumn} = ? AND ${idColumn} < ?))`
  return { text, values: [instant, instant, instant, bytes] }
}

/** An instant as a value of a statement that is written by hand; both databases compare it with their columns. */
export function instantValue(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '')
}

/** An instant as a statement that is written by hand gives it: a date, or SQLite's text. */
export function instantOf(value: Date | string): Date {
  return typeof value === 'string' ? new Date(`${value.replace(' ', 'T')}Z`) : value
}

function isSqlite(tx: Tx): boolean {
  return tx.dataSource.options.type === 'better-sqlite3'
}
