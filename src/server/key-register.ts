import { firmKeysOf } from '../delivery/firm-keys.ts'
import type { SuiteName } from '../formats/suites.ts'
import type { KeyRegister, SigningKey } from '../signing/box.ts'
import type { Store } from '../store/store.ts'

/** So long a server may go on by what it read; milliseconds. A rotation is noticed after that, without a restart. */
const memory = 1000

interface Known {
  readonly keys: readonly SigningKey[]
  readonly until: number
}

/** The register of signing keys in the database, read at most once a second for each firm code. */
export function keyRegister(store: Store): KeyRegister {
  const known = new Map<number, Known>()
  return async (firmCode) => {
    const fresh = known.get(firmCode)
    if (fresh !== undefined && performance.now() < fresh.until) return fresh.keys
    const keys = await readKeys(store, firmCode)
    // A firm code whose keys are just being made is asked for again.
    if (keys.length > 0) known.set(firmCode, { keys, until: performance.now() + memory })
    return keys
  }
}

async function readKeys(store: Store, firmCode: number): Promise<SigningKey[]> {
  const { signing } = await store.read((tx) => firmKeysOf(tx, firmCode), { singleStatement: true })
  return signing.map((key) => ({ ...key, suite: key.suite as SuiteName, certificate: key.certificate ?? '' }))
}
