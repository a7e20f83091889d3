import type { Store } from '../../src/store/store.ts'

/** Everything that a store holds: the rows of each table as text, in no order of their own. */
export async function allRows(store: Store): Promise<Record<string, readonly string[]>> {
  return store.read(async (tx) => {
    const tables: Record<string, readonly string[]> = {}
    for (const { tableName } of tx.dataSource.entityMetadatas) {
      const rows = await tx.query<Readonly<Record<string, unknown>>[]>(`SELECT * FROM ${tableName}`)
      tables[tableName] = rows.map((row) => JSON.stringify(row, asText)).sort()
    }
    return tables
  })
}

function asText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
