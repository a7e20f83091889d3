import type { Tx } from './session.ts'

/**
 * An SQL expression for the time of the database, some milliseconds from now, in the form in which instants are stored.
 * Clocks of several nodes may differ; that of their database is one.
 */
export function databaseTime(tx: Tx, milliseconds = 0): string {
  if (tx.dataSource.options.type === 'better-sqlite3') {
    return `strftime('%Y-%m-%d %H:%M:%f', 'now', '${(milliseconds / 1000).toFixed(3)} seconds')`
  }
  return `(UTC_TIMESTAMP(3) + INTERVAL ${String(milliseconds * 1000)} MICROSECOND)`
}
