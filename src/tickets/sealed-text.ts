import type { RandomSource } from '../domain/random.ts'
import { openBytes, partsOf, sealBytes } from './aes-gcm.ts'
import { currentKey, keyNumbered, type Keyring } from './keyring.ts'

/**
 * Secret bytes as text at rest: `s1.<key number>.<base64url of nonce, tag and ciphertext>`, by the keyring's AES-256 keys.
 * The text opens only with the purpose it was sealed for, so it cannot be moved to another place of the database.
 */
export class Sealer {
  readonly #keyring: Keyring
  readonly #random: RandomSource

  constructor(keyring: Keyring, random: RandomSource) {
    this.#keyring = keyring
    this.#random = random
  }

  /** @param purpose what the bytes are and whose: `item CAD-PRO secret` */
  seal(bytes: Uint8Array, purpose: string): string {
    const key = currentKey(this.#keyring.cipher)
    const { nonce, tag, ciphertext } = sealBytes(key, this.#random, bytes, purposeBytes(purpose))
    const body = Buffer.concat([nonce, tag, ciphertext])
    return `s1.${this.#keyring.cipher.current}.${body.toString('base64url')}`
  }

  /** @throws Error when the text was changed, sealed for another purpose, or by a key that the keyring lacks */
  open(sealed: string, purpose: string): Buffer {
    const [form, number, text] = sealed.split('.')
    if (form !== 's1' || number === undefined || text === undefined) throw new Error('not a sealed text')
    const key = keyNumbered(this.#keyring.cipher, Number(number))
    return openBytes(key, partsOf(Buffer.from(text, 'base64url'), 'front'), purposeBytes(purpose))
  }
}

/** Never 16 bytes long, which is what the tickets under the same keys are bound to. */
function purposeBytes(purpose: string): Buffer {
  return Buffer.from(`opendepot sealed text, version 1: ${purpose}`, 'utf8')
}
