import type { EntityTarget, ObjectLiteral } from 'typeorm'
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
  for (const [version, ids] of idsByVersion(rows)) {
    for (let start = 0; start < ids.length; start += rowsPerStatement) {
      await changeSome(tx, entity, version, ids.slice(start, start + rowsPerStatement), changes)
    }
  }
}

function idsByVersion(rows: readonly { id: string; version: number }[]): Map<number, string[]> {
  const groups = new Map<number, string[]>()
  for (const { id, version } of rows) {
    const group = groups.get(version)
    if (group === undefined) groups.set(version, [id])
    else group.push(id)
  }
  return groups
}

async function changeSome<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  version: number,
  ids: readonly string[],
  changes: ObjectLiteral,
): Promise<void> {
  const metadata = tx.dataSource.getMetadata(entity)
  const { driver } = tx.dataSource
  const columnOf = (property: string) => {
    const column = metadata.findColumnWithPropertyName(property)
    if (column === undefined) throw new TypeError(`${metadata.name} has no property ${property}`)
    return {
      name: driver.escape(column.databaseName),
      stored: (value: unknown) => driver.preparePersistentValue(value, column) as unknown,
    }
  }
  const set = Object.entries(changes).map(([property, value]: [string, unknown]) => {
    if (value === undefined) throw new TypeError(`${metadata.name}.${property} has no value`)
    const column = columnOf(property)
    return { text: `${column.name} = ?`, value: column.stored(value) }
  })
  const id = columnOf('id')
  const statement = `UPDATE ${driver.escape(metadata.tableName)}
    SET ${[...set.map(({ text }) => text), 'version = version + 1'].join(', ')}
    WHERE version = ? AND ${id.name} IN (${ids.map(() => '?').join(', ')})`
  const values = [...set.map(({ value }) => value), version, ...ids.map((one) => id.stored(one))]
  const result = await tx.queryRunner?.query(statement, values, true)
  if (result?.affected !== ids.length) throw new RowChanged(`${metadata.name} rows were changed since they were read`)
}
