import { createDecipheriv, createHash, createPrivateKey, diffieHellman, type JsonWebKey } from 'node:crypto'
import { fromBase64url, parseJsonObject, type JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'
import { keyObject, publicJwk, thumbprint, thumbprintText, type PublicJwk } from './keys.ts'
import { exactly, object, oneOf, only, text } from './shape.ts'

/** Algorithms of everything that is encrypted to a container. */
export const jweAlgorithms = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM' } as const

/** A private agreement key, to be used and not to be seen: in memory or on a token. */
export interface KeyAgreement {
  readonly publicKey: PublicJwk
  /** ECDH with another key of the same curve: the shared secret. */
  agree(peer: PublicJwk): Promise<Uint8Array>
}

/** A private agreement key in memory. */
export function keyAgreement(publicKey: PublicJwk, privateJwk: JsonWebKey): KeyAgreement {
  const privateKey = createPrivateKey({ key: privateJwk, format: 'jwk' })
  const agree = (peer: PublicJwk) => Promise.resolve(diffieHellman({ privateKey, publicKey: keyObject(peer) }))
  return { publicKey, agree }
}

const base64url = text(0, 1_000_000, /^[0-9A-Za-z_-]*$/)
const header = only(
  ['alg', 'enc', 'epk', 'kid', 'typ'],
  object({
    alg: exactly(jweAlgorithms.alg),
    enc: exactly(jweAlgorithms.enc),
    typ: text(1, 40),
    kid: thumbprintText,
    epk: (value, path) => publicJwk(object({ crv: oneOf('X25519', 'P-256') })(value, path).crv)(value, path),
  }),
)

/**
 * Opens a compact JWE (docs/formats.md §8.3). Not by `jose`, which wants the private key itself, and that of a token
 * cannot be had; it writes what this reads, and the tests compare.
 * @throws FormatError; and what the agreement throws
 */
export async function decryptJwe(compact: string, typ: string, key: KeyAgreement, what: string): Promise<JsonObject> {
  const parts = compact.split('.')
  if (parts.length !== 5) throw new FormatError('malformed', `${what} is not a compact JWE of five parts`)
  const [head = '', wrapped, iv, content, tag] = parts.map((part) => base64url(part, what))
  const {
    epk,
    kid,
    typ: found,
  } = header(parseJsonObject(fromBase64url(head, what), `${what}: header`), `${what}: header`)
  if (found !== typ) throw new FormatError('unsupported', `${what}: its typ is ${found}, not ${typ}`)
  if (kid !== thumbprint(key.publicKey) || epk.crv !== key.publicKey.crv) throw notOpened(what)
  const secret = await key.agree(epk)
  try {
    const contentKey = unwrap(derive(secret), fromBase64url(wrapped ?? '', what))
    const decipher = createDecipheriv('aes-256-gcm', contentKey, fromBase64url(iv ?? '', what), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(head, 'ascii')).setAuthTag(fromBase64url(tag ?? '', what))
    const plain = Buffer.concat([decipher.update(fromBase64url(content ?? '', what)), decipher.final()])
    return parseJsonObject(plain, what)
  } catch (cause) {
    throw notOpened(what, cause)
  }
}

/** RFC 7518 §4.6.2: Concat KDF for a key that wraps keys, without names of the parties; one round gives 32 bytes. */
function derive(secret: Uint8Array): Buffer {
  const { alg } = jweAlgorithms
  const info = Buffer.concat([uint32(alg.length), Buffer.from(alg), uint32(0), uint32(0), uint32(256)])
  return createHash('sha256').update(uint32(1)).update(secret).update(info).digest()
}

/** RFC 3394, with its initial value. */
function unwrap(key: Buffer, wrapped: Buffer): Buffer {
  const decipher = createDecipheriv('id-aes256-wrap', key, Buffer.alloc(8, 0xa6))
  return Buffer.concat([decipher.update(wrapped), decipher.final()])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function notOpened(what: string, cause?: unknown): FormatError {
  return new FormatError('sealed', `${what} cannot be opened with the agreement key of this container`, { cause })
}
