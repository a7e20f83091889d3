import type { Store, Tx } from '../../../src/store/store.ts'

/** Everything that is in the tables of a store, to be brought back before each sample. */
export interface Snapshot {
  restore(): Promise<void>
}

type Row = Readonly<Record<string, unknown>>

export async function takeSnapshot(store: Store): Promise<Snapshot> {
  const tables = await store.read(async (tx) => {
    const names = tx.dataSource.entityMetadatas.map((entity) => entity.tableName)
    const rows: { name: string; rows: readonly Row[] }[] = []
    for (const name of names) rows.push({ name, rows: await tx.query<Row[]>(`SELECT * FROM ${name}`) })
    return rows
  })
  return {
    restore: () =>
      store.transact((tx) =>
        withoutForeignKeys(tx, async () => {
          for (const { name } of tables) await tx.query(`DELETE FROM ${name}`)
          for (const { name, rows } of tables) await insertAll(tx, name, rows)
        }),
      ),
  }
}

async function insertAll(tx: Tx, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const columns = Object.keys(first)
  const places = `(${columns.map(() => '?').join(', ')})`
  const values = rows.flatMap((row) => columns.map((column) => row[column]))
  await tx.query(
    `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES ${rows.map(() => places).join(', ')}`,
    values,
  )
}

/** Tables go and come in any order: whole, they fit together. */
async function withoutForeignKeys(tx: Tx, work: () => Promise<void>): Promise<void> {
  if (tx.dataSource.options.type === 'better-sqlite3') {
    await tx.query('PRAGMA defer_foreign_keys = ON')
    return work()
  }
  await tx.query('SET foreign_key_checks = 0')
  await work()
  await tx.query('SET foreign_key_checks = 1')
}
