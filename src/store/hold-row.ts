import type { EntityTarget } from 'typeorm'
import { assignmentsOf } from './assignments.ts'
import { RowChanged } from './rerun.ts'
import type { Tx } from './session.ts'

interface Held {
  readonly id: string
  readonly version: number
  readonly updatedAt: Date
}

/**
 * Makes sure that a row is as it was read until the end of the transaction, where nothing of it changes and there is no event
 * to tell: it keeps its version. The row is written all the same, since only that meets other writers on every database
 * (design §3.2). If somebody changed it meanwhile, throws RowChanged, and the transaction runs again.
 */
export async function holdRow<Row extends Held>(
  tx: Tx,
  entity: EntityTarget<Row>,
  { id, version }: Pick<Row, 'id' | 'version'>,
  { now }: { readonly now: Date },
): Promise<void> {
  const metadata = tx.dataSource.getMetadata(entity)
  const set = assignmentsOf(metadata, { updatedAt: now }, ['updatedAt'])
  const where = assignmentsOf(metadata, { id, version }, ['id', 'version'])
  const statement = `UPDATE ${metadata.dataSource.driver.escape(metadata.tableName)}
    SET ${set.texts.join(', ')}
    WHERE ${where.texts.join(' AND ')}`
  const result = await tx.queryRunner?.query(statement, [...set.values, ...where.values], true)
  if (result?.affected !== 1) throw new RowChanged(`${metadata.name} was changed since it was read`)
}
