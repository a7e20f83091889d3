import type { Store } from '../../src/store/store.ts'

/**
 * A store on which something else happens, once, right before a statement of this kind: what the transaction has read until
 * then is outdated. For database servers; SQLite has no two transactions at once.
 */
export function meanwhile(store: Store, statement: RegExp, act: () => Promise<unknown>): Store {
  let isDone = false
  const transact: Store['transact'] = (work, options) =>
    store.transact((tx) => {
      const runner = tx.queryRunner
      if (runner !== undefined && !isDone) {
        const query = runner.query.bind(runner) as (text: string, ...more: unknown[]) => Promise<unknown>
        const late = async (text: string, ...more: unknown[]) => {
          if (!isDone && statement.test(text)) {
            isDone = true
            await act()
          }
          return query(text, ...more)
        }
        Object.assign(runner, { query: late })
      }
      return work(tx)
    }, options)
  const read: Store['read'] = (work, options) => store.read(work, options)
  return { transact, read } as unknown as Store
}
