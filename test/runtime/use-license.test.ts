import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seal, type SealedData } from '../../src/formats/sealed.ts'
import { deriveKey } from '../../src/formats/derived-key.ts'
import type { LicensePut } from '../../src/formats/update.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { isThere, ownProcess } from '../../src/runtime/process-space.ts'
import { useLicense, type LicenseUse, type UseWish } from '../../src/runtime/use-license.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { license } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene
const given: LicensePut[] = []

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  given.length = 0
})
afterEach(() => runtime.remove())

/** Puts one more license into the container, or one anew. */
async function give(licenseId: string, facts: Partial<LicensePut['options']> = {}, more: Partial<LicensePut> = {}) {
  given.push({ ...license(licenseId, facts), ...more })
  await importUpdate(runtime, await scene.update({ steps: scene.steps(...given.map((put) => [{ put }])) }))
}

const wish = (facts: Partial<UseWish> = {}) => ({
  firmCode: 6000010,
  productCode: 1001,
  root: scene.firm.root,
  ...facts,
})
const attempt = (facts: Partial<UseWish> = {}) => useLicense(runtime, wish(facts))

async function begin(facts: Partial<UseWish> = {}): Promise<LicenseUse> {
  const use = await attempt(facts)
  if (use.verdict !== 'valid') throw new Error(`${use.reason}: ${use.text}`)
  return use
}

const inUse = { verdict: 'invalid', reason: 'IN_USE' }

describe('places', () => {
  test('as many uses as the license allows, and one more when one ends', async () => {
    await give('L-1', { licenseQuantity: 2 })
    const [first, second] = [await begin(), await begin()]
    expect(await attempt()).toMatchObject({ ...inUse, text: expect.stringContaining('2 times') as string })
    // Who only looks takes no place.
    expect(await verifyLicense(runtime, wish())).toMatchObject({ verdict: 'valid' })
    expect(await second.check()).toMatchObject({ verdict: 'valid' })
    await first.end()
    const third = await begin()
    expect(await attempt()).toMatchObject(inUse)
    await Promise.all([second.end(), third.end()])
  })

  test('one if the license says nothing, any number if it says 0', async () => {
    await give('L-1')
    const use = await begin()
    expect(await attempt()).toMatchObject(inUse)
    await give('L-1', { licenseQuantity: 0 })
    expect(await begin()).toMatchObject({ verdict: 'valid' })
    expect(await use.check()).toMatchObject({ verdict: 'valid' })
  })

  test('two licenses for the product are two places', async () => {
    await give('L-1')
    await give('L-2')
    const uses = [await begin(), await begin()]
    expect(uses.map((use) => use.license.licenseId).sort()).toEqual(['L-1', 'L-2'])
    expect(await attempt()).toMatchObject(inUse)
  })

  test('all uses on the machine have one together, if the program wants it so', async () => {
    await give('L-1')
    await begin({ places: 'machine' })
    await begin({ places: 'machine' })
    expect(await attempt({ places: 'each' })).toMatchObject(inUse)
  })

  test('when its license is replaced, a use goes on with another one', async () => {
    await give('L-1', { expirationTime: '2026-04-01T00:00:00.000Z' })
    const use = await begin()
    await give('L-2', { licenseQuantity: 1 })
    runtime.time = new Date('2026-04-01T00:00:00.000Z')
    expect(await use.check()).toMatchObject({ verdict: 'valid', license: { licenseId: 'L-2' } })
    expect(use.license.licenseId).toBe('L-2')
    expect(await attempt()).toMatchObject(inUse)
    await use.end()
    await begin()
  })

  test('a module item has places of its own only with a quantity of its own', async () => {
    const moduleItems = [{ productCode: 7, licenseQuantity: 1 }, { productCode: 8 }]
    await give('L-1', { licenseQuantity: 2, moduleItems })
    await begin({ productCode: 7 })
    expect(await attempt({ productCode: 7 })).toMatchObject(inUse)
    await begin({ productCode: 8 })
    await begin()
    expect(await attempt()).toMatchObject(inUse)
    expect(await attempt({ productCode: 8 })).toMatchObject(inUse)
  })

  test('deleting the file of uses gives no place for long', async () => {
    await give('L-1')
    const first = await begin()
    await writeFile(join(runtime.folder, `${scene.serial}.uses`), 'nonsense')
    const second = await begin()
    expect(await first.check()).toMatchObject(inUse)
    expect(await second.check()).toMatchObject({ verdict: 'valid' })
  })

  test('where nobody can write down who uses it, it stays open, and takes no license away', async () => {
    await give('L-1')
    const use = await begin()
    await rm(join(runtime.folder, `${scene.serial}.uses`))
    await mkdir(join(runtime.folder, `${scene.serial}.uses`))
    expect(await attempt()).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
    expect(await use.check()).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
    await expect(use.end()).rejects.toThrow()
  })
})

