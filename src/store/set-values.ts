import type { EntityTarget, ObjectLiteral } from 'typeorm'
import type { Tx } from './session.ts'

/** What more must be true of a row, as SQL with its values. */
export interface Condition {
  readonly text: string
  readonly values: readonly unknown[]
}

/** Values of one statement; SQLite takes 32,766. */
const valuesPerStatement = 30_000

/**
 * Gives several rows, found by their primary keys, values of their own, all by one statement. Gives the number of rows
 * that it changed: fewer than there were when some are gone or do not meet the condition.
 * @throws RangeError for more rows than one statement can hold
 */
export async function setValues<Row extends ObjectLiteral>(
  tx: Tx,
  entity: EntityTarget<Row>,
  rows: readonly Row[],
  properties: readonly (keyof Row & string)[],
  condition: Condition,
): Promise<number> {
  const { driver, metadata, keys, changed } = columnsOf(tx, entity, properties)
  const columns = [...keys, ...changed]
  if (rows.length * columns.length > valuesPerStatement) throw new RangeError('too many rows for one statement')
  if (rows.length === 0) return 0
  const name = (index: number) => `v${String(index)}`
  const table = driver.escape(metadata.tableName)
  const matching = keys.map((column, index) => `${table}.${driver.escape(column.databaseName)} = given.${name(index)}`)
  const parts = {
    table,
    names: columns.map((_, index) => name(index)),
    count: rows.length,
    where: [...matching, `(${condition.text})`].join(' AND '),
    set: changed.map((column, index): Assignment => {
      return [driver.escape(column.databaseName), `given.${name(keys.length + index)}`]
    }),
  }
  const statement = driver.options.type === 'better-sqlite3' ? onSqlite(parts) : onServer(parts)
  const values = rows.flatMap((row) =>
    columns.map((column) => driver.preparePersistentValue(row[column.propertyName], column) as unknown),
  )
  const result = await tx.queryRunner?.query(statement, [...values, ...condition.values], true)
  return result?.affected ?? 0
}

function columnsOf(tx: Tx, entity: EntityTarget<ObjectLiteral>, properties: readonly string[]) {
  const metadata = tx.dataSource.getMetadata(entity)
  const changed = properties.map((property) => {
    const column = metadata.findColumnWithPropertyName(property)
    if (column === undefined) throw new TypeError(`${metadata.name} has no property ${property}`)
    return column
  })
  return { driver: tx.dataSource.driver, metadata, keys: metadata.primaryColumns, changed }
}

type Assignment = readonly [column: string, value: string]

interface Parts {
  readonly table: string
  /** Of the given values: those of the keys first. */
  readonly names: readonly string[]
  readonly count: number
  readonly where: string
  readonly set: readonly Assignment[]
}

function onSqlite({ table, names, count, where, set }: Parts): string {
  const places = Array.from({ length: count }, () => `(${names.map(() => '?').join(', ')})`).join(', ')
  const assignments = set.map(([column, value]) => `${column} = ${value}`).join(', ')
  return `WITH given(${names.join(', ')}) AS (VALUES ${places}) UPDATE ${table} SET ${assignments} FROM given WHERE ${where}`
}

/**
 * The given rows come first, and each finds its row by the primary key: by any other way the statement would lock, and so
 * wait for, rows that others are just writing.
 */
function onServer({ table, names, count, where, set }: Parts): string {
  const first = `SELECT ${names.map((name) => `? AS ${name}`).join(', ')}`
  const others = ` UNION ALL SELECT ${names.map(() => '?').join(', ')}`.repeat(count - 1)
  const assignments = set.map(([column, value]) => `${table}.${column} = ${value}`).join(', ')
  return `UPDATE (${first}${others}) given STRAIGHT_JOIN ${table} FORCE INDEX (PRIMARY) ON ${where} SET ${assignments}`
}
