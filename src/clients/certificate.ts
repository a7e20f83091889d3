import { createHash, X509Certificate } from 'node:crypto'
import { Fault } from '../faults.ts'
import { nameForm } from './name-form.ts'

/** How a client certificate is written where a client is defined, in its one form. */
export type CertificateText = `sha256:${string}` | `subject:${string};issuer:${string}`

const advice =
  'give the certificate as PEM, its SHA-256 fingerprint as sha256:4f2a…, or the names of its subject and issuer as subject:CN=…;issuer:CN=…'

/**
 * Reads a certificate of a client's definition: PEM, `sha256:HEX` as other tools write it, or `subject:…;issuer:…`.
 * @throws Fault `CLIENT_INVALID`
 */
export function certificateText(text: string): CertificateText {
  if (text.includes('PRIVATE KEY')) {
    throw invalid('There is a private key among the certificates; it is secret, and only its owner needs it.')
  }
  const found = fromPem(text) ?? fromFingerprint(text) ?? fromNames(text)
  if (found === undefined) {
    const start = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
    throw invalid(`${start} is no client certificate: ${advice}.`)
  }
  return found
}

/** The certificates with these names, whichever of them is the present one. */
export function namedCertificates(subject: string, issuer: string): CertificateText | undefined {
  const [subjectForm, issuerForm] = [nameForm(subject), nameForm(issuer)]
  return subjectForm === undefined || issuerForm === undefined ? undefined : namesText(subjectForm, issuerForm)
}

/** What a certificate is looked up by: its own SHA-256, or that of its names. */
export function certificateHash(text: string): Buffer {
  const [, fingerprint] = /^sha256:([0-9a-f]{64})$/.exec(text) ?? []
  return fingerprint === undefined ? createHash('sha256').update(text).digest() : Buffer.from(fingerprint, 'hex')
}

function fromPem(text: string): CertificateText | undefined {
  const [, base64] = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/.exec(text) ?? []
  if (base64 === undefined) return undefined
  try {
    const { raw } = new X509Certificate(Buffer.from(base64, 'base64'))
    return `sha256:${createHash('sha256').update(raw).digest('hex')}`
  } catch {
    return undefined
  }
}

/** With colons and in capitals too, as openssl and browsers show it. */
function fromFingerprint(text: string): CertificateText | undefined {
  const [, digits] = /^\s*sha256:\s*([0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31})\s*$/i.exec(text) ?? []
  return digits === undefined ? undefined : `sha256:${digits.replaceAll(':', '').toLowerCase()}`
}

function fromNames(text: string): CertificateText | undefined {
  const [, subject = '', issuer = ''] = /^\s*subject:(.+?);\s*issuer:(.+)$/is.exec(text) ?? []
  return namedCertificates(subject, issuer)
}

function namesText(subject: string, issuer: string): CertificateText {
  return `subject:${subject};issuer:${issuer}`
}

function invalid(text: string): Fault {
  return new Fault('CLIENT_INVALID', text, { field: 'apiClient/certificates' })
}
