import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBlockList } from '../../../src/formats/block-list.ts'
import { seal } from '../../../src/formats/sealed.ts'
import type { LicenseOptions } from '../../../src/formats/options.ts'
import type { Action, Update } from '../../../src/formats/update.ts'
import { changeContainer, firmIn, readContainer, withFirm } from '../../../src/runtime/container-folder.ts'
import { importUpdate } from '../../../src/runtime/import-update.ts'
import { machineIn } from '../../../src/runtime/machine.ts'
import { useUnits } from '../../../src/runtime/use-units.ts'
import { verifyLicense } from '../../../src/runtime/verify-license.ts'
import { license, newFirm, now, type TestFirm } from '../../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from '../../runtime/support.ts'
import { buildC, clients, languages, type Ran } from './clients.ts'

/** One container of this machine, of the runtime in TypeScript, C and Python alike: they have to see the same in it. */
const identity = 'shared'
let runtime: TestRuntime
let scene: Scene

beforeAll(buildC, 300_000)
beforeEach(async () => {
  const fresh = await newRuntime()
  runtime = { ...fresh, machine: machineIn({ OPENDEPOT_IDENTITY: identity }), now: () => new Date() }
  scene = await newScene(runtime)
})
afterEach(() => runtime.remove())

const put = (licenseId: string, options: Partial<LicenseOptions> = {}, facts = {}): Action => ({
  put: { ...license(licenseId, options), ...facts },
})
const run = (language: (typeof languages)[number], ...args: string[]) =>
  clients[language]({ folder: runtime.folder, identity }, ...args)

async function fileOf(text: string): Promise<string> {
  const path = join(runtime.folder, 'x.file')
  await writeFile(path, text)
  return path
}

/** Imports by a client what the firm of the scene signs. */
async function give(language: (typeof languages)[number], facts: Partial<Update>, by?: TestFirm): Promise<Ran> {
  return run(language, 'import', await fileOf(await scene.update(facts, by)))
}

const product = ['--firm', '6000010', '--product', '1001']
const question = { firmCode: 6000010, productCode: 1001 }

/** Verdict and reason of each: they are the same, or the test ends here. */
async function judge(...args: string[]): Promise<string> {
  const own = await verifyLicense(runtime, question)
  const verdicts = await Promise.all(languages.map((language) => run(language, 'verify', ...product, ...args)))
  const [first = '', second] = verdicts.map(({ out }) => /^valid|^\w+: [A-Z_]+/.exec(out)?.[0])
  expect(second).toBe(first)
  if (args.length === 0) expect(first).toBe(own.verdict === 'valid' ? 'valid' : `${own.verdict}: ${own.reason}`)
  return first
}

test('units are counted exactly while three languages use them at once', async () => {
  await give('C', { steps: scene.steps([put('L-1', { unitCounter: '1000' })]) })
  const word = ['use', '--firm', '6000010', '--license', 'L-1', '--units', '7']
  const uses = Array.from({ length: 5 }, () => [
    run('C', ...word).then(({ code }) => code),
    run('Python', ...word).then(({ code }) => code),
    useUnits(runtime, scene.serial, 6000010, 'L-1', 7n).then(() => 0),
  ])
  expect(await Promise.all(uses.flat())).toEqual(Array(15).fill(0))
  const [held] = firmIn(await readContainer(runtime, scene.serial), 6000010).licenses
  expect(held?.consumed).toBe('105')
}, 240_000)

test('a container that one of them changed is whole for the others', async () => {
  const unknown = { 'Ω \u{1F600}': [1.5, 1e21, 1e-7, -0, true, null, { b: '\u2028\u007f', a: '\\"/\b' }] }
  const options = { ...unknown, name: 'Größe', text: 'x\n' }
  const sealed = await seal(
    { hiddenData: [{ type: 1, data: Buffer.from('x') }], secretData: [] },
    { licenseId: 'L-2', generation: 1 },
    (await scene.context()).agreementKey,
  )
  const steps = scene.steps(
    [put('L-1', options)],
    [put('L-2', {}, { sealed, consumed: 5n })],
    [{ remove: { licenseId: 'L-1' } }],
  )
  expect(await give('C', { steps: steps.slice(0, 1) })).toMatchObject({ code: 0, err: '' })
  expect(await judge()).toBe('valid')
  expect(await give('Python', { steps, transferId: 'T-2' })).toMatchObject({
    code: 0,
    out: expect.stringContaining('2 steps'),
  })
  expect(await importUpdate(runtime, await scene.update({ steps }))).toMatchObject({ steps: 0 })
  expect(await scene.context()).toMatchObject({
    counter: 3,
    digest: steps[2]?.digest,
    licenses: [{ licenseId: 'L-2', generation: 1, consumed: 5n }],
    removed: [{ licenseId: 'L-1', generation: 1, consumed: 0n }],
  })
  for (const language of languages)
    expect(await run(language, 'hidden', '--firm', '6000010', '--license', 'L-2', '--type', '1')).toMatchObject({
      code: 0,
      out: 'x',
    })
  expect(await judge()).toBe('valid')
}, 240_000)

