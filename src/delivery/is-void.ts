import { firmFileKid } from '../formats/firm-file.ts'
import type { Tx } from '../store/store.ts'
import { firmKeysOf, presentEpoch } from './firm-keys.ts'

/**
 * Whether containers may refuse an update that was signed before: a key was compromised since, and the epoch of the key
 * that signed it is not believed any more where the new one has been seen (docs/formats.md §5).
 */
export async function isVoid(tx: Tx, firmCode: number, updateFile: string): Promise<boolean> {
  const keys = await firmKeysOf(tx, firmCode)
  const kid = firmFileKid(updateFile, 'od-update+jws')
  const epoch = keys.signing.find((key) => key.kid === kid)?.epoch
  return epoch !== undefined && epoch < presentEpoch(keys)
}