describe('several processes', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
  })

  async function program(...words: string[]) {
    const script = ['--import', 'tsx', 'test/runtime/user-process.ts', runtime.folder, runtime.time.toISOString()]
    const child = spawn(process.execPath, [...script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
    children.push(child)
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return { child, answer: String(line).trim() }
  }

  test('a process that crashes leaves its place, after the linger time for others', async () => {
    await give('L-1', { lingerTime: 60 })
    const { child, answer } = await program()
    expect(answer).toBe('valid')
    expect(await attempt()).toMatchObject(inUse)
    child.kill('SIGKILL')
    await once(child, 'exit')
    // The same user may have it at once; that it lingers shows in the file.
    const mine = await begin()
    await mine.end()
    const path = join(runtime.folder, `${scene.serial}.uses`)
    const { uses } = JSON.parse(await readFile(path, 'utf8')) as { uses: { user: string }[] }
    expect(uses).toMatchObject([{ linger: 60, endedAt: runtime.time.toISOString() }])
    await writeFile(path, JSON.stringify({ v: 1, uses: uses.map((use) => ({ ...use, user: 'another' })) }))
    expect(await attempt()).toMatchObject(inUse)
    runtime.time = new Date(Number(runtime.time) + 60_000)
    await begin()
  }, 60_000)

  test('of many that start at once, as many may as the license allows', async () => {
    await give('L-1', { licenseQuantity: 2 })
    const started = await Promise.all([program(), program(), program(), program()])
    expect(started.map(({ answer }) => answer).sort()).toEqual(['IN_USE', 'IN_USE', 'valid', 'valid'])
  }, 60_000)

  test('a crash gives no unit back, and takes none but that of the work that was going on', async () => {
    await give('L-1', { unitCounter: '100000' })
    for (let crashes = 0; crashes < 3; crashes++) {
      const [before] = (await scene.context()).licenses
      const { child, answer } = await program('units')
      let told = answer.split('unit').length - 1
      const counting = new Promise<void>((resolve) =>
        child.stdout.on('data', (chunk: Buffer) => {
          told += String(chunk).split('unit').length - 1
          if (told > 5 + crashes) resolve()
        }),
      )
      await counting
      child.kill('SIGKILL')
      await once(child, 'close')
      const [after] = (await scene.context()).licenses
      const taken = Number((after?.consumed ?? 0n) - (before?.consumed ?? 0n))
      expect([told, told + 1]).toContain(taken)
    }
  }, 60_000)

  test('the number of a process that is gone means nothing', async () => {
    const own = await ownProcess()
    expect(await isThere(own)).toBe(true)
    expect(await isThere({ ...own, began: '1' })).toBe(false)
    expect(await isThere({ ...own, pid: 2 ** 30 })).toBe(false)
    expect(await isThere({ ...own, space: 'elsewhere' })).toBeUndefined()
  })

  test('a process in another space counts as long as it gives signs', async () => {
    await give('L-1')
    await begin()
    const path = join(runtime.folder, `${scene.serial}.uses`)
    const { uses } = JSON.parse(await readFile(path, 'utf8')) as { uses: object[] }
    await writeFile(path, JSON.stringify({ v: 1, uses: uses.map((use) => ({ ...use, space: 'elsewhere' })) }))
    runtime.time = new Date(Number(runtime.time) + 299_000)
    expect(await attempt()).toMatchObject(inUse)
    runtime.time = new Date(Number(runtime.time) + 1_000)
    await begin()
  })
})

