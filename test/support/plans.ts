import type { Store, Tx } from '../../src/store/store.ts'

/** A statement that was heard. */
export interface Statement {
  readonly text: string
  readonly values: unknown[]
}

/** A step of MariaDB's plan, or of SQLite's, which says it in words. */
type PlanStep = { readonly table: string; readonly type: string; readonly rows: string } | { readonly detail: string }

/**
 * The steps of the plans of these statements in which a table is looked at as a whole, or an index is.
 * @param tables names and aliases of tables that grow with the business
 */
export async function looksAtAll(
  store: Store,
  heard: readonly Statement[],
  tables: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  const statements = heard.filter(({ text }) => text.startsWith('SELECT'))
  expect(statements.length).toBeGreaterThan(0)
  for (const { text, values } of statements) {
    const steps = await store.read((tx) => {
      const explain = tx.dataSource.options.type === 'better-sqlite3' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN'
      return tx.query<PlanStep[]>(`${explain} ${text}`, values)
    })
    found.push(...steps.filter((step) => isLookAtAll(step, tables)).map((step) => `${JSON.stringify(step)} of ${text}`))
  }
  return found
}

function isLookAtAll(step: PlanStep, tables: readonly string[]): boolean {
  if (!('detail' in step)) return tables.includes(step.table) && ['ALL', 'index'].includes(step.type)
  const scanned = /^SCAN (\S+)/.exec(step.detail)?.[1]
  return scanned !== undefined && tables.includes(scanned)
}

/** The store, telling the statements of its readers. */
export function hearing(store: Store, heard: Statement[]): Store {
  const listen = (tx: Tx) => {
    const runner = tx.queryRunner
    const query = runner?.query.bind(runner) as (...args: unknown[]) => Promise<unknown>
    Object.assign(runner ?? {}, {
      query: (text: string, values: unknown[] = [], ...rest: unknown[]) => {
        if (!text.startsWith('EXPLAIN')) heard.push({ text, values })
        return query(text, values, ...rest)
      },
    })
    return tx
  }
  const read: Store['read'] = (work, options) => store.read((tx) => work(listen(tx)), options)
  return Object.assign(Object.create(store) as Store, { read, transact: store.transact.bind(store) })
}
