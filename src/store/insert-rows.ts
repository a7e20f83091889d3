import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { Tx } from './session.ts'

/** Values of one statement; SQLite takes 32,766. */
const valuesPerStatement = 30_000

/**
 * Inserts complete rows, as many as one statement can hold at a time. No property may be undefined, as no column has
 * a database default. A duplicate key makes the transaction run again, see `troubleOf`.
 */
export async function insertRows<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  const { columns, tableName, name } = tx.dataSource.getMetadata(entity)
  const { driver } = tx.dataSource
  const escaped = columns.map((column) => driver.escape(column.databaseName)).join(', ')
  const head = `INSERT INTO ${driver.escape(tableName)} (${escaped}) VALUES `
  const places = `(${columns.map(() => '?').join(', ')})`
  const size = Math.floor(valuesPerStatement / columns.length)
  for (let start = 0; start < rows.length; start += size) {
    const chunk = rows.slice(start, start + size)
    const values = chunk.flatMap((row) =>
      columns.map((column) => {
        const value: unknown = row[column.propertyName]
        if (value === undefined) throw new TypeError(`${name}.${column.propertyName} has no value`)
        return driver.preparePersistentValue(value, column) as unknown
      }),
    )
    await tx.query(head + chunk.map(() => places).join(', '), values)
  }
}
