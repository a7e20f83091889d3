import { FirmKey } from '../entities/firm-key.ts'
import type { Store } from '../store/store.ts'

/** The public keys of all firm codes, as `/.well-known/opendepot-keys` shows them (docs/formats.md). */
export async function publicKeysOf(store: Store): Promise<unknown> {
  const keys = await store.read((tx) => tx.find(FirmKey, { order: { firmCode: 'ASC', epoch: 'ASC', kid: 'ASC' } }), {
    singleStatement: true,
  })
  const firmCodes = [...new Set(keys.map((key) => key.firmCode))]
  return {
    firmCodes: firmCodes.map((firmCode) => {
      const own = keys.filter((key) => key.firmCode === firmCode)
      return {
        firmCode,
        roots: own.filter((key) => key.role === 'root').map((key) => JSON.parse(key.publicJwk) as unknown),
        certificates: own.flatMap((key) => key.certificate ?? []),
      }
    }),
  }
}
