import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LicenseOptions } from '../../src/formats/options.ts'
import { changeContainer, firmIn, readContainer, withFirm } from '../../src/runtime/container-folder.ts'
import { createContainer, pinFirm } from '../../src/runtime/create-container.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { compareVersions } from '../../src/runtime/license-terms.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import { runtimeVersion } from '../../src/runtime/runtime.ts'
import type { HeldLicense } from '../../src/runtime/state.ts'
import { useUnits } from '../../src/runtime/use-units.ts'
import { verifyLicense, type Question } from '../../src/runtime/verify-license.ts'
import { license, newFirm } from '../formats/support.ts'
import { machineB, newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
})
afterEach(() => runtime.remove())

async function give(options: Partial<LicenseOptions> = {}) {
  await importUpdate(runtime, await scene.update({ steps: scene.steps([{ put: license('L-1', options) }]) }))
}

const ask = (facts: Partial<Question> = {}) =>
  verifyLicense(runtime, { firmCode: 6000010, productCode: 1001, root: scene.firm.root, ...facts })

/** Changes what the container says it holds, as somebody could who has taken the runtime apart. */
async function forge(change: (license: HeldLicense) => HeldLicense) {
  await changeContainer(runtime, scene.serial, (state) => {
    const firm = firmIn(state, 6000010)
    const forged = { ...firm, licenses: firm.licenses.map(change) }
    return Promise.resolve([withFirm(state, 6000010, forged), undefined])
  })
}

test('a license is valid, with what the program wants to know', async () => {
  await give({ featureMap: 5, licenseQuantity: 3 })
  expect(await ask({ features: 4 })).toEqual({
    verdict: 'valid',
    serial: scene.serial,
    license: {
      licenseId: 'L-1',
      generation: 1,
      itemNumber: 'CAD-PRO',
      name: 'CAD Professional',
      productCode: 1001,
      featureMap: 5,
      licenseQuantity: 3,
      unitsLeft: undefined,
      expiresAt: undefined,
    },
  })
})

test('no container, no license, another product: not there', async () => {
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
  await give()
  expect(await ask({ productCode: 1002 })).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
  expect(await ask({ firmCode: 6000011 })).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
  await rm(runtime.folder, { recursive: true })
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
})

