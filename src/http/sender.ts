import type { IncomingMessage } from 'node:http'
import { isWithin, networkOf, normalAddress } from '../ip-range.ts'
import { certificateInHeader, certificateOfSocket } from './client-certificate.ts'

/** A certificate that came with a request, by TLS or by the header of a trusted proxy. */
export interface SenderCertificate {
  /** DER. */
  readonly raw: Buffer
  /** SHA-256 of the DER, hexadecimal in small letters. */
  readonly fingerprint: string
  /** As RFC 2253 writes a name, most particular part first: `CN=erp,O=Vendor,C=DE`. */
  readonly subject: string
  readonly issuer: string
  readonly validFrom: Date
  readonly validTo: Date
  /** Whether its issuer was checked: here against TLS_CLIENT_CA, or by the trusted proxy. False says nothing of who made it. */
  readonly isVerified: boolean
}

/** Where a request comes from. */
export interface Sender {
  /** In its normal form (`normalAddress`); `unknown` for a connection that is gone already. `countedAddress` counts it. */
  readonly address: string
  /** The IPv4 /24 or the IPv6 /48 of the address. */
  readonly network: string
  /**
   * True when headers say that a proxy stands between which is not believed, or wrote what cannot be read: the address is
   * that of the proxy then, and whoever asks has none of the rights of its place.
   */
  readonly isHidden: boolean
  /** Whether the request came by TLS, to here or to the trusted proxy. */
  readonly isSecure: boolean
  readonly certificate?: SenderCertificate | undefined
}

export interface SenderOptions {
  /** Addresses and ranges; only their headers are believed. */
  readonly trustedProxies: readonly string[]
  /** The header with a certificate, in small letters. */
  readonly clientCertHeader: string
}

const unknown = 'unknown'

/** Headers that only proxies write. */
const saidByProxies = ['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']

/** Where a request comes from, once for each request. What anybody but a trusted proxy says of it means nothing. */
export function senderOf(request: IncomingMessage, { trustedProxies, clientCertHeader }: SenderOptions): Sender {
  const { socket, headers } = request
  const peer = normalAddress(socket.remoteAddress ?? '') ?? unknown
  const isEncrypted = 'encrypted' in socket
  if (!isWithin(trustedProxies, peer)) {
    const isHidden = saidByProxies.some((name) => headers[name] !== undefined)
    const certificate = certificateOfSocket(socket)
    return { address: peer, network: networkOf(peer), isHidden, isSecure: isEncrypted, certificate }
  }
  const { address, isHidden } = behind(peer, headers['x-forwarded-for']?.toString() ?? '', trustedProxies)
  return {
    address,
    network: networkOf(address),
    isHidden,
    isSecure: isSecureBehind(headers['x-forwarded-proto']?.toString(), isEncrypted),
    certificate: certificateInHeader(headers[clientCertHeader]?.toString()),
  }
}

/**
 * Each proxy puts the address of its peer at the end, so the last one that is no trusted proxy is the sender; what stands
 * before it was written by the sender. Where the list is not readable, it ends.
 */
function behind(
  peer: string,
  forwardedFor: string,
  trustedProxies: readonly string[],
): Pick<Sender, 'address' | 'isHidden'> {
  let address = peer
  if (forwardedFor === '') return { address, isHidden: false }
  for (const entry of forwardedFor.split(',').reverse()) {
    const next = normalAddress(withoutPort(entry.trim()))
    if (next === undefined) return { address, isHidden: true }
    address = next
    if (!isWithin(trustedProxies, address)) break
  }
  return { address, isHidden: false }
}

/** Some proxies write `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  return /^\[([^\]]*)\](?::[0-9]+)?$/.exec(entry)?.[1] ?? /^([0-9.]+):[0-9]+$/.exec(entry)?.[1] ?? entry
}

/** A proxy that adds its word to the sender's gives a list: one hop without TLS is enough to call it insecure. */
function isSecureBehind(proto: string | undefined, isEncrypted: boolean): boolean {
  if (proto === undefined) return isEncrypted
  return proto.split(',').every((hop) => hop.trim().toLowerCase() === 'https')
}
