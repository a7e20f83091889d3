import { hkdfSync } from 'node:crypto'

/** What a key is for, and how long it has to be. */
export interface KeyPurpose {
  /** Chosen by the program, one for each purpose; at most 256 bytes. */
  readonly label: string
  /** Bytes, 16 to 64; absent: 32. */
  readonly length?: number | undefined
}

/**
 * The key that secret or hidden data of a license give for a purpose (docs/formats.md §8.3): the same in every container,
 * so that a vendor encrypts once for all customers.
 */
export function deriveKey(data: Uint8Array, { label, length = 32 }: KeyPurpose): Buffer {
  if (Buffer.byteLength(label) > 256) throw new RangeError('the label of a derived key has at most 256 bytes')
  if (!Number.isInteger(length) || length < 16 || length > 64) throw new RangeError('a derived key has 16 to 64 bytes')
  const info = `opendepot derived key v1\n${label}`
  return Buffer.from(hkdfSync('sha256', data, Buffer.alloc(0), info, length))
}
