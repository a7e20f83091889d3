import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'
import { currentKey, keyNumbered, type Keyring } from './keyring.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

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
    const nonce = this.#random(nonceBytes)
    const sealing = createCipheriv(cipher, currentKey(this.#keyring.cipher), nonce)
    sealing.setAAD(purposeBytes(purpose))
    const ciphertext = Buffer.concat([sealing.update(bytes), sealing.final()])
    const body = Buffer.concat([nonce, sealing.getAuthTag(), ciphertext])
    return `s1.${this.#keyring.cipher.current}.${body.toString('base64url')}`
  }

  /** @throws Error when the text was changed, sealed for another purpose, or by a key that the keyring lacks */
  open(sealed: string, purpose: string): Buffer {
    const [form, number, text] = sealed.split('.')
    if (form !== 's1' || number === undefined || text === undefined) throw new Error('not a sealed text')
    const body = Buffer.from(text, 'base64url')
    const opening = createDecipheriv(
      cipher,
      keyNumbered(this.#keyring.cipher, Number(number)),
      body.subarray(0, nonceBytes),
      {
        authTagLength: tagBytes,
      },
    )
    opening.setAAD(purposeBytes(purpose))
    opening.setAuthTag(body.subarray(nonceBytes, nonceBytes + tagBytes))
    return Buffer.concat([opening.update(body.subarray(nonceBytes + tagBytes)), opening.final()])
  }
}

/** Never 16 bytes long, which is what the tickets under the same keys are bound to. */
function purposeBytes(purpose: string): Buffer {
  return Buffer.from(`opendepot sealed text, version 1: ${purpose}`, 'utf8')
}
