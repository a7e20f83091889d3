import type { GetKeys, GetKeysResponse } from '../contract/depot.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { firmKeysOf } from '../delivery/firm-keys.ts'

/**
 * The public keys of a firm code, from the table that every node shares: also those that sign no more.
 * @throws Fault `FIRM_CODE_UNKNOWN`
 */
export async function getKeys({ firmCode }: GetKeys, call: Call): Promise<GetKeysResponse> {
  const { root, signing } = await call.store.read((tx) => firmKeysOf(tx, firmCode), { singleStatement: true })
  if (root === undefined) throw firmCodeUnknown(firmCode, 'firmCode')
  const firmCertificate = signing.flatMap(({ kid, state, certificate }) =>
    certificate === null ? [] : [{ keyId: kid, state, certificateFile: certificate }],
  )
  return {
    result: { firmCode, rootKey: root.publicJwk, rootThumbprint: root.kid, firmCertificates: { firmCertificate } },
  }
}

/** Also for a firm code that is registered and has no keys yet: nothing can be made for it. */
export function firmCodeUnknown(firmCode: number, field: string): Fault {
  return new Fault('FIRM_CODE_UNKNOWN', `There are no keys for firm code ${firmCode} here.`, { field })
}
