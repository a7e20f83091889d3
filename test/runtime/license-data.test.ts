import { deriveKey } from '../../src/formats/derived-key.ts'
import { seal, type SealedData } from '../../src/formats/sealed.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'
import { usersOf } from './users.ts'

let runtime: TestRuntime
let scene: Scene
let users: ReturnType<typeof usersOf>

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  users = usersOf(scene)
})
afterEach(() => runtime.remove())

const bytes = (text: string) => Buffer.from(text)

async function sealed(data: SealedData) {
  const { agreementKey } = await scene.context()
  return { sealed: await seal(data, { licenseId: 'L-1', generation: 1 }, agreementKey) }
}

test('data that anybody may read', async () => {
  const clear = (text: string) => bytes(text).toString('base64url')
  await users.give('L-1', {
    text: 'for you',
    userData: clear('user'),
    protectedData: clear('protected'),
    extendedProtectedData: [{ type: 3, data: clear('three') }],
    universalData: clear('universal'),
    customerOwnedLicenseInformation: 'dept. 7',
    parameters: { licensee: 'Erika' },
  })
  expect((await users.begin()).data).toEqual({
    text: 'for you',
    customerOwnedLicenseInformation: 'dept. 7',
    userData: bytes('user'),
    protectedData: bytes('protected'),
    extendedProtectedData: new Map([[3, bytes('three')]]),
    universalData: bytes('universal'),
    parameters: { licensee: 'Erika' },
  })
})

test('data that its user may change, until the vendor does', async () => {
  const clear = (text: string) => bytes(text).toString('base64url')
  await users.give('L-1', { userData: clear('vendor') })
  const use = await users.begin()
  await use.writeUserData(bytes('mine'))
  expect(use.data.userData).toEqual(bytes('mine'))
  expect(await use.check()).toMatchObject({ verdict: 'valid' })
  expect(use.data.userData).toEqual(bytes('mine'))
  await users.give('L-1', { userData: clear('vendor'), featureMap: 1 })
  await use.check()
  expect(use.data.userData).toEqual(bytes('mine'))
  await users.give('L-1', { userData: clear('vendor again') })
  await use.check()
  expect(use.data.userData).toEqual(bytes('vendor again'))
  await expect(use.writeUserData(Buffer.alloc(257))).rejects.toThrow(RangeError)
  await use.writeUserData(Buffer.alloc(256, 1))
  await users.take('L-1')
  await expect(use.writeUserData(bytes('x'))).rejects.toMatchObject({ code: 'LICENSE_MISSING' })
})

test('data that is hidden, for who knows the access code', async () => {
  const hiddenData = [
    { type: 1, data: bytes('hidden'), accessCode: 4711 },
    { type: 2, data: bytes('open') },
  ]
  await users.give('L-1', {}, await sealed({ hiddenData, secretData: [{ type: 5, data: bytes('secret') }] }))
  const use = await users.begin()
  expect(await use.hiddenData(1, 4711)).toEqual(bytes('hidden'))
  expect(await use.hiddenData(2)).toEqual(bytes('open'))
  await expect(use.hiddenData(1)).rejects.toMatchObject({ code: 'ACCESS_CODE_WRONG' })
  await expect(use.hiddenData(1, 4712)).rejects.toMatchObject({ code: 'ACCESS_CODE_WRONG' })
  await expect(use.hiddenData(5)).rejects.toMatchObject({ code: 'DATA_MISSING' })
  const purpose = { label: 'resources' }
  expect(await use.deriveKey({ hiddenType: 1, accessCode: 4711 }, purpose)).toEqual(deriveKey(bytes('hidden'), purpose))
  await expect(use.deriveKey({ hiddenType: 1, accessCode: 1 }, purpose)).rejects.toMatchObject({
    code: 'ACCESS_CODE_WRONG',
  })
})

test('data that is secret gives keys and nothing else, the same for every customer', async () => {
  await users.give('L-1', {}, await sealed({ hiddenData: [], secretData: [{ type: 5, data: bytes('secret') }] }))
  const use = await users.begin()
  const key = await use.deriveKey({ secretType: 5 }, { label: 'resources', length: 16 })
  // HKDF-SHA-256 of RFC 5869 by another implementation (docs/formats.md §8.3).
  expect(key.toString('hex')).toBe('2a90c84d133fc36afb1fd10f48be1dd5')
  expect(await use.deriveKey({ secretType: 5 }, { label: 'other', length: 16 })).not.toEqual(key)
  await expect(use.deriveKey({ secretType: 6 }, { label: '' })).rejects.toMatchObject({ code: 'DATA_MISSING' })
})

test('data of a license without any is missing', async () => {
  await users.give('L-1')
  const use = await users.begin()
  await expect(use.hiddenData(1)).rejects.toMatchObject({ code: 'DATA_MISSING' })
  expect(use.data).toMatchObject({ extendedProtectedData: new Map(), parameters: {} })
})

test('derived keys have a purpose and a length', () => {
  expect(() => deriveKey(bytes('x'), { label: 'x'.repeat(257) })).toThrow(RangeError)
  expect(() => deriveKey(bytes('x'), { label: '', length: 15 })).toThrow(RangeError)
  expect(() => deriveKey(bytes('x'), { label: '', length: 65 })).toThrow(RangeError)
  expect(deriveKey(bytes('x'), { label: '' })).toHaveLength(32)
})
