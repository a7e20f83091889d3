import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm'
import type { Tx } from './session.ts'

/** Values of one statement: as many as SQLite takes. */
const valuesPerStatement = 32_766

/**
 * Inserts complete rows, as many as one statement can hold at a time. No property may be undefined, as no column has
 * a database default. A duplicate key makes the transaction run again, see `troubleOf`.
 */
export async function insertRows<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  rows: readonly Row[],
): Promise<void> {
  const metadata = tx.dataSource.getMetadata(entity)
  const { head, places } = insertOf(metadata)
  const size = Math.floor(valuesPerStatement / metadata.columns.length)
  for (let start = 0; start < rows.length; start += size) {
    const chunk = rows.slice(start, start + size)
    const values: unknown[] = []
    for (const row of chunk) addValues(values, metadata, row)
    await tx.query(head + places + `, ${places}`.repeat(chunk.length - 1), values)
  }
}

/** The constant texts of a statement: its begin, and the places of one row. */
interface Insert {
  readonly head: string
  readonly places: string
}

const inserts = new WeakMap<EntityMetadata, Insert>()

function insertOf(metadata: EntityMetadata): Insert {
  const known = inserts.get(metadata)
  if (known !== undefined) return known
  const { driver } = metadata.dataSource
  const columns = metadata.columns.map((column) => driver.escape(column.databaseName)).join(', ')
  const insert = {
    head: `INSERT INTO ${driver.escape(metadata.tableName)} (${columns}) VALUES `,
    places: `(${metadata.columns.map(() => '?').join(', ')})`,
  }
  inserts.set(metadata, insert)
  return insert
}

function addValues(values: unknown[], metadata: EntityMetadata, row: ObjectLiteral): void {
  const { driver } = metadata.dataSource
  for (const column of metadata.columns) {
    const value: unknown = row[column.propertyName]
    if (value === undefined) throw new TypeError(`${metadata.name}.${column.propertyName} has no value`)
    values.push(driver.preparePersistentValue(value, column))
  }
}
