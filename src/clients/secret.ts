import { scrypt, timingSafeEqual } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'

/**
 * Secrets of API clients. They are made here, never chosen by people: 160 random bits, so that no dictionary helps
 * against the hash. 36 characters of lower-case letters and digits, because some ERP systems cut a password at 40 and
 * others mangle special characters; the prefix lets scanners find a secret that was published by mistake.
 */
export function newSecret(random: RandomSource): string {
  return `ods_${Array.from(random(32), (byte) => letters.charAt(byte & 31)).join('')}`
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Parameters of scrypt (RFC 7914). */
export interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** Cost of a new hash: 16 MiB and some 50 ms, once per secret and process. It stands in the hash and can rise. */
const standardCost: Cost = { N: 16_384, r: 8, p: 1 }
const hashBytes = 32
const saltBytes = 16

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64url. */
export async function hashSecret(secret: string, random: RandomSource, cost: Cost = standardCost): Promise<string> {
  const salt = random(saltBytes)
  return stored(salt, await derive(secret, salt, cost), cost)
}

/** A hash that no secret has, which costs as much to verify as any. */
export function impossibleHash(random: RandomSource): string {
  return stored(random(saltBytes), random(hashBytes), standardCost)
}

/** True when the hash was made of this secret; takes the same time either way. */
export async function verifySecret(secret: string, text: string): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = text.split('$')
  if (scheme !== 'scrypt') throw new Error('a client secret is stored in a form that this version does not know')
  const found = await derive(secret, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'))
}

function stored(salt: Buffer, hash: Buffer, { N, r, p }: Cost): string {
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

function derive(secret: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Twice the memory that the parameters need (128·N·r bytes), which is what Node asks for.
    scrypt(secret, salt, hashBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