describe('terms', () => {
  const at = (time: string) => (runtime.time = new Date(time))
  const released = (time: string) => ({ releasedAt: new Date(time) })

  test.each<[string, Partial<LicenseOptions>, () => object, string]>([
    ['before its time', { activationTime: '2026-04-01T00:00:00.000Z' }, () => ({}), 'NOT_YET_VALID'],
    ['at its end', { expirationTime: '2026-04-01T00:00:00.000Z' }, () => at('2026-04-01T00:00:00.000Z'), 'EXPIRED'],
    ['without units', { unitCounter: '0' }, () => ({}), 'UNITS_USED_UP'],
    ['without the feature', { featureMap: 3 }, () => ({ features: 4 }), 'FEATURE_MISSING'],
    ['without any feature', {}, () => ({ features: 1 }), 'FEATURE_MISSING'],
    ['for a release too new', maintained(), () => released('2026-02-01T00:00:00.000Z'), 'MAINTENANCE_ENDED'],
    ['for a release too old', maintained(), () => released('2025-12-31T00:00:00.000Z'), 'MAINTENANCE_ENDED'],
    ['of a newer runtime', { minimumRuntimeVersion: '99' }, () => ({}), 'RUNTIME_TOO_OLD'],
  ])('a license %s is not valid', async (_, options, facts, reason) => {
    await give(options)
    const found = facts()
    const question = found instanceof Date ? {} : found
    expect(await ask(question)).toMatchObject({ verdict: 'invalid', reason, text: expect.any(String) as string })
  })

  test('a license within all its terms is valid to the last instant', async () => {
    await give({
      ...maintained(),
      activationTime: '2026-03-01T12:00:00.000Z',
      expirationTime: '2026-04-01T00:00:00.000Z',
    })
    expect(await ask(released('2026-01-01T00:00:00.000Z'))).toMatchObject({ verdict: 'valid' })
    at('2026-03-31T23:59:59.999Z')
    expect(await ask(released('2026-01-31T23:59:59.999Z'))).toMatchObject({ verdict: 'valid' })
  })

  test('a usage period begins with the first use', async () => {
    await give({ usagePeriod: 10 })
    at('2026-05-01T00:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'valid', license: { expiresAt: '2026-05-11T00:00:00.000Z' } })
    at('2026-05-10T23:59:59.999Z')
    expect(await ask()).toMatchObject({ verdict: 'valid' })
    at('2026-05-11T00:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
  })

  test('a usage period does not begin while the license cannot be used', async () => {
    await give({ usagePeriod: 10, activationTime: '2026-06-01T00:00:00.000Z' })
    at('2026-05-01T00:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'NOT_YET_VALID' })
    at('2026-06-02T00:00:00.000Z')
    expect(await ask({ features: 1 << 30 })).toMatchObject({ verdict: 'invalid', reason: 'FEATURE_MISSING' })
    at('2026-06-20T00:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'valid', license: { expiresAt: '2026-06-30T00:00:00.000Z' } })
  })

  test('with the clock set back a timed license is neither valid nor not', async () => {
    await give({ expirationTime: '2027-01-01T00:00:00.000Z' })
    at('2026-02-28T12:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'valid' })
    at('2026-02-28T11:59:59.999Z')
    expect(await ask()).toMatchObject({ verdict: 'unknown', reason: 'CLOCK_BEHIND' })
  })

  test('a license without time does not care for the clock', async () => {
    await give()
    at('2020-01-01T00:00:00.000Z')
    expect(await ask()).toMatchObject({ verdict: 'valid' })
  })

  function maintained(): Partial<LicenseOptions> {
    return { maintenancePeriod: { start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' } }
  }
})

test('units are taken, never more than there are, and the firm learns of them', async () => {
  await give({ unitCounter: '10' })
  expect(await useUnits(runtime, scene.serial, 6000010, 'L-1', 7n)).toBe(3n)
  await expect(useUnits(runtime, scene.serial, 6000010, 'L-1', 4n)).rejects.toMatchObject({ code: 'UNITS_USED_UP' })
  expect(await scene.context()).toMatchObject({ licenses: [{ licenseId: 'L-1', consumed: 7n }] })
  expect(await useUnits(runtime, scene.serial, 6000010, 'L-1', 3n)).toBe(0n)
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'UNITS_USED_UP' })
  await expect(useUnits(runtime, scene.serial, 6000010, 'L-2', 1n)).rejects.toMatchObject({ code: 'LICENSE_MISSING' })
  await expect(useUnits(runtime, scene.serial, 6000010, 'L-1', 0n)).rejects.toThrow(RangeError)
})

describe('a license has to be genuine', () => {
  test.each<[string, (license: HeldLicense) => HeldLicense]>([
    ['options changed', (held) => ({ ...held, options: { ...held.options, featureMap: 255 } })],
    ['another generation', (held) => ({ ...held, generation: 2 })],
    ['another license', (held) => ({ ...held, licenseId: 'L-9' })],
    ['no update that brought it', (held) => ({ ...held, broughtBy: 'none' })],
  ])('%s', async (_, change) => {
    await give()
    await forge(change)
    expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'NOT_GENUINE' })
  })

  test('an update of another container proves nothing, a made-up one neither', async () => {
    await give()
    const elsewhere = await newRuntime()
    const other = await newScene(elsewhere, { firm: scene.firm })
    const foreign = await other.update({ steps: scene.steps([{ put: license('L-1') }]) })
    await elsewhere.remove()
    for (const file of [foreign, '{}']) {
      await changeContainer(runtime, scene.serial, (state) => {
        const firm = firmIn(state, 6000010)
        const updates = firm.updates.map((update) => ({ ...update, file }))
        return Promise.resolve([withFirm(state, 6000010, { ...firm, updates }), undefined])
      })
      expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'NOT_GENUINE' })
    }
  })

  test('a container with a root of its own making convinces no program', async () => {
    await give()
    const mine = await newFirm()
    expect(await ask({ root: mine.root })).toMatchObject({ verdict: 'invalid', reason: 'OTHER_ROOT' })
    expect(await ask({ root: undefined })).toMatchObject({ verdict: 'valid' })
  })
})

describe('containers that cannot be opened', () => {
  test('a copied one holds no license here, and is listed with the reason', async () => {
    await give()
    runtime.machineNow = machineB
    expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'OTHER_MACHINE' })
    const refusal = expect.objectContaining({ code: 'OTHER_MACHINE' }) as Error
    expect(await listLicenses(runtime)).toEqual([{ serial: scene.serial, refusal }])
    await expect(createContainer(runtime, { firmCode: 6000010, root: scene.firm.root })).resolves.toMatch(/^130-/)
    expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'OTHER_MACHINE' })
  })

  test('one whose machine cannot be recognised now may hold one', async () => {
    await give()
    runtime.machineNow = []
    expect(await ask()).toMatchObject({ verdict: 'unknown', reason: 'MACHINE_UNREADABLE' })
    await expect(createContainer(runtime, { firmCode: 6000012, root: scene.firm.root })).rejects.toMatchObject({
      code: 'MACHINE_UNREADABLE',
    })
  })

  test('one that cannot be read now may hold one', async () => {
    await give()
    await mkdir(join(runtime.folder, '130-5.container'))
    expect(await ask()).toMatchObject({ verdict: 'valid' })
    expect(await ask({ productCode: 7 })).toMatchObject({ verdict: 'unknown', reason: 'CONTAINER_BUSY' })
  })
})

