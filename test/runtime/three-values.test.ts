import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { RuntimeRefusal } from '../../src/runtime/refusal.ts'
import { useLicense } from '../../src/runtime/use-license.ts'
import { refusedBy } from '../../src/runtime/verdict.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { license } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
})
afterEach(() => runtime.remove())

const wish = () => ({ firmCode: 6000010, productCode: 1001, root: scene.firm.root })
const give = async (...puts: ReturnType<typeof license>[]) =>
  importUpdate(runtime, await scene.update({ steps: scene.steps(puts.map((put) => ({ put }))) }))

/** What an outage of each sort makes of a license that was valid before. */
test.each<[string, () => unknown, string]>([
  ['a machine that cannot be read', () => (runtime.machineNow = []), 'MACHINE_UNREADABLE'],
  [
    'a machine whose reader fails',
    () => ((runtime as { machine: unknown }).machine = () => Promise.reject(new Error('EIO'))),
    'CONTAINER_BUSY',
  ],
  [
    'a folder that is none for the moment',
    async () => {
      await rm(runtime.folder, { recursive: true })
      await writeFile(runtime.folder, '')
    },
    'CONTAINER_BUSY',
  ],
  [
    'a container file that cannot be read',
    async () => {
      const path = join(runtime.folder, `${scene.serial}.container`)
      await rm(path)
      await mkdir(path)
    },
    'CONTAINER_BUSY',
  ],
  [
    'a container file of a newer runtime',
    () => writeFile(join(runtime.folder, `${scene.serial}.container`), NEWER),
    'CONTAINER_NEWER',
  ],
  ['a clock that is set back', () => (runtime.time = new Date('2020-01-01T00:00:00.000Z')), 'CLOCK_BEHIND'],
])('%s leaves it open', async (_, happen, reason) => {
  await give(license('L-1', { expirationTime: '2027-01-01T00:00:00.000Z' }))
  const use = await useLicense(runtime, wish())
  await happen()
  expect(await verifyLicense(runtime, wish())).toMatchObject({ verdict: 'unknown', reason })
  expect(await useLicense(runtime, wish())).toMatchObject({ verdict: 'unknown', reason })
  expect(use).toMatchObject({ verdict: 'valid' })
  if (use.verdict === 'valid') expect(await use.check()).toMatchObject({ verdict: 'unknown', reason })
})

const NEWER = JSON.stringify({ v: 2, format: 'opendepot-container', serial: '130-1', binding: { scheme: 'quantum' } })

test('a first use that cannot be written down leaves that license open, and no other', async () => {
  await give(license('L-1', { usagePeriod: 10 }), license('L-2'), license('L-3', { usagePeriod: 10, productCode: 3 }))
  const full = () => {
    throw new Error('no space left')
  }
  Object.assign(runtime, { random: full })
  expect(await verifyLicense(runtime, wish())).toMatchObject({ verdict: 'valid', license: { licenseId: 'L-2' } })
  const reason = 'CONTAINER_BUSY'
  expect(await verifyLicense(runtime, { ...wish(), productCode: 3 })).toMatchObject({ verdict: 'unknown', reason })
})

test('only what is known for good makes a license invalid', () => {
  const codes = ['OTHER_MACHINE', 'CONTAINER_DAMAGED', 'UNITS_USED_UP', 'IN_USE'] as const
  const passing = [
    'CONTAINER_BUSY',
    'MACHINE_UNREADABLE',
    'DEPOT_UNREACHABLE',
    'CONTAINER_NEWER',
    'FILE_DAMAGED',
  ] as const
  for (const code of codes) expect(refusedBy(new RuntimeRefusal(code, 'm', 'a')).verdict).toBe('invalid')
  for (const code of passing) expect(refusedBy(new RuntimeRefusal(code, 'm', 'a')).verdict).toBe('unknown')
  expect(refusedBy('odd')).toMatchObject({ verdict: 'unknown', text: expect.stringContaining('odd') as string })
})

test('a module item is answered by its license, with what it sets itself', async () => {
  const moduleItems = [
    { productCode: 7, text: 'Seven', featureMap: 2, licenseQuantity: 9 },
    { productCode: 8 },
    { productCode: 1001, featureMap: 64 },
  ]
  await give(
    license('L-1', { featureMap: 1, licenseQuantity: 3, moduleItems, expirationTime: '2026-04-01T00:00:00.000Z' }),
  )
  const ask = (productCode: number, features?: number) => verifyLicense(runtime, { ...wish(), productCode, features })
  expect(await ask(7, 2)).toMatchObject({
    verdict: 'valid',
    license: { licenseId: 'L-1', productCode: 7, featureMap: 2, licenseQuantity: 9 },
  })
  expect(await ask(7, 1)).toMatchObject({ verdict: 'invalid', reason: 'FEATURE_MISSING' })
  expect(await ask(8, 1)).toMatchObject({ verdict: 'valid', license: { productCode: 8, licenseQuantity: 3 } })
  expect(await ask(1001, 64)).toMatchObject({ verdict: 'invalid', reason: 'FEATURE_MISSING' })
  expect(await ask(9)).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
  const use = await useLicense(runtime, { ...wish(), productCode: 7 })
  expect(use.verdict === 'valid' && use.data.text).toBe('Seven')
  runtime.time = new Date('2026-04-01T00:00:00.000Z')
  expect(await ask(7)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
})
