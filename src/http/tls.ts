import { constants, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls'
import { UserError } from '../user-error.ts'

/** Where the certificate of the server lies; the names are those of the settings. */
export interface TlsFiles {
  readonly tlsCert: string
  readonly tlsKey: string
  /** Authorities of client certificates. */
  readonly tlsClientCa: string | undefined
  readonly tlsMin: '1.2' | '1.3'
}

/** The three files as they are at one moment. */
export interface TlsTexts {
  readonly cert: string
  readonly key: string
  readonly clientCa: string
}

/** What a TLS server is made of, checked. */
export interface ServerTls {
  readonly context: SecureContextOptions
  /** When the certificate of the server ends. */
  readonly validTo: Date
  readonly subject: string
}

/**
 * Those of TLS 1.3, and of TLS 1.2 the suites with forward secrecy and authenticated encryption: every client of the last
 * ten years knows one of them, for RSA and for ECDSA certificates.
 */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** @throws UserError that names the setting whose file cannot be read */
export function readTlsFiles({ tlsCert, tlsKey, tlsClientCa }: TlsFiles): TlsTexts {
  return {
    cert: read('TLS_CERT', tlsCert),
    key: read('TLS_KEY', tlsKey),
    clientCa: tlsClientCa === undefined ? '' : read('TLS_CLIENT_CA', tlsClientCa),
  }
}

/**
 * Checks that a server can be made of these files, now.
 * @throws UserError that names the setting, what is wrong and what to do
 */
export function checkTls(texts: TlsTexts, { tlsMin, tlsClientCa }: TlsFiles, now: Date): ServerTls {
  const [own, ...chain] = certificatesIn('TLS_CERT', texts.cert)
  if (own === undefined) throw new UserError('TLS_CERT holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)')
  checkKey(own, chain, keyIn(texts.key))
  const [validFrom, validTo] = [new Date(own.validFrom), new Date(own.validTo)]
  if (now > validTo) throw new UserError(`the certificate of TLS_CERT ended on ${dayOf(validTo)}; get a new one`)
  if (now < validFrom) {
    throw new UserError(
      `the certificate of TLS_CERT begins on ${dayOf(validFrom)}; is the clock of this machine right?`,
    )
  }
  const authorities = certificatesIn('TLS_CLIENT_CA', texts.clientCa)
  if (tlsClientCa !== undefined && authorities.length === 0) {
    throw new UserError('TLS_CLIENT_CA holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)')
  }
  const context: SecureContextOptions = {
    cert: texts.cert,
    key: texts.key,
    // An empty list is nobody. Without one Node would believe all the authorities that browsers believe.
    ca: authorities.map((authority) => authority.toString()),
    minVersion: `TLSv${tlsMin}` satisfies SecureVersion,
    ciphers,
    honorCipherOrder: true,
    // A certificate that comes in the middle of a connection would belong to some of its requests only.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  }
  try {
    createSecureContext(context)
  } catch (error) {
    throw new UserError(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}`)
  }
  // Node has none, whatever its types say, where the names stand beside it only, as new authorities do it.
  const subject = (own.subject as string | undefined) ?? own.subjectAltName ?? ''
  return { context, validTo, subject: subject.replaceAll('\n', ', ') }
}

function read(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new UserError(`the file ${path} of ${name} cannot be read (${code})`, { cause: error })
  }
}

function certificatesIn(name: string, text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block)
    } catch (error) {
      throw new UserError(`certificate ${index + 1} of ${name} cannot be read; is the file whole?`, { cause: error })
    }
  })
}

function keyIn(text: string): KeyObject {
  if (text.includes('ENCRYPTED')) {
    throw new UserError(
      'the private key of TLS_KEY is encrypted; write it without a passphrase ("openssl pkey -in OLD -out NEW"), for the user of the server alone (chmod 600)',
    )
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    throw new UserError('TLS_KEY holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)', { cause: error })
  }
}

function checkKey(own: X509Certificate, chain: readonly X509Certificate[], key: KeyObject): void {
  if (own.checkPrivateKey(key)) return
  if (chain.some((other) => other.checkPrivateKey(key))) {
    throw new UserError('TLS_CERT: the certificate of the server has to come first, those that issued it after it')
  }
  throw new UserError('TLS_KEY is not the key of the certificate of TLS_CERT; the two have to be changed together')
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
