import { fitsDigest, readToken, type MessageToken } from '../../src/clients/message-token.ts'

const profile = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0'
const text: MessageToken = {
  username: 'erp',
  password: 'sesame',
  passwordType: undefined,
  nonce: undefined,
  created: undefined,
}
/** Of the secret "sesame" and the bytes 0 to 15. */
const digest: MessageToken = {
  username: 'erp',
  password: 'n8SALW/W9PG0hosR7QISAgb4Y3w=',
  passwordType: `${profile}#PasswordDigest`,
  nonce: 'AAECAwQFBgcICQoLDA0ODw==',
  created: '2026-11-22T10:00:00Z',
}

describe('readToken', () => {
  test.each([undefined, `${profile}#PasswordText`, 'wsse:PasswordText', 'PasswordText'])('text, as type %s', (type) => {
    expect(readToken({ ...text, passwordType: type })).toEqual({ way: 'password', name: 'erp', secret: 'sesame' })
  })

  test('a digest whose name stands in lines of its own', () => {
    expect(readToken({ ...digest, username: '\n  erp\n' })).toMatchObject({
      way: 'digest',
      name: 'erp',
      created: '2026-11-22T10:00:00Z',
      createdAt: new Date('2026-11-22T10:00:00Z'),
    })
  })

  test.each([
    ['2026-11-22T10:00:00.123456Z', '2026-11-22T10:00:00.123Z'],
    ['2026-11-22T11:00:00+01:00', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00', '2026-11-22T10:00:00.000Z'],
  ])('Created %s', (created, instant) => {
    expect(readToken({ ...digest, created })).toMatchObject({ createdAt: new Date(instant), created })
  })

  test.each<[string, MessageToken]>([
    ['no password', { ...text, password: undefined }],
    ['no name', { ...text, username: ' ' }],
    ['a type that nobody knows', { ...text, passwordType: `${profile}#PasswordHash` }],
    ['a digest without nonce', { ...digest, nonce: undefined }],
    ['a nonce that is too short', { ...digest, nonce: 'AAECAwQFBg==' }],
    ['a nonce that is too long', { ...digest, nonce: Buffer.alloc(257).toString('base64') }],
    ['a nonce that is no base64', { ...digest, nonce: '0001-0203-0405-0607' }],
    ['a digest of another length', { ...digest, password: 'AAECAwQFBgcICQoLDA0ODw==' }],
    ['no Created', { ...digest, created: undefined }],
    ['Created without time', { ...digest, created: '2026-11-22' }],
    ['Created on a day that is none', { ...digest, created: '2026-13-22T10:00:00Z' }],
  ])('nothing of %s', (_, token) => {
    expect(readToken(token)).toBeUndefined()
  })
})

test('a digest fits to its secret only, and to its own nonce and time', () => {
  const read = (token: MessageToken) => {
    const sent = readToken(token)
    if (sent?.way !== 'digest') throw new Error('no digest')
    return sent
  }
  const fits = (token: MessageToken, secret: string) => fitsDigest(read(token), Buffer.from(secret))
  expect(fits(digest, 'sesame')).toBe(true)
  expect(fits(digest, 'Sesame')).toBe(false)
  expect(fits({ ...digest, nonce: 'AQECAwQFBgcICQoLDA0ODw==' }, 'sesame')).toBe(false)
  expect(fits({ ...digest, created: '2026-11-22T10:00:01Z' }, 'sesame')).toBe(false)
  // As zeep 4.2 sent it.
  const zeep = {
    ...digest,
    password: 'tcNmO6lSdIJmN4JxpctBxSZ1o9g=',
    nonce: 'TVRJek5EVTJOemc1TUdGaVkyUmxaZw==',
    created: '2026-11-22T10:00:00+00:00',
  }
  expect(fits(zeep, 'sesame')).toBe(true)
})
