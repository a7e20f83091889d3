import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm'
import { assignmentsOf } from './assignments.ts'
import type { Tx } from './session.ts'

/** `SELECT … FROM …` of each entity. */
const heads = new WeakMap<EntityMetadata, string>()

/**
 * The row with these values, which belong to a unique key. The same as `findOneBy`, for what is asked in every call: TypeORM
 * writes its statement anew each time, which takes longer than all else that a process does for such a question.
 */
export async function findRow<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  key: Partial<Row>,
): Promise<Row | undefined> {
  const metadata = tx.dataSource.getMetadata(entity)
  const { texts, values } = assignmentsOf(metadata, key, Object.keys(key))
  const rows = await tx.query<ObjectLiteral[]>(`${headOf(metadata)} WHERE ${texts.join(' AND ')}`, values)
  return rows[0] && (rowOf(metadata, rows[0]) as Row)
}

function headOf(metadata: EntityMetadata): string {
  const known = heads.get(metadata)
  if (known !== undefined) return known
  const { driver } = metadata.dataSource
  const columns = metadata.columns.map((column) => driver.escape(column.databaseName))
  const head = `SELECT ${columns.join(', ')} FROM ${driver.escape(metadata.tableName)}`
  heads.set(metadata, head)
  return head
}

function rowOf(metadata: EntityMetadata, stored: ObjectLiteral): ObjectLiteral {
  const { driver } = metadata.dataSource
  const row = metadata.create() as ObjectLiteral
  for (const column of metadata.columns) {
    row[column.propertyName] = driver.prepareHydratedValue(stored[column.databaseName], column) as unknown
  }
  return row
}
