import type { LicenseOptions } from '../../src/formats/options.ts'
import type { Action } from '../../src/formats/update.ts'
import { describeContainer } from '../../src/runtime/cli/output.ts'
import { withBaseTerms } from '../../src/runtime/base-terms.ts'
import { changeContainer, firmIn, withFirm } from '../../src/runtime/container-folder.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import type { HeldLicense } from '../../src/runtime/state.ts'
import { verifyLicense, type Question } from '../../src/runtime/verify-license.ts'
import { license } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
})
afterEach(() => runtime.remove())

const product = 1002
const module_ = (options: Partial<LicenseOptions> = {}) => ({
  put: license('L-module', { productCode: product, ridesOn: 'L-base', ...options }),
})
const base = (options: Partial<LicenseOptions> = {}) => ({ put: license('L-base', options) })

async function give(...actions: Action[]) {
  await importUpdate(runtime, await scene.update({ steps: scene.steps(actions) }))
}

const ask = (facts: Partial<Question> = {}) =>
  verifyLicense(runtime, { firmCode: 6000010, productCode: product, root: scene.firm.root, ...facts })

test('a module is valid with its base, and shows on what it rides', async () => {
  await give(base(), module_())
  expect(await ask()).toMatchObject({ verdict: 'valid', license: { licenseId: 'L-module', ridesOn: 'L-base' } })
})

test('a module without its base is worth nothing', async () => {
  await give(module_())
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'BASE_MISSING' })
})

test('a module goes with its base when that is taken out', async () => {
  await give(base(), module_())
  const steps = scene.steps([base(), module_()], [{ remove: { licenseId: 'L-base' } }])
  await importUpdate(runtime, await scene.update({ steps }))
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'BASE_MISSING' })
})

test.each<[string, Partial<LicenseOptions>, string]>([
  ['has expired', { expirationTime: '2026-01-01T00:00:00.000Z' }, 'EXPIRED'],
  ['has not begun', { activationTime: '2027-01-01T00:00:00.000Z' }, 'NOT_YET_VALID'],
  ['has no units left', { unitCounter: '0' }, 'UNITS_USED_UP'],
  ['needs a newer runtime', { minimumRuntimeVersion: '99' }, 'RUNTIME_TOO_OLD'],
])('a module whose base %s is not valid', async (_, options, reason) => {
  await give(base(options), module_())
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason, text: expect.stringContaining('L-base') as string })
})

test('a module whose base is not genuine is not valid', async () => {
  await give(base(), module_())
  await changeContainer(runtime, scene.serial, (state) => {
    const firm = firmIn(state, 6000010)
    const forged = firm.licenses.map((held) => (held.licenseId === 'L-base' ? { ...held, generation: 9 } : held))
    return Promise.resolve([withFirm(state, 6000010, { ...firm, licenses: forged }), undefined])
  })
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'NOT_GENUINE' })
})

test('the features of the module count, not those of its base', async () => {
  await give(base({ featureMap: 1 }), module_({ featureMap: 4 }))
  expect(await ask({ features: 4 })).toMatchObject({ verdict: 'valid' })
  expect(await ask({ features: 1 })).toMatchObject({ verdict: 'invalid', reason: 'FEATURE_MISSING' })
})

test('what a module does not say itself it has from its base', async () => {
  const maintenancePeriod = { start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' }
  await give(
    base({ licenseQuantity: 7, expirationTime: '2027-01-01T00:00:00.000Z', maintenancePeriod }),
    module_({ expirationTime: '2028-01-01T00:00:00.000Z' }),
  )
  const inherited = { licenseQuantity: 7, expiresAt: '2027-01-01T00:00:00.000Z' }
  expect(await ask()).toMatchObject({ verdict: 'valid', license: inherited })
  expect(await ask({ releasedAt: new Date('2026-03-01T00:00:00.000Z') })).toMatchObject({
    verdict: 'invalid',
    reason: 'MAINTENANCE_ENDED',
  })
  const [listed] = await listLicenses(runtime)
  expect(listed && describeContainer(listed).at(-1)).toContain('until 2027-01-01T00:00:00.000Z, 7 users, a module')
  expect(listed).toMatchObject({ firms: [{ licenses: [{ licenseQuantity: 7 }, inherited] }] })
})

test('what a module says itself counts, but never beyond its base', () => {
  const held = (licenseId: string, options: Partial<LicenseOptions>): HeldLicense => {
    const put = license(licenseId, options)
    return { licenseId, generation: 1, consumed: '0', broughtBy: 'U-1', options: put.options }
  }
  const spans = [
    ['2027-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'],
    ['2026-06-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ] as const
  for (const [own, ofBase] of spans) {
    const rider = held('L-module', {
      ridesOn: 'L-base',
      licenseQuantity: 2,
      expirationTime: own,
      activationTime: own,
    })
    const all = [rider, held('L-base', { licenseQuantity: 7, expirationTime: ofBase, activationTime: ofBase })]
    expect(withBaseTerms(rider, all).options).toMatchObject({
      licenseQuantity: 2,
      expirationTime: '2026-06-01T00:00:00.000Z',
      activationTime: '2027-01-01T00:00:00.000Z',
    })
  }
})

test('a chain of bases ends, whatever a file says', async () => {
  await give(base({ ridesOn: 'L-module' }), module_())
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'BASE_MISSING' })
  expect(await listLicenses(runtime)).toHaveLength(1)
})
