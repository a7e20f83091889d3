import { createHash } from 'node:crypto'
import { certificateHash, certificateText, namedCertificates } from '../../src/clients/certificate.ts'
import { nameForm } from '../../src/clients/name-form.ts'
import { makeCertificate } from '../support/certificates.ts'

describe('nameForm', () => {
  test.each([
    ['CN=a,O=b,C=DE'],
    ['C=DE,O=b,CN=a'],
    ['C = DE, O = b, CN = a'],
    ['C=DE\nO=b\nCN=a'],
    ['cn=a, o=b, c=DE'],
    ['CN="a", O=b, C=DE'],
    ['CN=\\61,O=b,C=DE'],
    ['CN =  a  , O=  "b"  ,C= DE '],
  ])('%j is one name', (text) => {
    expect(nameForm(text)).toBe('C=DE,O=b,CN=a')
  })

  test.each([
    ['emailAddress=a@b.de,CN=a', 'E=a@b.de, CN=a'],
    ['ST=Bayern,CN=a', 'CN=a,S=Bayern'],
    ['CN=a + OU=x,C=DE', 'OU=x+CN=a,C=DE'],
    ['O=\\C3\\84rzte\\, Köln,C=DE', 'O="Ärzte, Köln", C=DE'],
    ['OID.2.5.4.97=x,CN=a', '2.5.4.97=x,CN=a'],
  ])('%s and %s are the same', (one, other) => {
    expect(nameForm(one)).toBeDefined()
    expect(nameForm(other)).toBe(nameForm(one))
  })

  test.each([
    ['CN=a,O=b', 'CN=A,O=b'],
    ['CN=a,OU=b,OU=c', 'CN=a,OU=c,OU=b'],
    ['CN=a\\,O=b', 'CN=a,O=b'],
    ['CN=a\\+OU=b', 'CN=a+OU=b'],
    ['CN=a', 'CN=a,O=b'],
    ['CN=a', 'CN=a\\ '],
    ['CN=a', 'CN=\\ a'],
  ])('%s and %s are not', (one, other) => {
    expect(nameForm(one)).toBeDefined()
    expect(nameForm(other)).toBeDefined()
    expect(nameForm(other)).not.toBe(nameForm(one))
  })

  test.each(['', 'CN', 'CN=', 'CN=""', '=a', 'CN=a;O=b', '/C=DE/CN=a', 'CN=a\\', 'CN="a', 'CN=a+', 'CN=\\FF', 'a b=c'])(
    '%j is none',
    (text) => {
      expect(nameForm(text)).toBeUndefined()
    },
  )

  test('a long text is short work', () => {
    const start = performance.now()
    for (const text of [
      `CN=${' '.repeat(16_000)}`,
      `CN=${' '.repeat(16_000)}"`,
      `CN=a${' '.repeat(16_000)}b`,
      `CN=a${'\\'.repeat(16_001)}b"`,
      `CN="${'\\'.repeat(16_000)}`,
      'CN=a,'.repeat(3_000),
      ' '.repeat(16_000),
    ]) {
      nameForm(text)
    }
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('certificateText', () => {
  const hex = '4f'.repeat(32)

  test.each([
    `sha256:${hex}`,
    `SHA256:${hex.toUpperCase()}`,
    ` sha256: ${hex.match(/../g)?.join(':').toUpperCase() ?? ''}\n`,
  ])('reads the fingerprint %s', (text) => {
    expect(certificateText(text)).toBe(`sha256:${hex}`)
    expect(certificateHash(certificateText(text))).toEqual(Buffer.from(hex, 'hex'))
  })

  test('reads PEM, with its lines or in one', () => {
    const { cert, fingerprint } = makeCertificate()
    expect(certificateText(cert)).toBe(`sha256:${fingerprint}`)
    expect(certificateText(`\n${cert.replaceAll('\n', ' ')}`)).toBe(`sha256:${fingerprint}`)
  })

  test('reads names of subject and issuer, as those of a certificate that comes', () => {
    const text = certificateText('Subject: CN=erp, O=b ; Issuer: CN=ca')
    expect(text).toBe('subject:CN=erp,O=b;issuer:CN=ca')
    expect(namedCertificates('O=b,CN=erp', 'CN=ca')).toBe(text)
    expect(namedCertificates('', 'CN=ca')).toBeUndefined()
    expect(certificateHash(text)).toEqual(createHash('sha256').update(text).digest())
  })

  test.each([
    ['nothing', ''],
    ['SHA-1', `sha1:${'4f'.repeat(20)}`],
    ['half a fingerprint', `sha256:${'4f'.repeat(16)}`],
    ['a subject alone', 'subject:CN=erp'],
    ['names that are none', 'subject:erp;issuer:ca'],
    ['PEM of nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('CLIENT_INVALID: %s', (_, text) => {
    expect(() => certificateText(text)).toThrow(
      expect.objectContaining({
        code: 'CLIENT_INVALID',
        message: expect.stringContaining('give the certificate as PEM'),
      }) as Error,
    )
  })

  test('CLIENT_INVALID: a private key, of which nothing is shown', () => {
    const text = '-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----'
    expect(() => certificateText(text)).toThrow(/private key among the certificates(?!.*MIGH)/s)
  })
})
