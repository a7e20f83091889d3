import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeBlockList, type BlockList } from '../../src/formats/block-list.ts'
import { importBlockList } from '../../src/runtime/blocked.ts'
import { run } from '../../src/runtime/cli/program.ts'
import { changeContainer, firmIn, withFirm } from '../../src/runtime/container-folder.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { verifyLicense, type Question } from '../../src/runtime/verify-license.ts'
import { license, newFirm, now } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  await importUpdate(runtime, await scene.update({ steps: scene.steps([{ put: license('L-1') }]) }))
})
afterEach(() => runtime.remove())

const list = (facts: Partial<BlockList> = {}, by = scene.firm) =>
  writeBlockList({ firmCode: by.firmCode, issuedAt: now, containers: [], licenses: [], ...facts }, by.sign)
const ask = (facts: Partial<Question> = {}) =>
  verifyLicense(runtime, { firmCode: 6000010, productCode: 1001, root: scene.firm.root, ...facts })

const valid = { verdict: 'valid' }
const blocked = (word: string) => ({
  verdict: 'invalid',
  reason: 'BLOCKED',
  text: expect.stringContaining(word) as string,
})
const voided = { licenses: [{ licenseId: 'L-1', below: 2 }] }
const later = new Date(Number(now) + 1000)

test('a copy that was issued anew elsewhere is void, by the list of the program', async () => {
  expect(await ask({ blockList: await list(voided) })).toMatchObject(blocked('issued anew elsewhere'))
  expect(await ask({ blockList: await list({ licenses: [{ licenseId: 'L-1', below: 1 }] }) })).toMatchObject(valid)
  expect(await ask({ blockList: await list({ licenses: [{ licenseId: 'L-2', below: 9 }] }) })).toMatchObject(valid)
})

test('nothing is valid in a blocked container', async () => {
  const blockList = await list({ containers: [scene.serial] })
  expect(await ask({ blockList })).toMatchObject(blocked(`blocked the container ${scene.serial}`))
})

test('a list that was imported counts, and the newest one whole', async () => {
  expect(await importBlockList(runtime, await list(voided))).toEqual({ firmCode: 6000010, issuedAt: now, isNews: true })
  expect(await ask()).toMatchObject(blocked('issued anew'))
  expect(await importBlockList(runtime, await list())).toMatchObject({ issuedAt: now, isNews: false })
  expect(await ask()).toMatchObject(blocked('issued anew'))
  expect(await ask({ blockList: await list({ issuedAt: later }) })).toMatchObject(valid)
  expect(await importBlockList(runtime, await list({ issuedAt: later }))).toMatchObject({ isNews: true })
  expect(await ask()).toMatchObject(valid)
  expect(await ask({ blockList: await list(voided) })).toMatchObject(valid)
  expect(await ask({ blockList: await list({ ...voided, issuedAt: later }) })).toMatchObject(blocked('issued anew'))
})

test('a list that nobody signed: brought along, it leaves it open; lying there, it does not count', async () => {
  const genuine = await list()
  const [payload] = /"payload":"[^"]*"/.exec(await list(voided)) ?? []
  const forged = genuine.replace(/"payload":"[^"]*"/, payload ?? '')
  expect(await ask({ blockList: forged })).toMatchObject({ verdict: 'unknown', reason: 'FILE_DAMAGED' })
  await expect(importBlockList(runtime, forged)).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  await expect(importBlockList(runtime, '{}')).rejects.toMatchObject({ code: 'FILE_DAMAGED' })
  await writeFile(join(runtime.folder, '6000010.odb'), forged)
  expect(await ask()).toMatchObject(valid)
  expect(await ask({ blockList: await list(voided, await newFirm()) })).toMatchObject({
    verdict: 'unknown',
    reason: 'OTHER_ROOT',
  })
})

test('a list of a test installation says nothing about a production container', async () => {
  const blockList = await list({ ...voided, test: true })
  expect(await ask({ blockList })).toMatchObject(valid)
  await expect(importBlockList(runtime, blockList)).rejects.toMatchObject({ code: 'TEST_FILE' })
})

test('a list by a key that was given up counts no more', async () => {
  const blockList = await list(voided)
  await importBlockList(runtime, blockList)
  await changeContainer(runtime, scene.serial, (state) =>
    Promise.resolve([withFirm(state, 6000010, { ...firmIn(state, 6000010), epoch: 2 }), undefined]),
  )
  expect(await ask()).toMatchObject(valid)
  expect(await ask({ blockList })).toMatchObject(valid)
  await expect(importBlockList(runtime, blockList)).rejects.toMatchObject({ code: 'OLDER_EPOCH' })
})

describe('a list of a new epoch ends the old one for the container', () => {
  const stolenUpdate = async () => {
    const steps = scene.steps([{ put: license('L-1') }], [{ put: license('L-2') }])
    return importUpdate(runtime, await scene.update({ steps }))
  }
  let healed: string
  beforeEach(async () => {
    healed = await list({}, await newFirm({ root: scene.firm.rootPair, epoch: 2 }))
  })
  afterEach(async () => {
    await expect(stolenUpdate()).rejects.toMatchObject({ code: 'OLDER_EPOCH' })
    expect(await ask()).toMatchObject(valid)
  })

  test('when it is imported', async () => {
    await importBlockList(runtime, healed)
    expect(await scene.context()).toMatchObject({ epoch: 2 })
  })

  test('when a program brings it along', async () => {
    expect(await ask({ blockList: healed })).toMatchObject(valid)
  })
})

test('a list of a firm that no container here trusts has no place', async () => {
  const stranger = await newFirm({ firmCode: 6000099 })
  await expect(importBlockList(runtime, await list({}, stranger))).rejects.toMatchObject({ code: 'CONTAINER_MISSING' })
  await rm(runtime.folder, { recursive: true })
  await expect(importBlockList(runtime, await list())).rejects.toMatchObject({ code: 'CONTAINER_MISSING' })
  await expect(readdir(runtime.folder)).rejects.toThrow()
})

test('a module on a blocked base is not valid', async () => {
  const module_ = license('L-9', { ridesOn: 'L-1', productCode: 9 })
  const steps = scene.steps([{ put: license('L-1') }], [{ put: module_ }])
  await importUpdate(runtime, await scene.update({ steps }))
  expect(await ask({ productCode: 9 })).toMatchObject(valid)
  expect(await ask({ productCode: 9, blockList: await list(voided) })).toMatchObject(blocked('rides on license L-1'))
})

test('the command line heeds the list of the program too', async () => {
  await writeFile(join(runtime.folder, 'root.jwk'), JSON.stringify(scene.firm.root.key))
  await writeFile(join(runtime.folder, 'shipped.odb'), await list(voided))
  const options = ['--firm', '6000010', '--product', '1001', '--root', join(runtime.folder, 'root.jwk')]
  const verify = async (...more: string[]) => {
    let said = ''
    const say = (text: string) => (said += text)
    const environment = { OPENDEPOT_CONTAINERS: runtime.folder }
    const exitCode = await run(['verify', ...options, ...more], { ...runtime, environment, out: say, err: say })
    return { exitCode, said }
  }
  expect(await verify()).toMatchObject({ exitCode: 0 })
  expect(await verify('--block-list', join(runtime.folder, 'shipped.odb'))).toMatchObject({
    exitCode: 6,
    said: expect.stringContaining('invalid: BLOCKED.') as string,
  })
})
