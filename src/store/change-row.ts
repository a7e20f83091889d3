import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { RowChanged } from './rerun.ts'
import type { Tx } from './session.ts'

/**
 * Changes one row if it still has the version that was read, and gives it the next version, which is returned. If
 * somebody else changed it meanwhile, throws RowChanged, and the transaction runs again (design §3.2).
 */
export async function changeRow<Row extends ObjectLiteral & { version: number }>(
  tx: Tx,
  entity: EntityTarget<Row>,
  row: Partial<Row> & { version: number },
  changes: Partial<Omit<Row, 'version'>>,
): Promise<number> {
  const metadata = tx.dataSource.getMetadata(entity)
  const { driver } = tx.dataSource
  const values: unknown[] = []
  const equals = (source: ObjectLiteral, property: string): string => {
    const column = metadata.findColumnWithPropertyName(property)
    const value: unknown = source[property]
    if (column === undefined) throw new TypeError(`${metadata.name} has no property ${property}`)
    if (value === undefined) throw new TypeError(`${metadata.name}.${property} has no value`)
    values.push(driver.preparePersistentValue(value, column))
    return `${driver.escape(column.databaseName)} = ?`
  }
  const set = [...Object.keys(changes).map((property) => equals(changes, property)), 'version = version + 1']
  const where = [...metadata.primaryColumns.map((column) => column.propertyName), 'version'].map((property) =>
    equals(row, property),
  )
  const statement = `UPDATE ${driver.escape(metadata.tableName)} SET ${set.join(', ')} WHERE ${where.join(' AND ')}`
  const result = await tx.queryRunner?.query(statement, values, true)
  if (result?.affected !== 1) throw new RowChanged(`${metadata.name} was changed since it was read`)
  return row.version + 1
}
