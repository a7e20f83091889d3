import { join } from 'node:path'
import type { Config } from './config.ts'
import type { RandomSource } from './domain/random.ts'
import type { Store } from './store/store.ts'
import { loadKeyring, loadOrCreateKeyring } from './tickets/keyring-file.ts'
import { createKeyring, parseKeyring, type Keyring } from './tickets/keyring.ts'
import { proveKeyring } from './tickets/prove-keyring.ts'

/**
 * The keyring of the configuration, proven to be that of the database. Without `KEYRING` (only with an embedded
 * database) it lies beside the data and is made at the first start; a database in memory has one that goes with it.
 * @throws UserError when it cannot be read, or is another one than the database was used with
 */
export async function openKeyring(config: Config, store: Store, random: RandomSource): Promise<Keyring> {
  const keyring = await read(config, random)
  await proveKeyring(store, keyring)
  return keyring
}

async function read(config: Config, random: RandomSource): Promise<Keyring> {
  if (config.keyring !== undefined) return loadKeyring(config.keyring)
  if (config.databaseUrl === 'sqlite::memory:') return parseKeyring(createKeyring(random))
  return loadOrCreateKeyring(join(config.dataDir, 'keyring.json'), random)
}
