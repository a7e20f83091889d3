import type { EntityTarget, ObjectLiteral } from 'typeorm'
import { assignmentsOf } from './assignments.ts'
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
  const keys = metadata.primaryColumns.map((column) => column.propertyName)
  const set = assignmentsOf(metadata, changes, Object.keys(changes))
  const where = assignmentsOf(metadata, row, [...keys, 'version'])
  const statement = `UPDATE ${metadata.dataSource.driver.escape(metadata.tableName)}
    SET ${[...set.texts, 'version = version + 1'].join(', ')}
    WHERE ${where.texts.join(' AND ')}`
  const result = await tx.queryRunner?.query(statement, [...set.values, ...where.values], true)
  if (result?.affected !== 1) throw new RowChanged(`${metadata.name} was changed since it was read`)
  return row.version + 1
}