describe('units', () => {
  test('are taken from the license in use, never more than there are', async () => {
    await give('L-1', { unitCounter: '5' })
    const use = await begin()
    expect(await use.takeUnits(3n)).toEqual({ verdict: 'valid', unitsLeft: 2n })
    expect(await use.takeUnits(3n)).toMatchObject({ verdict: 'invalid', reason: 'UNITS_USED_UP' })
    await expect(use.takeUnits(0n)).rejects.toThrow(RangeError)
    expect(await use.takeUnits(2n)).toEqual({ verdict: 'valid', unitsLeft: 0n })
    expect(await use.check()).toMatchObject({ verdict: 'invalid', reason: 'UNITS_USED_UP' })
    expect(await scene.context()).toMatchObject({ licenses: [{ consumed: 5n }] })
  })

  test('are not taken from a license that ended, nor from one without', async () => {
    await give('L-1', { unitCounter: '5', expirationTime: '2026-04-01T00:00:00.000Z' })
    await give('L-2', { productCode: 2 })
    const use = await begin()
    runtime.time = new Date('2026-04-01T00:00:00.000Z')
    expect(await use.takeUnits(1n)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
    expect(await scene.context()).toMatchObject({ licenses: [{ consumed: 0n }, {}] })
    expect(await (await begin({ productCode: 2 })).takeUnits(1n)).toMatchObject({ reason: 'LICENSE_MISSING' })
  })
})

describe('data', () => {
  const bytes = (text: string) => Buffer.from(text)

  async function sealed(data: SealedData) {
    const { agreementKey } = await scene.context()
    return { sealed: await seal(data, { licenseId: 'L-1', generation: 1 }, agreementKey) }
  }

  test('that anybody may read', async () => {
    const clear = (text: string) => bytes(text).toString('base64url')
    await give('L-1', {
      text: 'for you',
      userData: clear('user'),
      protectedData: clear('protected'),
      extendedProtectedData: [{ type: 3, data: clear('three') }],
      universalData: clear('universal'),
      customerOwnedLicenseInformation: 'dept. 7',
      parameters: { licensee: 'Erika' },
    })
    expect((await begin()).data).toEqual({
      text: 'for you',
      customerOwnedLicenseInformation: 'dept. 7',
      userData: bytes('user'),
      protectedData: bytes('protected'),
      extendedProtectedData: new Map([[3, bytes('three')]]),
      universalData: bytes('universal'),
      parameters: { licensee: 'Erika' },
    })
  })

  test('that is hidden, for who knows the access code', async () => {
    const hiddenData = [
      { type: 1, data: bytes('hidden'), accessCode: 4711 },
      { type: 2, data: bytes('open') },
    ]
    await give('L-1', {}, await sealed({ hiddenData, secretData: [{ type: 5, data: bytes('secret') }] }))
    const use = await begin()
    expect(await use.hiddenData(1, 4711)).toEqual(bytes('hidden'))
    expect(await use.hiddenData(2)).toEqual(bytes('open'))
    await expect(use.hiddenData(1)).rejects.toMatchObject({ code: 'ACCESS_CODE_WRONG' })
    await expect(use.hiddenData(1, 4712)).rejects.toMatchObject({ code: 'ACCESS_CODE_WRONG' })
    await expect(use.hiddenData(5)).rejects.toMatchObject({ code: 'DATA_MISSING' })
    const purpose = { label: 'resources' }
    expect(await use.deriveKey({ hiddenType: 1, accessCode: 4711 }, purpose)).toEqual(
      deriveKey(bytes('hidden'), purpose),
    )
    await expect(use.deriveKey({ hiddenType: 1, accessCode: 1 }, purpose)).rejects.toMatchObject({
      code: 'ACCESS_CODE_WRONG',
    })
  })

  test('that is secret gives keys and nothing else, the same for every customer', async () => {
    await give('L-1', {}, await sealed({ hiddenData: [], secretData: [{ type: 5, data: bytes('secret') }] }))
    const use = await begin()
    const key = await use.deriveKey({ secretType: 5 }, { label: 'resources', length: 16 })
    // HKDF-SHA-256 of RFC 5869 by another implementation (docs/formats.md §8.3).
    expect(key.toString('hex')).toBe('2a90c84d133fc36afb1fd10f48be1dd5')
    expect(await use.deriveKey({ secretType: 5 }, { label: 'other', length: 16 })).not.toEqual(key)
    await expect(use.deriveKey({ secretType: 6 }, { label: '' })).rejects.toMatchObject({ code: 'DATA_MISSING' })
  })

  test('of a license without any is missing', async () => {
    await give('L-1')
    const use = await begin()
    await expect(use.hiddenData(1)).rejects.toMatchObject({ code: 'DATA_MISSING' })
    expect(use.data).toMatchObject({ extendedProtectedData: new Map(), parameters: {} })
  })

  test('derived keys have a purpose and a length', () => {
    expect(() => deriveKey(bytes('x'), { label: 'x'.repeat(257) })).toThrow(RangeError)
    expect(() => deriveKey(bytes('x'), { label: '', length: 15 })).toThrow(RangeError)
    expect(() => deriveKey(bytes('x'), { label: '', length: 65 })).toThrow(RangeError)
    expect(deriveKey(bytes('x'), { label: '' })).toHaveLength(32)
  })
})
