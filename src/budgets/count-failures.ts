import { createHmac } from 'node:crypto'
import { In } from 'typeorm'
import { AttemptCount } from '../entities/attempt-count.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Budget } from './budget.ts'
import type { Count } from './counts.ts'

/** When a failure happened, and how long it is remembered if it is the first. */
export interface Moment {
  readonly now: Date
  /** Milliseconds. */
  readonly span: number
}

/**
 * Adds a failed attempt to the counts of some budgets, in one transaction, and gives what they come to. Counts whose time
 * is over begin anew.
 */
export async function countFailures(
  store: Store,
  key: Buffer,
  budgets: readonly Pick<Budget, 'name' | 'weight'>[],
  moment: Moment,
): Promise<Count[]> {
  const named = budgets.map(({ name, weight }) => ({ id: idOf(key, name), weight }))
  // Those who meet wait for each other in the same order.
  const inOrder = [...named].sort((a, b) => Buffer.compare(a.id, b.id))
  return store.transact(
    async (tx) => {
      for (const { id, weight } of inOrder) await add(tx, id, weight, moment)
      const rows = await tx.findBy(AttemptCount, { id: In(named.map(({ id }) => id)) })
      return named.map(({ id }) => {
        const row = rows.find((each) => each.id.equals(id))
        if (row === undefined) throw new RowChanged('a count that was just written is gone')
        return { failures: row.failures, endsAt: row.endsAt }
      })
    },
    { background: true },
  )
}

function idOf(key: Buffer, name: string): Buffer {
  return createHmac('sha256', key).update(`failed attempts: ${name}`).digest()
}

/** One statement reads and writes, so that no failure of another node is lost in between. */
async function add(tx: Tx, id: Buffer, weight: number, { now, span }: Moment): Promise<void> {
  const end = new Date(now.getTime() + span)
  const stored = (instant: Date) => storedInstant(tx, instant)
  // The end comes last: MariaDB and MySQL give each assignment the values that those before it have made.
  const statement = `UPDATE attempts
    SET failures = CASE WHEN ends_at > ? THEN failures + ? ELSE ? END,
      ends_at = CASE WHEN ends_at > ? THEN ends_at ELSE ? END
    WHERE id = ?`
  const values = [stored(now), weight, weight, stored(now), stored(end), id]
  const result = await tx.queryRunner?.query(statement, values, true)
  // Two that find no row meet at its key; the later one runs again and finds it.
  if (result?.affected === 0) await insertRows(tx, AttemptCount, [{ id, failures: weight, endsAt: end }])
}

function storedInstant(tx: Tx, instant: Date): unknown {
  const column = tx.dataSource.getMetadata(AttemptCount).findColumnWithPropertyName('endsAt')
  if (column === undefined) throw new TypeError('a count has no end')
  return tx.dataSource.driver.preparePersistentValue(instant, column) as unknown
}
