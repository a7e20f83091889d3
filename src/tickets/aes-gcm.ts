import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomSource } from '../domain/random.ts'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** What AES-256-GCM makes of a text (NIST SP 800-38D). */
export interface Sealed {
  /** 12 bytes, new for each text, as two texts under one nonce would give both away. */
  readonly nonce: Buffer
  readonly ciphertext: Buffer
  /** 16 bytes. */
  readonly tag: Buffer
}

/** @param boundTo what the text belongs to; it opens with the same bytes only */
export function sealBytes(key: Buffer, random: RandomSource, bytes: Uint8Array, boundTo: Buffer): Sealed {
  const nonce = random(nonceBytes)
  const sealing = createCipheriv(algorithm, key, nonce).setAAD(boundTo)
  const ciphertext = Buffer.concat([sealing.update(bytes), sealing.final()])
  return { nonce, ciphertext, tag: sealing.getAuthTag() }
}

/** @throws Error when anything was changed, or bound to something else */
export function openBytes(key: Buffer, { nonce, ciphertext, tag }: Sealed, boundTo: Buffer): Buffer {
  const opening = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(boundTo).setAuthTag(tag)
  return Buffer.concat([opening.update(ciphertext), opening.final()])
}

/** The parts of bytes that begin with the nonce and have the tag in front of the ciphertext, or at the end. */
export function partsOf(stored: Buffer, tagAt: 'front' | 'end'): Sealed {
  const nonce = stored.subarray(0, nonceBytes)
  const rest = stored.subarray(nonceBytes)
  return tagAt === 'front'
    ? { nonce, tag: rest.subarray(0, tagBytes), ciphertext: rest.subarray(tagBytes) }
    : { nonce, ciphertext: rest.subarray(0, -tagBytes), tag: rest.subarray(-tagBytes) }
}
