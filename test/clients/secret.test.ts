import { randomBytes } from 'node:crypto'
import { readAuthorization } from '../../src/clients/authorization.ts'
import { hashSecret, impossibleHash, newSecret, verifySecret } from '../../src/clients/secret.ts'

describe('secrets', () => {
  test('are 160 random bits in at most 40 plain characters', () => {
    expect(newSecret((bytes) => Buffer.from(Array.from({ length: bytes }, (_, n) => n)))).toBe(
      'ods_0123456789abcdefghjkmnpqrstvwxyz',
    )
    expect(newSecret(randomBytes)).not.toBe(newSecret(randomBytes))
  })

  test('a hash fits to its secret only, and is another one each time', () => {
    const [first, second] = [hashSecret('sesame', randomBytes), hashSecret('sesame', randomBytes)]
    expect(first).toMatch(/^sha256\$[\w-]{22}\$[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect(verifySecret('sesame', first)).toBe(true)
    expect(verifySecret('Sesame', first)).toBe(false)
    expect(verifySecret('', first)).toBe(false)
  })

  test('a hash is HMAC-SHA-256 under its salt', () => {
    // The second test vector of RFC 4231, section 4.3: the key is the salt.
    const hash = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex')
    const stored = `sha256$${Buffer.from('Jefe').toString('base64url')}$${hash.toString('base64url')}`
    expect(verifySecret('what do ya want for nothing?', stored)).toBe(true)
  })

  test('a form of another version is no wrong secret but an error', () => {
    expect(() => verifySecret('sesame', 'scrypt$16384$8$1$x$y')).toThrow('in a form that this version does not know')
  })

  test('nothing fits to the impossible hash', () => {
    expect(verifySecret('', impossibleHash(randomBytes))).toBe(false)
  })
})

describe('readAuthorization', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  test.each([
    [basic('erp:sesame'), { way: 'basic', name: 'erp', secret: 'sesame' }],
    [basic('erp:with:colon'), { way: 'basic', name: 'erp', secret: 'with:colon' }],
    [basic('erp:'), { way: 'basic', name: 'erp', secret: '' }],
    [basic('erp:sesame').replace('Basic', 'basic'), { way: 'basic', name: 'erp', secret: 'sesame' }],
    [basic('größe:ü'), { way: 'basic', name: 'größe', secret: 'ü' }],
    ['Bearer erp.sesame', { way: 'bearer', name: 'erp', secret: 'sesame' }],
    ['bearer  erp.prod.example.sesame ', { way: 'bearer', name: 'erp.prod.example', secret: 'sesame' }],
    ['Bearer erp.', { way: 'bearer', name: 'erp', secret: '' }],
  ])('reads %s', (header, credentials) => {
    expect(readAuthorization(header)).toEqual(credentials)
  })

  test.each([
    '',
    'Basic',
    'Basic !!!',
    'Bearer abc',
    'Bearer .sesame',
    'Bearer erp sesame',
    basic('no colon'),
    basic(':sesame'),
    'Digest username="erp"',
    'Negotiate YII',
  ])('finds none in %j', (header) => {
    expect(readAuthorization(header)).toBeUndefined()
  })
})
