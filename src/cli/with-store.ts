import { readConfig, type Config } from '../config.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store/store.ts'
import type { Terminal } from './terminal.ts'

/** Reads the configuration, opens the database as a server would, and closes it whatever happens. */
export async function withStore<T>({ env }: Terminal, work: (store: Store, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(env)
  const store = await openStore(config)
  try {
    return await work(store, config)
  } finally {
    await store.close()
  }
}
