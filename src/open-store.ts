import { isEmbedded, type Config } from './config.ts'
import { Fault } from './faults.ts'
import { maskPassword } from './setting.ts'
import { troubleOf } from './store/rerun.ts'
import { Store, type StoreOptions } from './store/store.ts'
import { UserError } from './user-error.ts'

/**
 * Opens the database of the configuration, ready for use: an embedded one is migrated (`MIGRATE=auto`, its default),
 * any other has to be up to date, because its other nodes may still run the version before.
 * @throws UserError when it cannot be opened, is not migrated, or its tables are unfit
 */
export async function openStore(config: Config, options: Omit<StoreOptions, 'url'> = {}): Promise<Store> {
  const store = await connect(config, options)
  try {
    if ((config.migrate ?? (isEmbedded(config) ? 'auto' : 'manual')) === 'auto') await store.migrate()
    const pending = await store.pendingMigrations()
    if (pending.length > 0) {
      throw new UserError(
        `The database is not up to date: ${pending.length} migration(s) to run. Back it up, then run "opendepot migrate".`,
      )
    }
    await refuseDefects(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * Opens the database without a look at its tables, for `opendepot migrate`.
 * @throws UserError when it cannot be opened, Fault `UNAVAILABLE` when it does not answer
 */
export async function connect(config: Config, options: Omit<StoreOptions, 'url'> = {}): Promise<Store> {
  try {
    return await Store.open({ poolSize: config.databasePool, ...options, url: config.databaseUrl })
  } catch (cause) {
    const why = String(cause).replace(/^(?:\w*Error: )+/, '')
    const text = `DATABASE_URL: ${maskPassword(config.databaseUrl)} cannot be opened: ${why}`
    throw troubleOf(cause) === 'lost' ? new Fault('UNAVAILABLE', text, { cause }) : new UserError(text, { cause })
  }
}

/** @throws UserError that names the tables */
export async function refuseDefects(store: Store): Promise<void> {
  const defects = await store.defects()
  if (defects.length > 0) throw new UserError(`The database is unfit: ${defects.join('; ')}.`)
}