const year = { start: '2026-01-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z' }
const terms: [what: string, options: Partial<LicenseOptions>, args: string[], verdict: string][] = [
  ['over', { expirationTime: '2026-01-01T00:00:00.000Z' }, [], 'invalid: EXPIRED'],
  ['begins later', { activationTime: '2099-01-01T00:00:00.000Z' }, [], 'invalid: NOT_YET_VALID'],
  ['no units', { unitCounter: '0' }, [], 'invalid: UNITS_USED_UP'],
  ['features', { featureMap: 4294967295 }, ['--features', '2147483649'], 'valid'],
  ['a feature too many', { featureMap: 6 }, ['--features', '7'], 'invalid: FEATURE_MISSING'],
  ['maintenance', { maintenancePeriod: year }, ['--released', '2026-12-31'], 'valid'],
  ['maintenance that ended', { maintenancePeriod: year }, ['--released', '2027-01-01'], 'invalid: MAINTENANCE_ENDED'],
  ['a newer runtime', { minimumRuntimeVersion: '0.1.0.1' }, [], 'invalid: RUNTIME_TOO_OLD'],
  ['this runtime', { minimumRuntimeVersion: '0.01.0.0' }, [], 'valid'],
  ['a usage period', { usagePeriod: 1 }, [], 'valid'],
  [
    'a part of it',
    { productCode: 7, moduleItems: [{ productCode: 1001, featureMap: 2 }] },
    ['--features', '2'],
    'valid',
  ],
  ['a module without its base', { ridesOn: 'L-0' }, [], 'invalid: BASE_MISSING'],
  ['a module that rides on itself', { ridesOn: 'L-1' }, [], 'invalid: BASE_MISSING'],
]
test.each(terms)(
  'terms: %s',
  async (_, options, args, verdict) => {
    await importUpdate(runtime, await scene.update({ steps: scene.steps([put('L-1', options)]) }))
    expect(await judge(...args)).toBe(verdict)
    if (args.length > 0) await judge()
  },
  240_000,
)

test('a module lives with its base, and no longer', async () => {
  const base = { productCode: 7, expirationTime: '2027-01-01T00:00:00.000Z' }
  const steps = scene.steps(
    [put('B-1', base), put('L-1', { ridesOn: 'B-1' })],
    [put('B-1', { ...base, unitCounter: '0' })],
  )
  await give('Python', { steps: steps.slice(0, 1) })
  expect(await judge()).toBe('valid')
  for (const language of languages)
    expect((await run(language, 'list')).out).toContain('product 1001  until 2027-01-01T00:00:00.000Z, a module')
  await give('C', { steps })
  expect(await judge()).toBe('invalid: UNITS_USED_UP')
}, 240_000)

test('forged, blocked, of another vendor, with a clock behind, on another machine', async () => {
  const other = await newFirm()
  await give('C', { steps: scene.steps([put('L-1')]) })
  await writeFile(join(runtime.folder, 'root.jwk'), JSON.stringify(other.root.key))
  expect(await judge('--root', join(runtime.folder, 'root.jwk'))).toBe('invalid: OTHER_ROOT')

  const list = { firmCode: 6000010, issuedAt: now, containers: [], licenses: [{ licenseId: 'L-1', below: 2 }] }
  const listFile = join(runtime.folder, 'list.odb')
  await writeFile(listFile, await writeBlockList(list, scene.firm.sign))
  for (const language of languages) expect(await run(language, 'block-list', listFile)).toMatchObject({ code: 0 })
  expect(await judge()).toBe('invalid: BLOCKED')
  await rm(join(runtime.folder, '6000010.odb'))
  await writeFile(listFile, await writeBlockList(list, other.sign))
  for (const language of languages) expect(await run(language, 'block-list', listFile)).toMatchObject({ code: 3 })
  expect(await judge()).toBe('valid')

  for (const language of languages) {
    const elsewhere = await clients[language]({ folder: runtime.folder, identity: 'copied' }, 'verify', ...product)
    expect(elsewhere).toMatchObject({ code: 6, out: expect.stringContaining('invalid: OTHER_MACHINE') })
    const unseen = await clients[language]({ folder: runtime.folder }, 'verify', ...product)
    expect(unseen).toMatchObject({ code: 7, out: expect.stringContaining('unknown: MACHINE_UNREADABLE') })
  }

  const late = scene.steps([put('L-1')], [put('L-1', { expirationTime: '2099-01-01T00:00:00.000Z' })])
  const key = await newFirm({ root: scene.firm.rootPair, notAfter: new Date('2090-01-01T00:00:00.000Z') })
  await importUpdate(runtime, await scene.update({ steps: late, issuedAt: new Date('2080-01-01T00:00:00.000Z') }, key))
  expect(await judge()).toBe('unknown: CLOCK_BEHIND')

  await changeContainer(runtime, scene.serial, (state) => {
    const firm = firmIn(state, 6000010)
    const licenses = firm.licenses.map((held) => ({ ...held, options: { ...held.options, featureMap: 7 } }))
    return Promise.resolve([withFirm(state, 6000010, { ...firm, licenses }), undefined])
  })
  expect(await judge()).toBe('invalid: NOT_GENUINE')
  const container = join(runtime.folder, `${scene.serial}.container`)
  await writeFile(container, (await readFile(container, 'utf8')).replace('"tag":"', '"tag":"A'))
  expect(await judge()).toBe('invalid: CONTAINER_DAMAGED')
}, 240_000)

