import { createHmac } from 'node:crypto'
import { In } from 'typeorm'
import { AttemptCount } from '../entities/attempt-count.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Count } from './counts.ts'

/** When failures happened, and how long they are remembered if they are the first. */
export interface Moment {
  readonly now: Date
  /** Milliseconds. */
  readonly span: number
}

/**
 * Adds failed attempts to counts, by their names, in one transaction of two statements, and gives what they come to. Counts
 * whose time is over begin anew.
 */
export async function countFailures(
  store: Store,
  key: Buffer,
  weights: ReadonlyMap<string, number>,
  moment: Moment,
): Promise<Map<string, Count>> {
  const named = [...weights].map(([name, weight]) => ({ name, weight, id: idOf(key, name) }))
  // Those who meet wait for each other in the same order.
  const inOrder = [...named].sort((a, b) => Buffer.compare(a.id, b.id))
  return store.transact(
    async (tx) => {
      await add(tx, inOrder, moment)
      const rows = await tx.findBy(AttemptCount, { id: In(named.map(({ id }) => id)) })
      const found = new Map(rows.map((row) => [row.id.toString('latin1'), row]))
      return new Map(
        named.map(({ name, id }) => {
          const row = found.get(id.toString('latin1'))
          if (row === undefined) throw new RowChanged('a count that was just written is gone')
          return [name, { failures: row.failures, endsAt: row.endsAt }]
        }),
      )
    },
    { background: true },
  )
}

/** What stands in the rows: neither an address nor a part of a ticket. */
function idOf(key: Buffer, name: string): Buffer {
  return createHmac('sha256', key).update(`failed attempts: ${name}`).digest()
}

/** One statement reads and writes, so that no failure of another node is lost in between. */
async function add(
  tx: Tx,
  counts: readonly { readonly id: Buffer; readonly weight: number }[],
  { now, span }: Moment,
): Promise<void> {
  const stored = (instant: Date) => storedInstant(tx, instant)
  const end = stored(new Date(now.getTime() + span))
  const isSqlite = tx.dataSource.options.type === 'better-sqlite3'
  const given = (column: string) => (isSqlite ? `excluded.${column}` : `VALUES(${column})`)
  // The end comes last: MariaDB and MySQL give each assignment the values that those before it have made.
  const statement = `INSERT INTO attempts (id, failures, ends_at) VALUES ${counts.map(() => '(?, ?, ?)').join(', ')}
    ${isSqlite ? 'ON CONFLICT (id) DO UPDATE SET' : 'ON DUPLICATE KEY UPDATE'}
      failures = CASE WHEN attempts.ends_at > ? THEN attempts.failures ELSE 0 END + ${given('failures')},
      ends_at = CASE WHEN attempts.ends_at > ? THEN attempts.ends_at ELSE ${given('ends_at')} END`
  const rows = counts.flatMap(({ id, weight }) => [id, weight, end])
  await tx.query(statement, [...rows, stored(now), stored(now)])
}

function storedInstant(tx: Tx, instant: Date): unknown {
  const column = tx.dataSource.getMetadata(AttemptCount).findColumnWithPropertyName('endsAt')
  if (column === undefined) throw new TypeError('a count has no end')
  return tx.dataSource.driver.preparePersistentValue(instant, column) as unknown
}
