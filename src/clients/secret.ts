import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'

/**
 * Secrets of API clients. They are made here, never chosen by people: 160 random bits, which nobody finds by trying,
 * however fast a hash is (docs/decisions/0017). 36 characters of lower-case letters and digits, because some ERP systems
 * cut a password at 40 and others mangle special characters; the prefix lets scanners find a secret that was published by
 * mistake.
 */
export function newSecret(random: RandomSource): string {
  return `ods_${Array.from(random(32), (byte) => letters.charAt(byte & 31)).join('')}`
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

const saltBytes = 16
const hashBytes = 32

/** `sha256$salt$hash`: HMAC-SHA-256 of the secret under the salt, both in base64url. */
export function hashSecret(secret: string, random: RandomSource): string {
  const salt = random(saltBytes)
  return stored(salt, derive(secret, salt))
}

/** A hash that no secret has, which takes as long to verify as any. */
export function impossibleHash(random: RandomSource): string {
  return stored(random(saltBytes), random(hashBytes))
}

/** True when the hash was made of this secret; takes the same time either way. */
export function verifySecret(secret: string, text: string): boolean {
  const [scheme, salt = '', hash = ''] = text.split('$')
  if (scheme !== 'sha256') throw new Error('a client secret is stored in a form that this version does not know')
  return timingSafeEqual(derive(secret, Buffer.from(salt, 'base64url')), Buffer.from(hash, 'base64url'))
}

function stored(salt: Uint8Array, hash: Uint8Array): string {
  return ['sha256', Buffer.from(salt).toString('base64url'), Buffer.from(hash).toString('base64url')].join('$')
}

function derive(secret: string, salt: Uint8Array): Buffer {
  return createHmac('sha256', salt).update(secret, 'utf8').digest()
}
