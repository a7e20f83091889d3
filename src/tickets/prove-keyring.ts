import { Setting } from '../entities/setting.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Store } from '../store/store.ts'
import { checkCanary } from './canary.ts'
import type { Keyring } from './keyring.ts'

const name = 'keyringCanary'

/**
 * Proves at the start that this node has the keyring of this database, and remembers keys that are new.
 * @throws UserError when a key is missing or another one
 */
export async function proveKeyring(store: Store, keyring: Keyring): Promise<void> {
  await store.transact(async (tx) => {
    const known = await tx.findOneBy(Setting, { name })
    const value = checkCanary(keyring, known?.value ?? null)
    if (known === null) {
      await insertRows(tx, Setting, [{ name, value }])
    } else if (known.value !== value) {
      const { affected } = await tx.update(Setting, { name, value: known.value }, { value })
      if (affected !== 1) throw new RowChanged('another node added a key')
    }
  })
}