test.each(languages)(
  'a usage period does not begin by a question of %s that finds the license not valid',
  async (language) => {
    await give(language, { steps: scene.steps([put('L-1', { usagePeriod: 10 })]) })
    const held = async () => firmIn(await readContainer(runtime, scene.serial), 6000010).licenses[0]
    expect(await run(language, 'verify', ...product, '--features', '2')).toMatchObject({ code: 6 })
    expect((await held())?.firstUsedAt).toBeUndefined()
    expect(await run(language, 'verify', ...product)).toMatchObject({ code: 0 })
    expect((await held())?.firstUsedAt).toBeDefined()
  },
  240_000,
)

test.each(languages)(
  'a block list of a new epoch tells %s that the old one is over',
  async (language) => {
    const steps = scene.steps([put('L-1')], [put('L-2')])
    await give(language, { steps: steps.slice(0, 1) })
    const list = { firmCode: 6000010, issuedAt: now, containers: [], licenses: [] }
    const healed = await newFirm({ root: scene.firm.rootPair, epoch: 2 })
    const listFile = await fileOf(await writeBlockList(list, healed.sign))
    expect(await run(language, 'block-list', listFile)).toMatchObject({ code: 0 })
    expect(await give(language, { steps })).toMatchObject({ code: 3, err: expect.stringContaining('OLDER_EPOCH: ') })
    expect(await judge()).toBe('valid')
    expect(await scene.context()).toMatchObject({ epoch: 2 })
  },
  240_000,
)

test.each(languages)(
  'a folder that is none for the moment leaves it open for %s',
  async (language) => {
    await give(language, { steps: scene.steps([put('L-1')]) })
    await rm(runtime.folder, { recursive: true })
    expect(await run(language, 'verify', ...product)).toMatchObject({ code: 6 })
    await writeFile(runtime.folder, '')
    expect(await run(language, 'verify', ...product)).toMatchObject({
      code: 7,
      out: expect.stringContaining('unknown: ') as string,
    })
  },
  240_000,
)

test.each(languages)(
  'what %s does not import',
  async (language) => {
    const { firm } = scene
    const steps = scene.steps([put('L-1')], [put('L-2')])
    const stranger = await newFirm()
    const [sister, healed] = [
      await newFirm({ firmCode: 6000011, root: firm.rootPair }),
      await newFirm({ root: firm.rootPair, epoch: 2 }),
    ]
    const [first, second] = steps
    if (first === undefined || second === undefined) throw new Error('there are two steps')
    const refused: [string, Partial<Update>, TestFirm?][] = [
      ['OTHER_ROOT', { steps }, stranger],
      ['OTHER_FIRM', { steps }, sister],
      ['CERTIFICATE_TIME', { steps, issuedAt: new Date('2028-01-01T00:00:00.000Z') }],
      ['TEST_FILE', { steps, test: true }],
      ['UPDATE_MISSING', { steps: [second] }],
      ['HISTORY_DIFFERS', { steps: [{ ...first, actions: second.actions }] }],
      ['OTHER_CONTAINER', { steps, serial: '130-1' }],
      ['OTHER_CONTAINER', { steps, keyThumbprint: 'A'.repeat(43) }],
    ]
    for (const [code, facts, by] of refused) {
      const before = await readContainer(runtime, scene.serial)
      expect(await give(language, facts, by)).toMatchObject({ code: 3, err: expect.stringContaining(`${code}: `) })
      expect(await readContainer(runtime, scene.serial)).toEqual(before)
    }
    expect(await give(language, { steps: [first] }, healed)).toMatchObject({ code: 0 })
    expect(await give(language, { steps })).toMatchObject({ code: 3, err: expect.stringContaining('OLDER_EPOCH: ') })
    const differs = { ...first, digest: Buffer.alloc(32, 1) }
    expect(await give(language, { steps: [differs, second] }, healed)).toMatchObject({
      code: 3,
      err: expect.stringContaining('HISTORY_DIFFERS: '),
    })
    expect(await scene.context()).toMatchObject({ counter: 1, epoch: 2 })
  },
  240_000,
)
