import { createHmac } from 'node:crypto'
import { UserError } from '../user-error.ts'
import type { Keyring, KeySet } from './keyring.ts'

/** Fingerprints of all keys under which rows may stand: purpose → key number → HMAC of a fixed text. */
type Canary = Record<'lookup' | 'cipher', Record<string, string>>

const purposes = ['lookup', 'cipher'] as const

/**
 * Compares the keyring of this node with what the database says about it (null: nothing yet), and gives the text to
 * record. It proves that the keys are the same without telling anything about them: they are random, so their HMAC is of no use.
 * @throws UserError when a key is another one than was used, or is missing: the tickets of its rows could not be read
 */
export function checkCanary(keyring: Keyring, recorded: string | null): string {
  const present: Canary = { lookup: fingerprints(keyring.lookup), cipher: fingerprints(keyring.cipher) }
  const known = recorded === null ? present : (JSON.parse(recorded) as Canary)
  const problems = purposes.flatMap((purpose) =>
    Object.entries(known[purpose]).flatMap(([number, fingerprint]) => {
      const found = present[purpose][number]
      if (found === fingerprint) return []
      return [`${purpose} key ${number} is ${found === undefined ? 'missing' : 'another one'}`]
    }),
  )
  if (problems.length > 0) {
    throw new UserError(
      `KEYRING: this is not the keyring that this database was used with: ${problems.join(', ')}. ` +
        'All nodes need the same keyring; restore it from your backup.',
    )
  }
  return JSON.stringify(present)
}

function fingerprints(set: KeySet): Record<string, string> {
  return Object.fromEntries(
    [...set.keys]
      .sort(([left], [right]) => left - right)
      .map(([number, key]) => [number, createHmac('sha256', key).update('opendepot keyring canary').digest('base64')]),
  )
}
