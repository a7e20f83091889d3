import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LicenseOptions } from '../../src/formats/options.ts'
import type { Action } from '../../src/formats/update.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { pinFirm } from '../../src/runtime/create-container.ts'
import { connectDepot } from '../../src/runtime/depot-client.ts'
import { enroll } from '../../src/runtime/enroll.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { useUnits } from '../../src/runtime/use-units.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { license, newFirm, now } from '../formats/support.ts'
import { serveDepot } from './depot.ts'
import { chain, newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene
let actions: Action[][]

const day = 86_400_000
const after = (time: number) => new Date(Number(now) + time)
const timed = { expirationTime: after(100 * day).toISOString() }

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  actions = []
})
afterEach(() => runtime.remove())

/** Imports an update with one more license, signed at this time. */
async function give(options: Partial<LicenseOptions> = {}, issuedAt = now) {
  actions.push([{ put: license(`L-${actions.length}`, options) }])
  await importUpdate(runtime, await scene.update({ steps: chain(actions), issuedAt }))
}

const ask = () => verifyLicense(runtime, { firmCode: 6000010, productCode: 1001, root: scene.firm.root })
const at = (time: number) => {
  runtime.time = after(time)
  return ask()
}
const behind = (text: string) => ({
  verdict: 'unknown',
  reason: 'CLOCK_BEHIND',
  text: expect.stringContaining(text) as string,
})
const valid = { verdict: 'valid' }

describe('a clock that was ahead once', () => {
  test('while the container was made and filled, proves nothing', async () => {
    runtime.time = after(5000 * day)
    runtime = Object.assign(await newRuntime(), { time: runtime.time })
    scene = await newScene(runtime, { firm: scene.firm })
    await give({ ...timed, unitCounter: '9' })
    await useUnits(runtime, scene.serial, 6000010, 'L-0', 1n)
    await scene.context()
    expect(await at(0)).toMatchObject(valid)
  })

  test('while the program asked, is forgiven by what the vendor signs at the present time', async () => {
    await give(timed)
    expect(await at(50 * day)).toMatchObject(valid)
    expect(await at(day)).toMatchObject(
      behind(`"opendepot-runtime create --firm 6000010 --serial ${scene.serial} --depot URL" lets the vendor confirm`),
    )
    await give(timed, after(day))
    expect(await ask()).toMatchObject(valid)
  })

  test('is forgiven by an enrollment too, which needs no new license', async () => {
    await give(timed, after(-2 * day))
    await at(50 * day)
    const depot = await serveDepot(scene.firm)
    expect(await at(0)).toMatchObject(behind('it has shown before'))
    await enroll(runtime, await connectDepot(depot.url), scene.serial, 6000010, () => undefined)
    await depot.close()
    expect(await ask()).toMatchObject(valid)
  })

  test('is not forgiven by a key that was given up', async () => {
    await give(timed, after(-2 * day))
    await at(50 * day)
    const root = scene.firm.rootPair
    const depot = await serveDepot(scene.firm)
    const healed = await serveDepot(await newFirm({ root, epoch: 2 }))
    const enrolled = async ({ url }: { url: string }) =>
      enroll(runtime, await connectDepot(url), scene.serial, 6000010, () => undefined)
    await enrolled(healed)
    expect(await scene.context()).toMatchObject({ epoch: 2 })
    await expect(enrolled(depot)).rejects.toMatchObject({ code: 'OLDER_EPOCH' })
    await Promise.all([depot.close(), healed.close()])
  })

  test('does not lengthen a usage period', async () => {
    await give({ usagePeriod: 10 })
    await at(50 * day)
    await give({ usagePeriod: 10 }, after(day))
    runtime.time = after(day)
    await give({ usagePeriod: 10 }, after(day + 1))
    expect(await ask()).toMatchObject({ ...valid, license: { expiresAt: after(11 * day).toISOString() } })
    expect(await at(11 * day)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
  })
})

describe('a clock that is set back', () => {
  test('does not revive a license that expired', async () => {
    await give(timed)
    expect(await at(101 * day)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
    expect(await at(99 * day)).toMatchObject(behind('it has shown before'))
    expect(await at(100 * day + 1)).toMatchObject({ verdict: 'invalid', reason: 'EXPIRED' })
  })

  test('by a day or less does not matter', async () => {
    await give(timed)
    await at(50 * day)
    expect(await at(49 * day)).toMatchObject(valid)
    expect(await at(49 * day - 1)).toMatchObject(behind('it has shown before'))
  })

  test('does not start a usage period', async () => {
    await give({ usagePeriod: 10 })
    expect(await at(-2 * day)).toMatchObject(behind('the vendor has signed files at'))
    expect(await at(0)).toMatchObject({ ...valid, license: { expiresAt: after(10 * day).toISOString() } })
  })

  test('behind a signed time is not confirmed by files that are older', async () => {
    await give(timed, after(20 * day))
    expect(await at(0)).toMatchObject(behind('the vendor has signed files at'))
    await give(timed, now)
    expect(await ask()).toMatchObject(behind('the vendor has signed files at'))
  })

  test('is not confirmed by a file that was signed at another time', async () => {
    await give(timed)
    await at(50 * day)
    runtime.time = after(40 * day)
    await give(timed, after(38 * day))
    expect(await ask()).toMatchObject(behind('it has shown before'))
  })
})

test('what one firm signs says nothing about the licenses of another', async () => {
  await give(timed)
  const sister = await newFirm({ firmCode: 6000011 })
  await pinFirm(runtime, scene.serial, { firmCode: 6000011, root: sister.root })
  const put = { put: license('L-9', { firmCode: 6000011 }) }
  const update = { firmCode: 6000011, steps: chain([[put]]), issuedAt: after(60 * day) }
  await importUpdate(runtime, await scene.update(update, sister))
  expect(await ask()).toMatchObject(valid)
})

describe('what the clock shows', () => {
  const file = () => readFile(join(runtime.folder, `${scene.serial}.container`), 'utf8')
  const seen = async () => (await readContainer(runtime, scene.serial)).seen

  test('is written at most once an hour, and only for licenses that depend on it', async () => {
    await give()
    const before = await file()
    await at(day)
    expect(await file()).toBe(before)
    await give(timed)
    await at(2 * day)
    const written = await file()
    await at(2 * day + 3_599_999)
    expect(await file()).toBe(written)
    await at(2 * day + 3_600_000)
    expect(await seen()).toBe(after(2 * day + 3_600_000).toISOString())
    await at(2 * day)
    expect(await seen()).toBe(after(2 * day + 3_600_000).toISOString())
  })

  test('need not be written to get an answer', async () => {
    await give(timed)
    runtime.time = after(2 * day)
    const unable = () => {
      throw new Error('nothing can be written now')
    }
    const answer = verifyLicense({ ...runtime, random: unable }, { firmCode: 6000010, productCode: 1001 })
    expect(await answer).toMatchObject(valid)
    expect(await seen()).not.toBe(runtime.time.toISOString())
  })
})
