import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm'
import { assignmentsOf } from './assignments.ts'
import { RowChanged } from './rerun.ts'
import type { Tx } from './session.ts'

/** Rows of one statement; SQLite takes 32,766 values. */
const rowsPerStatement = 10_000

/**
 * Changes several rows alike, each if it still has the version that was read, and gives each its next version. One
 * statement for all rows of the same version. If somebody else changed one of them meanwhile, throws RowChanged, and the
 * transaction runs again (design §3.2).
 */
export async function changeRows<Row extends ObjectLiteral & { id: string; version: number }>(
  tx: Tx,
  entity: EntityTarget<Row>,
  rows: readonly Pick<Row, 'id' | 'version'>[],
  changes: Partial<Omit<Row, 'id' | 'version'>>,
): Promise<void> {
  const metadata = tx.dataSource.getMetadata(entity)
  for (const alike of byVersion(rows)) {
    for (let start = 0; start < alike.length; start += rowsPerStatement) {
      await changeSome(tx, metadata, alike.slice(start, start + rowsPerStatement), changes)
    }
  }
}

interface Versioned {
  readonly id: string
  readonly version: number
}

function byVersion(rows: readonly Versioned[]): Iterable<Versioned[]> {
  const groups = new Map<number, Versioned[]>()
  for (const row of rows) {
    const group = groups.get(row.version)
    if (group === undefined) groups.set(row.version, [row])
    else group.push(row)
  }
  return groups.values()
}

/** The rows have one version. */
async function changeSome(
  tx: Tx,
  metadata: EntityMetadata,
  rows: readonly Versioned[],
  changes: ObjectLiteral,
): Promise<void> {
  const set = assignmentsOf(metadata, changes, Object.keys(changes))
  const ids = rows.map((row) => assignmentsOf(metadata, row, ['id']).values[0])
  const statement = `UPDATE ${metadata.dataSource.driver.escape(metadata.tableName)}
    SET ${[...set.texts, 'version = version + 1'].join(', ')}
    WHERE version = ? AND id IN (${ids.map(() => '?').join(', ')})`
  const result = await tx.queryRunner?.query(statement, [...set.values, rows[0]?.version, ...ids], true)
  if (result?.affected !== ids.length) throw new RowChanged(`${metadata.name} rows were changed since they were read`)
}
