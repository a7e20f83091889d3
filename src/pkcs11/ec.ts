import type { PublicJwk } from '../formats/keys.ts'
import { TokenError } from './errors.ts'

/** Object identifier of P-256 (prime256v1) in DER: what CKA_EC_PARAMS holds. */
export const p256 = Buffer.from('06082a8648ce3d030107', 'hex')

/** The uncompressed point `04 ‖ x ‖ y` of a public key. */
export function pointOf(key: PublicJwk): Buffer {
  if (key.kty !== 'EC') throw new TypeError(`a token agrees on P-256 keys, not ${key.crv}`)
  return Buffer.concat([Buffer.of(4), Buffer.from(key.x, 'base64url'), Buffer.from(key.y, 'base64url')])
}

/** A public key from CKA_EC_POINT: the point in a DER octet string, as the standard has it, or bare, as some tokens do. */
export function jwkOf(ecPoint: Buffer): PublicJwk {
  const isWrapped = ecPoint.length === 67 && ecPoint.readUInt16BE(0) === 0x0441
  const point = isWrapped ? ecPoint.subarray(2) : ecPoint
  if (point.length !== 65 || point[0] !== 4) {
    throw new TokenError('TOKEN_FAILED', 'The token tells a public key that is no P-256 point.', 'Use another token.')
  }
  const coordinate = (from: number) => point.subarray(from, from + 32).toString('base64url')
  return { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) }
}
