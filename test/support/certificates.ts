import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** An X.509 certificate of the tests with its private key. */
export interface TestCertificate {
  /** PEM. */
  readonly cert: string
  /** PEM (PKCS#8). */
  readonly key: string
  readonly der: Buffer
  /** SHA-256 of the DER, hexadecimal. */
  readonly fingerprint: string
  /** As RFC 2253 writes it: the parts in the opposite order. */
  readonly subject: string
  readonly name: Buffer
  readonly privateKey: KeyObject
}

export interface CertificateWish {
  /** Parts of the subject, the most general first; by default `O=Vendor` and `CN=localhost`. */
  readonly subject?: readonly (readonly [type: 'C' | 'O' | 'OU' | 'CN', value: string])[]
  /** Who signs it; by default itself. */
  readonly issuer?: TestCertificate
  readonly isAuthority?: boolean
  readonly validFrom?: Date
  readonly validTo?: Date
}

const day = 86_400_000

/** Makes a certificate for `localhost` and 127.0.0.1 with a P-256 key; no program is asked. */
export function makeCertificate(wish: CertificateWish = {}): TestCertificate {
  const { issuer, isAuthority = false } = wish
  const { validFrom = new Date(Date.now() - day), validTo = new Date(Date.now() + 365 * day) } = wish
  const parts = wish.subject ?? [['O', 'Vendor'] as const, ['CN', 'localhost'] as const]
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(...parts.map(([type, value]) => set(sequence(oid(types[type]), der(0x0c, Buffer.from(value))))))
  const unsigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(oid(ecdsaSha256)),
    issuer?.name ?? name,
    sequence(time(validFrom), time(validTo)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions(isAuthority))),
  )
  const signature = sign('sha256', unsigned, issuer?.privateKey ?? privateKey)
  const bytes = sequence(unsigned, sequence(oid(ecdsaSha256)), der(0x03, Buffer.from([0]), signature))
  return {
    cert: pem('CERTIFICATE', bytes),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    der: bytes,
    fingerprint: createHash('sha256').update(bytes).digest('hex'),
    subject: parts
      .map((part) => part.join('='))
      .reverse()
      .join(','),
    name,
    privateKey,
  }
}

const ecdsaSha256 = '06082a8648ce3d040302'
const types = { C: '0603550406', O: '060355040a', OU: '060355040b', CN: '0603550403' }

/** basicConstraints, and subjectAltName with localhost and 127.0.0.1. */
function extensions(isAuthority: boolean): Buffer[] {
  const constraints = sequence(...(isAuthority ? [Buffer.from('0101ff', 'hex')] : []))
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))
  return [
    sequence(oid('0603551d13'), Buffer.from('0101ff', 'hex'), der(0x04, constraints)),
    sequence(oid('0603551d11'), der(0x04, names)),
  ]
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents)
const set = (...contents: readonly Buffer[]) => der(0x31, ...contents)
const integer = (bytes: Buffer) => der(0x02, bytes)
const oid = (hex: string) => Buffer.from(hex, 'hex')

/** UTCTime to 2049, GeneralizedTime after it (RFC 5280). */
function time(date: Date): Buffer {
  const text = date
    .toISOString()
    .replaceAll(/[-:T]/g, '')
    .replace(/\.[0-9]+Z$/, 'Z')
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text))
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
