import { createECDH, createHash, createPrivateKey, type JsonWebKey } from 'node:crypto'
import { keySigner, type Signer } from '../../../src/formats/jws.ts'
import type { PublicJwk } from '../../../src/formats/keys.ts'
import type { SuiteName } from '../../../src/formats/suites.ts'

/** A key pair that is the same in every run, because it follows from its name. */
export interface FixedKey {
  readonly publicKey: PublicJwk
  readonly privateJwk: JsonWebKey
}

/** PKCS#8 (RFC 8410) in front of the 32 bytes of a private key. */
const pkcs8 = { Ed25519: '302e020100300506032b657004220420', X25519: '302e020100300506032b656e04220420' } as const

export function fixedKey(curve: 'Ed25519' | 'X25519' | 'P-256', name: string): FixedKey {
  const secret = createHash('sha256').update(`opendepot wire sample: ${name}`).digest()
  const privateJwk = curve === 'P-256' ? p256(secret) : okp(curve, secret)
  const { kty, crv, x, y } = privateJwk
  return { publicKey: (kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x }) as PublicJwk, privateJwk }
}

export function signerOf(suite: SuiteName, { publicKey, privateJwk }: FixedKey): Signer {
  return keySigner(suite, publicKey, createPrivateKey({ key: privateJwk, format: 'jwk' }))
}

function okp(curve: keyof typeof pkcs8, secret: Buffer): JsonWebKey {
  const key = Buffer.concat([Buffer.from(pkcs8[curve], 'hex'), secret])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
}

function p256(secret: Buffer): JsonWebKey {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(secret)
  const point = pair.getPublicKey()
  const part = (bytes: Buffer) => bytes.toString('base64url')
  return { kty: 'EC', crv: 'P-256', x: part(point.subarray(1, 33)), y: part(point.subarray(33)), d: part(secret) }
}
