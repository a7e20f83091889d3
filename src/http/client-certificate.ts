import { createHash, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SenderCertificate } from './sender.ts'

/** A connection keeps its certificate, and may carry many requests. */
const known = new WeakMap<Socket, SenderCertificate>()

/** The certificate of the other side of a TLS connection. */
export function certificateOfSocket(socket: Socket): SenderCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const before = known.get(socket)
  if (before !== undefined) return before
  const x509 = socket.getPeerX509Certificate()
  if (x509 === undefined) return undefined
  const certificate = certificateOf(x509, socket.authorized)
  known.set(socket, certificate)
  return certificate
}

/**
 * The certificate in the header of a trusted proxy: base64 of its DER between colons (RFC 9440), or its PEM, which nginx
 * sends percent-encoded and Apache with blanks for line ends. Anything else, two certificates among it, is none.
 */
export function certificateInHeader(header: string | undefined): SenderCertificate | undefined {
  if (header === undefined) return undefined
  try {
    const text = decodeURIComponent(header)
    const [, pem, structured] =
      /^\s*(?:-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----|:([A-Za-z0-9+/=]+):)\s*$/.exec(
        text,
      ) ?? []
    const base64 = pem ?? structured
    return base64 === undefined ? undefined : certificateOf(new X509Certificate(Buffer.from(base64, 'base64')), true)
  } catch {
    return undefined
  }
}

function certificateOf(x509: X509Certificate, isVerified: boolean): SenderCertificate {
  const { raw, subject, issuer, validFrom, validTo } = x509
  return {
    raw,
    fingerprint: createHash('sha256').update(raw).digest('hex'),
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
    isVerified,
  }
}

/**
 * Node gives a name part by part in lines, escaped as RFC 2253 wants it, but the other way round; and none where its types
 * promise one, if it has no parts.
 */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).reverse().join(',')
}
