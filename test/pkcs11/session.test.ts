/** @jest-environment ./test/support/token-environment.ts */
import { createPublicKey, diffieHellman, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { publicJwk } from '../../src/formats/keys.ts'
import { Pkcs11Library } from '../../src/pkcs11/library.ts'
import type { TokenSession } from '../../src/pkcs11/session.ts'
import { makeToken, pin, softhsm } from '../support/tokens.ts'

let library: Pkcs11Library
let token: TokenSession
beforeAll(async () => {
  makeToken('Depot 1')
  makeToken('Depot 2')
  library = await Pkcs11Library.open(softhsm)
  token = library.login({ label: 'Depot 1', pin })
})
afterAll(() => library.close())

const newKey = (use: 'sign' | 'derive', label: string = use) => token.generateKey({ label, id: randomBytes(16), use })

test('a signature of the token is ES256, also when many are asked for at once', async () => {
  const key = await newKey('sign')
  const publicKey = createPublicKey({ key: { ...key.publicKey }, format: 'jwk' })
  const texts = Array.from({ length: 20 }, (_, index) => Buffer.from(`text ${index}`))
  const signatures = await Promise.all(texts.map((text) => token.sign(key, text)))
  const isGenuine = (text: Buffer, index: number) =>
    verify('sha256', text, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signatures[index] ?? Buffer.alloc(0))
  expect(texts.map(isGenuine)).toEqual(texts.map(() => true))
})

test('the token and the other side agree on the same secret', async () => {
  const key = await newKey('derive')
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const otherJwk = publicJwk('P-256')({ ...other.publicKey.export({ format: 'jwk' }) } as never, 'key')
  const publicKey = createPublicKey({ key: { ...key.publicKey }, format: 'jwk' })
  expect(await token.derive(key, otherJwk)).toEqual(diffieHellman({ privateKey: other.privateKey, publicKey }))
})

test('a key has one use, and its private half cannot be read', async () => {
  const [signing, deriving] = [await newKey('sign'), await newKey('derive')]
  await expect(token.derive(signing, deriving.publicKey)).rejects.toMatchObject({ code: 'TOKEN_UNABLE' })
  await expect(token.sign(deriving, Buffer.from('x'))).rejects.toMatchObject({ code: 'TOKEN_UNABLE' })
  expect(() => token.read(signing)).toThrow(/CKR_ATTRIBUTE_SENSITIVE/)
})

test('keys are found again by their label', async () => {
  const { publicKey, id } = await newKey('sign', 'the one')
  const [found, another] = token.keys('the one')
  expect(found).toMatchObject({ label: 'the one', id, publicKey })
  expect(another).toBeUndefined()
  expect(token.keys().length).toBeGreaterThan(1)
  if (found !== undefined) token.destroyKey(found)
  expect(token.keys('the one')).toEqual([])
})

test('data objects of an application are created, read and destroyed', () => {
  const values = Array.from({ length: 70 }, (_, index) => Buffer.from(`value ${index}`))
  values.forEach((value, index) => token.create('app', `label ${index}`, value))
  token.create('another', 'label', Buffer.from('not mine'))
  const objects = token.objects('app')
  expect(new Set(objects.map((object) => `${object.label}: ${token.read(object).toString()}`))).toEqual(
    new Set(values.map((value, index) => `label ${index}: ${value.toString()}`)),
  )
  for (const { handle } of objects) token.destroy(handle)
  expect(token.objects('app')).toEqual([])
})
