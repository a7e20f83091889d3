import type { Store, Tx } from '../../src/store/store.ts'

/** A store whose writing transactions tell their statements, BEGIN and COMMIT not counted. */
export function listening(store: Store, statements: string[]): Store {
  const listen = (tx: Tx) => {
    const runner = tx.queryRunner
    const query = runner?.query.bind(runner) as ((...args: unknown[]) => Promise<unknown>) | undefined
    const heard = (text: string, ...rest: unknown[]) => {
      if (text !== 'COMMIT') statements.push(text)
      return query?.(text, ...rest)
    }
    Object.assign(runner ?? {}, { query: heard })
    return tx
  }
  const transact: Store['transact'] = (work, options) => store.transact((tx) => work(listen(tx)), options)
  return Object.assign(Object.create(store) as Store, { transact, read: store.read.bind(store) })
}
