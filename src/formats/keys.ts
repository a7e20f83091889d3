import { createPublicKey, type KeyObject } from 'node:crypto'
import { canonicalJson } from './canonical.ts'
import { sha256, toBase64url, type Json } from './encoding.ts'
import { FormatError } from './errors.ts'
import { exactly, object, oneOf, refuse, text, type Reader } from './shape.ts'
import { suites, type SuiteName } from './suites.ts'

/** A public key as JSON Web Key with the members of RFC 7638 and no others. */
export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519' | 'X25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

/** What the other side has to remember of a container. */
export interface ContainerKeys {
  readonly suite: SuiteName
  readonly signingKey: PublicJwk
  readonly agreementKey: PublicJwk
}

const coordinate = text(43, 43, /^[0-9A-Za-z_-]*$/)
const readers = {
  Ed25519: object({ kty: exactly('OKP'), crv: exactly('Ed25519'), x: coordinate }),
  X25519: object({ kty: exactly('OKP'), crv: exactly('X25519'), x: coordinate }),
  'P-256': object({ kty: exactly('EC'), crv: exactly('P-256'), x: coordinate, y: coordinate }),
}

/**
 * Reads a public key of one curve. Members such as `use` or `kid`, which many libraries add, are dropped; a private key
 * is refused, because it has no business in any file or message.
 */
export function publicJwk(curve: keyof typeof readers): Reader<PublicJwk> {
  return (value, path) => {
    const key = readers[curve](value, path) as PublicJwk
    if (typeof value === 'object' && value !== null && 'd' in value) refuse(path, 'is a private key')
    keyObject(key, path)
    return key
  }
}

export const signingKeyOf = (suite: SuiteName): Reader<PublicJwk> => publicJwk(suites[suite].signingCurve)
export const agreementKeyOf = (suite: SuiteName): Reader<PublicJwk> => publicJwk(suites[suite].agreementCurve)

/** Reads a firm root: a signing key of either suite, which its curve tells. */
export function readRoot(value: Json | undefined, path = 'root'): { suite: SuiteName; key: PublicJwk } {
  const { crv } = object({ crv: oneOf('Ed25519', 'P-256') })(value, path)
  const suite = crv === 'Ed25519' ? 'ed25519-x25519' : 'p256-p256'
  return { suite, key: signingKeyOf(suite)(value, path) }
}

/** Imports a key for node:crypto, which also checks that a P-256 point lies on the curve. */
export function keyObject(key: PublicJwk, path = 'key'): KeyObject {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' })
  } catch (cause) {
    throw new FormatError('malformed', `${path} is not a valid ${key.crv} key`, { cause })
  }
}

function thumbprintBytes(key: PublicJwk): Buffer {
  const { kty, crv, x } = key
  return sha256(canonicalJson(key.kty === 'EC' ? { kty, crv, x, y: key.y } : { kty, crv, x }))
}

/** RFC 7638 SHA-256 thumbprint in base64url: the `kid` of a key. */
export function thumbprint(key: PublicJwk): string {
  return toBase64url(thumbprintBytes(key))
}

export type ContainerKind = 'dongle' | 'software' | 'cloud'

const masks: Readonly<Record<ContainerKind, string>> = { dongle: '3', software: '130', cloud: '140' }

/** Serial of a container: the mask of its kind and the first 60 bits of its signing key's thumbprint as a decimal. */
export function containerSerial(kind: ContainerKind, signingKey: PublicJwk): string {
  const first60bits = thumbprintBytes(signingKey).readBigUInt64BE(0) >> 4n
  return `${masks[kind]}-${first60bits}`
}

/** Whether a serial is that of some container of a kind. */
export function isSerialOfKind(text: string, kind: ContainerKind): boolean {
  return text.startsWith(`${masks[kind]}-`)
}

export const containerKind = oneOf<ContainerKind>('dongle', 'software', 'cloud')
export const serial = text(3, 24, /^(3|130|140)-(0|[1-9][0-9]{0,18})$/)
export const thumbprintText = text(43, 43, /^[0-9A-Za-z_-]*$/)
