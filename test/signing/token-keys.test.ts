/** @jest-environment ./test/support/token-environment.ts */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, showConfig } from '../../src/config.ts'
import { readFirmRoot } from '../../src/formats/certificate.ts'
import { parseJsonObject } from '../../src/formats/encoding.ts'
import { verifyFirmFile } from '../../src/formats/firm-file.ts'
import { openSigner } from '../../src/open-signer.ts'
import { createFirm, makeSigningKey } from '../../src/signing/create-firm.ts'
import { openBox } from '../../src/signing/firm-box.ts'
import { KeyFiles } from '../../src/signing/key-files.ts'
import { TokenKeys } from '../../src/signing/token-keys.ts'
import { makeToken, pin, softhsm } from '../support/tokens.ts'
import { registerOf } from './register.ts'

const now = new Date('2026-03-01T12:00:00.000Z')
const label = 'HSM 1'
let folder: string
let keys: TokenKeys
let firmCode = 6_000_100
beforeAll(() => {
  makeToken(label)
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-token-'))
  firmCode += 1
  keys = tokenKeys()
})
afterEach(async () => {
  await keys.close()
  await rm(folder, { recursive: true })
})

const tokenKeys = (token: object = {}) =>
  new TokenKeys({ modulePath: softhsm, label, pin, ...token }, new KeyFiles(folder, 'open'))
const payload = () => ({ v: 1, firmCode, issuedAt: now.toISOString() })

test('a firm on a token signs what its root vouches for, and the root is published as a file', async () => {
  const made = await createFirm(keys, { firmCode, now })
  expect(made).toMatchObject({ created: true, rows: [{ suite: 'p256-p256' }, { suite: 'p256-p256', epoch: 1 }] })
  expect(made.rootKeyFile).toBeUndefined()
  const root = readFirmRoot(parseJsonObject(await readFile(made.rootFile, 'utf8'), 'root'))
  const file = await openBox(registerOf([made]), keys).sign(firmCode, 'od-update+jws', payload(), now)
  expect((await verifyFirmFile(file, 'od-update+jws', root, 'update')).certificate.kid).toBe(made.rows[1]?.kid)
  expect(await createFirm(keys, { firmCode, now })).toEqual({ ...made, created: false })
})

test('many signatures at once are all good', async () => {
  const made = await createFirm(keys, { firmCode, now })
  const box = openBox(registerOf([made]), keys)
  const files = await Promise.all(Array.from({ length: 50 }, () => box.sign(firmCode, 'od-update+jws', payload(), now)))
  const root = readFirmRoot({ ...made.root })
  for (const file of files) await verifyFirmFile(file, 'od-update+jws', root, 'update')
})

test('a root in a file certifies keys on the token, and the old key signs until they take its place', async () => {
  const inFiles = await createFirm(new KeyFiles(folder, 'open'), { firmCode, now })
  const fresh = await makeSigningKey(keys, { firmCode, now, epoch: 1, state: 'next' })
  expect(fresh.suite).toBe('p256-p256')
  const root = readFirmRoot({ ...inFiles.root })
  const signedWith = async (rows: typeof inFiles.rows) => {
    const box = openBox(registerOf([{ rows }]), keys)
    const file = await box.sign(firmCode, 'od-update+jws', payload(), now)
    return (await verifyFirmFile(file, 'od-update+jws', root, 'update')).certificate.kid
  }
  expect(await signedWith([...inFiles.rows, fresh])).toBe(inFiles.rows[1]?.kid)
  expect(await signedWith([{ ...fresh, state: 'active' }])).toBe(fresh.kid)
})

test('a key that was left without certificate is used by the next attempt', async () => {
  await createFirm(keys, { firmCode, now })
  let left = ''
  const cut = keys.makeKey(firmCode, 'p256-p256', (key) => {
    left = JSON.stringify(key)
    return Promise.reject(new Error('the power went off'))
  })
  await expect(cut).rejects.toThrow('the power went off')
  const { publicJwk } = await makeSigningKey(keys, { firmCode, now, epoch: 1, state: 'next' })
  expect(publicJwk).toBe(left)
})

test('a token makes P-256 keys only', async () => {
  const wish = createFirm(keys, { firmCode, now, suite: 'ed25519-x25519' })
  await expect(wish).rejects.toThrow('A token makes P-256 keys only.')
})

describe('SIGNER', () => {
  const open = (uri: string, more: object = {}) => openSigner(readConfig({ DATA_DIR: folder, SIGNER: uri, ...more }))
  const uri = (query = '') => `pkcs11:token=HSM%201?module-path=${softhsm}${query}`

  test.each([
    ['by the setting', uri(), { SIGNER_PIN: pin }],
    ['in the URI', uri(`&pin-value=${pin}`), {}],
  ])('finds the token, with its PIN %s', async (_, address, more) => {
    const signer = await open(address, more)
    expect([signer.place, signer.usualSuite]).toEqual(['the token HSM 1', 'p256-p256'])
    await signer.close()
  })

  test('refuses to start without PIN, and with a wrong one, which it does not try again', async () => {
    await expect(open(uri())).rejects.toThrow('SIGNER names a token without its PIN: set SIGNER_PIN')
    await expect(open(uri(), { SIGNER_PIN: 'wrong' })).rejects.toThrow('refuses the PIN')
    const wrong = tokenKeys({ pin: 'wrong' })
    await expect(wrong.certificates(firmCode)).rejects.toThrow('refuses the PIN')
    const first = await wrong.certificates(firmCode).catch((error: unknown) => error)
    expect(await wrong.certificates(firmCode).catch((error: unknown) => error)).toBe(first)
    await wrong.close()
    await expect(open(`${uri()}&pin-source=file:${folder}/none`)).rejects.toThrow('cannot be read (ENOENT)')
  })

  test('starts while the token is away, which may come back', async () => {
    const signer = await open(`pkcs11:token=away?module-path=${softhsm}`, { SIGNER_PIN: pin })
    await expect(signer.certificates(firmCode)).rejects.toThrow('There is no token "away"; present: "HSM 1"')
    await signer.close()
  })

  test.each([
    ['softhsm', "SIGNER: has to begin with 'pkcs11:'"],
    ['pkcs11:token=a', 'SIGNER: needs module-path='],
    ['pkcs11:object=a?module-path=b', "SIGNER: 'object=' is none of token=, serial="],
    ['pkcs11:token=a?module-path=b&pin=1234', "SIGNER: 'pin=' is none of token=, serial="],
    ['pkcs11:token=%zz?module-path=b', 'SIGNER: the value of token is not percent-encoded rightly'],
  ])('is no mistake of anybody else: %s', (address, message) => {
    expect(() => readConfig({ SIGNER: address })).toThrow(message)
  })

  test('is shown without its PIN', () => {
    const shown = showConfig({ SIGNER: 'pkcs11:token=a?pin-value=4711&module-path=b' })
    expect(shown.find(({ name }) => name === 'SIGNER')?.value).toBe('pkcs11:token=a?pin-value=********&module-path=b')
  })
})
