import { compactDecrypt, CompactEncrypt } from 'jose'
import { parseJsonObject, type JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'

const algorithms = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' } as const

/** Rounds of PBKDF2: some tenths of a second for who knows the password, and as much for each guess. */
const standardRounds = 310_000
/** A file that asks for more is not ours. */
const mostRounds = 5_000_000

/** Locks up secrets by a password (docs/formats.md §12.2), as a compact JWE. */
export async function lock(secrets: object, password: string, rounds = standardRounds): Promise<string> {
  return new CompactEncrypt(Buffer.from(JSON.stringify(secrets)))
    .setProtectedHeader({ ...algorithms, typ: 'od-locked+jwe' })
    .setKeyManagementParameters({ p2c: rounds })
    .encrypt(Buffer.from(password.normalize('NFC')))
}

/**
 * Unlocks what `lock` has locked up.
 * @throws FormatError with the rule `sealed` if the password is another one, or the text was changed
 */
export async function unlock(locked: string, password: string): Promise<JsonObject> {
  const allowed = { keyManagementAlgorithms: [algorithms.alg], contentEncryptionAlgorithms: [algorithms.enc] }
  try {
    const key = Buffer.from(password.normalize('NFC'))
    const { plaintext } = await compactDecrypt(locked, key, { ...allowed, maxPBES2Count: mostRounds })
    return parseJsonObject(plaintext, 'locked')
  } catch (cause) {
    throw new FormatError('sealed', 'the password does not open it, or it was changed', { cause })
  }
}
