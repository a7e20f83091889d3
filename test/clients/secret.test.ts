import { randomBytes } from 'node:crypto'
import { readBasic } from '../../src/clients/basic.ts'
import { Gate } from '../../src/clients/gate.ts'
import { hashSecret, impossibleHash, newSecret, verifySecret } from '../../src/clients/secret.ts'

describe('secrets', () => {
  test('are 160 random bits in at most 40 plain characters', () => {
    expect(newSecret((bytes) => Buffer.from(Array.from({ length: bytes }, (_, n) => n)))).toBe(
      'ods_0123456789abcdefghjkmnpqrstvwxyz',
    )
    expect(newSecret(randomBytes)).not.toBe(newSecret(randomBytes))
  })

  test('a hash fits to its secret only, and is another one each time', async () => {
    const [first, second] = [await hashSecret('sesame', randomBytes), await hashSecret('sesame', randomBytes)]
    expect(first).toMatch(/^scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect(await verifySecret('sesame', first)).toBe(true)
    expect(await verifySecret('Sesame', first)).toBe(false)
  })

  test('a hash of other cost is still read', async () => {
    // The third test vector of RFC 7914, section 12, cut to 32 bytes.
    const hash = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex').toString(
      'base64url',
    )
    const salt = Buffer.from('SodiumChloride').toString('base64url')
    expect(await verifySecret('pleaseletmein', `scrypt$16384$8$1$${salt}$${hash}`)).toBe(true)
    const cheap = Buffer.from('fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162', 'hex').toString(
      'base64url',
    )
    expect(
      await verifySecret('password', `scrypt$1024$8$16$${Buffer.from('NaCl').toString('base64url')}$${cheap}`),
    ).toBe(true)
  })

  test('a form of another version is no wrong secret but an error', async () => {
    await expect(verifySecret('sesame', 'argon2id$x')).rejects.toThrow('in a form that this version does not know')
  })

  test('nothing fits to the impossible hash', async () => {
    expect(await verifySecret('', impossibleHash(randomBytes))).toBe(false)
  })
})

describe('readBasic', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

  test.each([
    [basic('erp:sesame'), { name: 'erp', secret: 'sesame' }],
    [basic('erp:with:colon'), { name: 'erp', secret: 'with:colon' }],
    [basic('erp:'), { name: 'erp', secret: '' }],
    [basic('erp:sesame').replace('Basic', 'basic'), { name: 'erp', secret: 'sesame' }],
    [basic('größe:ü'), { name: 'größe', secret: 'ü' }],
  ])('reads %s', (header, credentials) => {
    expect(readBasic(header)).toEqual(credentials)
  })

  test.each([
    undefined,
    '',
    'Basic',
    'Basic !!!',
    'Bearer abc',
    basic('no colon'),
    basic(':sesame'),
    'Digest username="erp"',
  ])('finds none in %s', (header) => {
    expect(readBasic(header)).toBeUndefined()
  })
})

describe('Gate', () => {
  test('lets some run, some wait in order, and refuses the rest', async () => {
    const gate = new Gate(2, 2)
    const log: string[] = []
    const ends: (() => void)[] = []
    const work = (name: string) => () => {
      log.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    }
    const passes = ['a', 'b', 'c', 'd'].map((name) => gate.pass(work(name)))
    await expect(gate.pass(work('e'))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect(log).toEqual(['a', 'b'])
    for (let n = 0; n < 4; n++) {
      ends[n]?.()
      await passes[n]
    }
    expect(log).toEqual(['a', 'b', 'c', 'd'])
    expect(await gate.pass(() => Promise.resolve('free again'))).toBe('free again')
  })

  test('a failed work frees its place', async () => {
    const gate = new Gate(1, 0)
    await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await gate.pass(() => Promise.resolve(1))).toBe(1)
  })
})