describe('a container for several firms', () => {
  test('keeps them apart', async () => {
    await give()
    const sister = await newFirm({ firmCode: 6000011 })
    await pinFirm(runtime, scene.serial, { firmCode: 6000011, root: sister.root })
    const put = { put: license('L-7', { firmCode: 6000011 }) }
    await importUpdate(runtime, await scene.update({ firmCode: 6000011, steps: scene.steps([put]) }, sister))
    expect(await ask({ firmCode: 6000011, root: sister.root })).toMatchObject({ verdict: 'valid' })
    expect(await listLicenses(runtime)).toMatchObject([
      {
        serial: scene.serial,
        firms: [
          { firmCode: 6000010, counter: 1 },
          { firmCode: 6000011, counter: 1 },
        ],
      },
    ])
  })

  test('never takes another root for a firm that it serves', async () => {
    const stranger = await newFirm()
    const { serial } = scene
    await expect(pinFirm(runtime, serial, { firmCode: 6000010, root: stranger.root })).rejects.toMatchObject({
      code: 'OTHER_ROOT',
    })
    const before = await readContainer(runtime, serial)
    await pinFirm(runtime, serial, { firmCode: 6000010, root: scene.firm.root })
    expect(await readContainer(runtime, serial)).toEqual(before)
    const second = createContainer(runtime, { firmCode: 6000010, root: stranger.root })
    await expect(second).rejects.toMatchObject({ code: 'CONTAINER_AMBIGUOUS' })
  })
})

test('versions compare number by number', () => {
  expect(compareVersions('1.10', '1.9')).toBeGreaterThan(0)
  expect(compareVersions('1', '1.0.0')).toBe(0)
  expect(compareVersions('0.9.9', '1')).toBeLessThan(0)
})

test('the version of the runtime is that of the package', async () => {
  expect(runtimeVersion).toBe((JSON.parse(await readFile('package.json', 'utf8')) as { version: string }).version)
})
