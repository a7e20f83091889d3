import type { KeyRegister } from '../../src/signing/box.ts'
import type { CreatedFirm } from '../../src/signing/create-firm.ts'

/** The register of signing keys as the database would have it after these firms were created. */
export function registerOf(firms: readonly Pick<CreatedFirm, 'rows'>[]): KeyRegister {
  return (firmCode) => {
    const rows = firms.flatMap(({ rows }) => rows).filter((row) => row.firmCode === firmCode && row.role === 'signing')
    return Promise.resolve(rows.map((row) => ({ ...row, certificate: row.certificate ?? '' })))
  }
}
