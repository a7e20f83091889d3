import { createHash, timingSafeEqual } from 'node:crypto'
import type { SentSecret } from './authorization.ts'

/** A UsernameToken of WS-Security as it stands in a message. */
export interface MessageToken {
  readonly username: string
  readonly password: string | undefined
  /** URI of the password's form; none means text. */
  readonly passwordType: string | undefined
  readonly nonce: string | undefined
  readonly created: string | undefined
}

/** A password digest: it proves the secret without showing it. */
export interface SentDigest {
  readonly way: 'digest'
  readonly name: string
  readonly digest: Buffer
  readonly nonce: Buffer
  /** As written, since the digest is made of the text. */
  readonly created: string
  readonly createdAt: Date
}

/** With fewer bytes than these, two honest messages could meet. */
const leastNonceBytes = 8
const mostNonceBytes = 256
const digestBytes = 20

const typeForm = /(?:^|[#:])Password(Text|Digest)$/
/** Without a zone it is UTC, as WS-Security wants it. */
const createdForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/

/** What a token says; undefined when it is no password in text and no complete digest. */
export function readToken(token: MessageToken): SentSecret | SentDigest | undefined {
  const { username, password, passwordType } = token
  const name = username.trim()
  const [, form] = passwordType === undefined ? ['', 'Text'] : (typeForm.exec(passwordType.trim()) ?? [])
  if (password === undefined || name === '') return undefined
  if (form === 'Text') return { way: 'password', name, secret: password }
  return form === 'Digest' ? readDigest(name, password, token) : undefined
}

function readDigest(
  name: string,
  password: string,
  { nonce: text, created = '' }: MessageToken,
): SentDigest | undefined {
  const [digest, nonce] = [bytesOf(password), bytesOf(text ?? '')]
  const [match, zone] = createdForm.exec(created) ?? []
  if (match === undefined || digest?.length !== digestBytes || nonce === undefined) return undefined
  if (nonce.length < leastNonceBytes || nonce.length > mostNonceBytes) return undefined
  const createdAt = new Date(zone === undefined ? `${match}Z` : match)
  return Number.isNaN(createdAt.getTime()) ? undefined : { way: 'digest', name, digest, nonce, created, createdAt }
}

/** Whether a digest was made of this secret: Base64(SHA-1(nonce + created + secret)), as the profile has it. */
export function fitsDigest({ digest, nonce, created }: SentDigest, secret: Uint8Array): boolean {
  const made = createHash('sha1').update(nonce).update(created, 'utf8').update(secret).digest()
  return timingSafeEqual(made, digest)
}

function bytesOf(text: string): Buffer | undefined {
  const plain = text.replace(/\s/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : undefined
}
