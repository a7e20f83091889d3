import { deriveKey } from '../../src/formats/derived-key.ts'
import { fingerprintSalt, makeFingerprint, fingerprintJson } from '../../src/formats/fingerprint.ts'
import { thumbprint } from '../../src/formats/keys.ts'
import { readOperatorIdentity, writeOperatorIdentity } from '../../src/formats/operator-identity.ts'
import type { VectorFirm } from './vectors.ts'

/** A machine with an identity that its operator signed, and what a context shows of it. The key is otherRoot of keys.json. */
export async function machineVector({ firm, stranger }: VectorFirm) {
  const name = 'cluster-7/licenses-0'
  const { publicKey, signer } = stranger.rootPair
  const identity = await writeOperatorIdentity(name, publicKey, signer)
  const { value } = await readOperatorIdentity(identity)
  const machine = [
    { name: 'cpu', value: 'GenuineOne|CPU 1' },
    { name: 'operator', value },
  ]
  const salt = fingerprintSalt(thumbprint(firm.root.key))
  return {
    about: 'An operator identity (.odi), the parts of its machine, and the fingerprint for the root of firm.json.',
    operator: publicKey,
    name,
    identity,
    machine,
    fingerprint: fingerprintJson(makeFingerprint('operator', salt, machine)),
  }
}

/** Keys that data of a license give. */
export function derivedKeysVector() {
  const data = Buffer.from('what every license of the item holds')
  const purposes = [
    { label: 'protected-software/report', length: 32 },
    { label: 'protected-software/report', length: 16 },
    { label: 'Prüfbericht', length: 64 },
    { label: '', length: 32 },
  ]
  const keys = purposes.map((purpose) => ({ ...purpose, key: deriveKey(data, purpose).toString('base64url') }))
  return { about: 'Keys derived from secret or hidden data.', data: data.toString('base64url'), keys }
}
