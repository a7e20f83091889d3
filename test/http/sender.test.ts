import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { senderOf } from '../../src/http/sender.ts'
import { makeCertificate } from '../support/certificates.ts'

const options = { trustedProxies: ['10.0.0.0/8', '::1'], clientCertHeader: 'client-cert' }

function sender(remoteAddress: string | undefined, headers: IncomingHttpHeaders = {}, encrypted = false) {
  const socket = { remoteAddress, ...(encrypted && { encrypted }) }
  return senderOf({ socket, headers } as unknown as IncomingMessage, options)
}

test.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.0/24'],
  ['2001:DB8:1:2:0:0:0:9', '2001:db8:1:2::9', '2001:db8:1::/48'],
  ['fe80::1%eth0', 'fe80::1', 'fe80::/48'],
  [undefined, 'unknown', 'unknown'],
])('the socket says %s: %s in %s', (remote, address, network) => {
  expect(sender(remote)).toMatchObject({ address, network, isSecure: false, certificate: undefined })
})

test.each([
  ['10.1.0.1', {}, false],
  ['10.1.0.1', { 'x-forwarded-for': '192.0.2.7' }, false],
  ['10.1.0.1', { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https', via: '1.1 a' }, false],
  ['10.1.0.1', { 'x-forwarded-for': '192.0.2.7, unknown' }, true],
  ['127.0.0.1', {}, false],
  ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }, true],
  ['127.0.0.1', { 'x-forwarded-proto': 'https' }, true],
  ['127.0.0.1', { 'x-real-ip': '192.0.2.7' }, true],
  ['127.0.0.1', { forwarded: 'for=192.0.2.7' }, true],
  ['127.0.0.1', { via: '1.1 proxy' }, true],
])('from %s with %j the sender is hidden: %s', (remote, headers, isHidden) => {
  expect(sender(remote, headers).isHidden).toBe(isHidden)
})

describe('behind a trusted proxy', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    // What the sender writes itself stands before what the proxies add.
    ['198.51.100.1, 192.0.2.7', '192.0.2.7'],
    ['198.51.100.1, 192.0.2.7, 10.3.0.1,10.2.0.1', '192.0.2.7'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    // Proxies all the way: the first of them.
    ['10.9.0.1, 10.3.0.1', '10.9.0.1'],
    // Where a proxy writes nonsense, nobody before it is known.
    ['192.0.2.7, unknown, 10.3.0.1', '10.3.0.1'],
    ['192.0.2.7, ', '10.1.0.1'],
    ['192.0.2.7 198.51.100.1', '10.1.0.1'],
    ['', '10.1.0.1'],
    [undefined, '10.1.0.1'],
  ])('X-Forwarded-For: %s is %s', (forwarded, address) => {
    expect(sender('10.1.0.1', { 'x-forwarded-for': forwarded }).address).toBe(address)
  })

  test.each([
    ['https', true],
    ['HTTPS', true],
    ['http', false],
    ['https, http', false],
    ['https,https', true],
    ['', false],
    [undefined, false],
  ])('X-Forwarded-Proto: %s is secure: %s', (proto, isSecure) => {
    expect(sender('::1', { 'x-forwarded-proto': proto }).isSecure).toBe(isSecure)
  })

  test('that speaks TLS itself and says nothing, the request is secure', () => {
    expect(sender('::1', {}, true).isSecure).toBe(true)
    expect(sender('::1', { 'x-forwarded-proto': 'http' }, true).isSecure).toBe(false)
  })

  const made = makeCertificate({
    subject: [
      ['C', 'DE'],
      ['O', 'Ärzte, Müller + Söhne'],
      ['CN', 'erp'],
    ],
  })
  const base64 = made.der.toString('base64')

  test.each([
    ['RFC 9440', `:${base64}:`],
    ['nginx', encodeURIComponent(made.cert)],
    ['Apache', made.cert.trim().replaceAll('\n', ' ')],
  ])('the certificate in the header, as %s writes it', (_who, header) => {
    expect(sender('10.1.0.1', { 'client-cert': header }).certificate).toEqual({
      raw: made.der,
      fingerprint: made.fingerprint,
      subject: 'CN=erp,O=Ärzte\\, Müller \\+ Söhne,C=DE',
      issuer: 'CN=erp,O=Ärzte\\, Müller \\+ Söhne,C=DE',
      validFrom: expect.any(Date) as Date,
      validTo: expect.any(Date) as Date,
      isVerified: true,
    })
  })

  test.each([
    ['two of them', `:${base64}:, :${base64}:`],
    ['two PEM', encodeURIComponent(made.cert + made.cert)],
    ['cut off', `:${base64.slice(0, 200)}:`],
    ['bad percent signs', '%zz'],
    ['no base64', ':*:'],
    ['nothing', ''],
  ])('no certificate: %s', (_what, header) => {
    expect(sender('10.1.0.1', { 'client-cert': header }).certificate).toBeUndefined()
  })
})

test('what anybody else says of himself means nothing', () => {
  const headers = {
    'x-forwarded-for': '10.0.0.1',
    'x-forwarded-proto': 'https',
    'client-cert': `:${makeCertificate().der.toString('base64')}:`,
  }
  expect(sender('192.0.2.7', headers)).toEqual({
    address: '192.0.2.7',
    network: '192.0.2.0/24',
    isHidden: true,
    isSecure: false,
    certificate: undefined,
  })
})
