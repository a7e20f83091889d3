import { sign, verify, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { canonicalJson } from './canonical.ts'
import { fromBase64url, maxFileLength, parseJsonObject, toBase64url, type JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'
import { keyObject, thumbprint, type PublicJwk } from './keys.ts'
import { object, only, text, type Reader } from './shape.ts'
import { suites, type SuiteName } from './suites.ts'

/** On the thread pool, so that a busy server keeps answering. */
const signBytes = promisify(sign)
const verifyBytes = promisify(verify)

/** Types of signed things; each place expects exactly one, so that no file passes for another. */
export type FileType =
  | 'od-template+jws'
  | 'od-context+jws'
  | 'od-update+jws'
  | 'od-blocklist+jws'
  | 'od-lease+jws'
  | 'od-credential+jws'
  | 'od-certificate+jws'
  | 'od-ledger-head+jws'
  | 'od-operator+jws'

/** What signs: a private key in memory, a token, an HSM. Gives the raw signature of `alg` (ES256: r ‖ s). */
export interface Signer {
  readonly suite: SuiteName
  readonly kid: string
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** A signer that holds its private key in memory. */
export function keySigner(suite: SuiteName, publicKey: PublicJwk, privateKey: KeyObject): Signer {
  const { hash } = suites[suite]
  return {
    suite,
    kid: thumbprint(publicKey),
    sign: (bytes) => signBytes(hash, bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  }
}

/** The three parts of a JWS as they were received; nothing in them is to be believed before `verifyJws`. */
export interface Jws {
  readonly protected: string
  readonly payload: string
  readonly signature: string
}

/** Signs and writes a JWS; `cert` is the certificate that firm files carry. */
export async function signJws(type: FileType, payload: object, signer: Signer, cert?: string): Promise<Jws> {
  const header = { alg: suites[signer.suite].signatureAlgorithm, cert, kid: signer.kid, typ: type }
  const parts = { protected: toBase64url(canonicalJson(header)), payload: toBase64url(canonicalJson(payload)) }
  const signature = await signer.sign(signedBytes(parts))
  return { ...parts, signature: toBase64url(signature) }
}

/** The bytes that were signed: what two files have in common exactly when they say the same. */
export function signedBytes(jws: Pick<Jws, 'protected' | 'payload'>): Buffer {
  return Buffer.from(`${jws.protected}.${jws.payload}`, 'ascii')
}

const part = text(1, maxFileLength, /^[0-9A-Za-z_-]+$/)
const flattened = only(
  ['payload', 'protected', 'signature'],
  object({ payload: part, protected: part, signature: part }),
)

/** Writes the text of a file: flattened JWS JSON on one line. */
export function writeFlattened({ payload, protected: header, signature }: Jws): string {
  return JSON.stringify({ payload, protected: header, signature })
}

export function readFlattened(file: string, what: string): Jws {
  if (file.length > maxFileLength)
    throw new FormatError('malformed', `${what} is longer than ${maxFileLength} characters`)
  return flattened(parseJsonObject(file, what), what)
}

/** Writes the compact form, in which a certificate stands in the header of a file. */
export function writeCompact(jws: Jws): string {
  return `${jws.protected}.${jws.payload}.${jws.signature}`
}

export function readCompact(compact: string, what: string): Jws {
  const parts = compact.split('.')
  if (parts.length !== 3) throw new FormatError('malformed', `${what} is not a compact JWS of three parts`)
  const [header, payload, signature] = parts
  return flattened({ protected: header ?? '', payload: payload ?? '', signature: signature ?? '' }, what)
}

/** The payload, unverified. Only to find out which key has to verify it. */
export function unverifiedPayload(jws: Jws, what: string): JsonObject {
  return parseJsonObject(fromBase64url(jws.payload, `${what}: payload`), `${what}: payload`)
}

/** The protected header of a JWS. */
export interface Header {
  readonly alg: string
  readonly kid: string
  /** Certificate of the signing key, in files of the firm. */
  readonly cert?: string | undefined
}

const names = { alg: text(1, 20), kid: text(43, 43), typ: text(1, 40) }
const plainHeader: Reader<Header> = only(['alg', 'kid', 'typ'], object(names))
const firmHeader: Reader<Header> = only(['alg', 'cert', 'kid', 'typ'], object({ ...names, cert: text(1, 8192) }))
const headers: Readonly<Record<FileType, Reader<Header>>> = {
  'od-certificate+jws': plainHeader,
  'od-context+jws': plainHeader,
  'od-ledger-head+jws': plainHeader,
  'od-operator+jws': plainHeader,
  'od-blocklist+jws': firmHeader,
  'od-credential+jws': firmHeader,
  'od-lease+jws': firmHeader,
  'od-template+jws': firmHeader,
  'od-update+jws': firmHeader,
}

/** The protected header, unverified, exactly as this type of file has it; any other member (so also `crit`) is refused. */
export function unverifiedHeader(jws: Jws, type: FileType, what: string): Header {
  const json = parseJsonObject(fromBase64url(jws.protected, `${what}: header`), `${what}: header`)
  if (json['typ'] !== type) {
    throw new FormatError(
      'unsupported',
      `${what}: its typ is ${JSON.stringify(json['typ'])}, not ${JSON.stringify(type)}`,
    )
  }
  return headers[type](json, `${what}: header`)
}

/**
 * Verifies a JWS with a key that the caller already has reason to trust, and gives the payload.
 * Type, suite and key come from the caller; the header has to agree and never decides.
 */
export async function verifyJws(jws: Jws, type: FileType, suite: SuiteName, key: PublicJwk, what: string) {
  const { signatureAlgorithm, hash } = suites[suite]
  const { alg, kid } = unverifiedHeader(jws, type, what)
  if (alg !== signatureAlgorithm)
    throw new FormatError('signature', `${what}: its alg is ${alg}, not ${signatureAlgorithm}`)
  if (kid !== thumbprint(key)) throw new FormatError('signature', `${what} is signed by another key: ${kid}`)
  const input = { key: keyObject(key), dsaEncoding: 'ieee-p1363' } as const
  const isGenuine = await verifyBytes(hash, signedBytes(jws), input, fromBase64url(jws.signature, `${what}: signature`))
  if (!isGenuine) throw new FormatError('signature', `${what} was changed after it was signed`)
  return unverifiedPayload(jws, what)
}
