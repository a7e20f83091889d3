import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Action } from '../../src/formats/update.ts'
import { readContainer } from '../../src/runtime/container-folder.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { license, newFirm, now } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
})
afterEach(() => runtime.remove())

const put = (licenseId: string, facts = {}): Action => ({ put: { ...license(licenseId), ...facts } })
const remove = (licenseId: string): Action => ({ remove: { licenseId } })
const refusal = (code: string, text: string) => ({
  name: 'RuntimeRefusal',
  code,
  message: expect.stringContaining(text) as string,
  advice: expect.stringMatching(/^["A-Z].*\.$/) as string,
})

/** Refused, and nothing of it is in the container. */
async function expectRefused(file: string, code: string, text: string) {
  const before = await readContainer(runtime, scene.serial)
  await expect(importUpdate(runtime, file)).rejects.toMatchObject(refusal(code, text))
  expect(await readContainer(runtime, scene.serial)).toEqual(before)
}

test('an update puts its licenses in, and the next context shows them', async () => {
  const steps = scene.steps([put('L-1'), put('L-2', { consumed: 5n })])
  const imported = await importUpdate(runtime, await scene.update({ steps }))
  expect(imported).toEqual({ serial: scene.serial, firmCode: 6000010, transferId: 'T-1', steps: 1 })
  expect(await scene.context()).toMatchObject({
    counter: 1,
    digest: steps[0]?.digest,
    epoch: 1,
    contextSeq: 2,
    licenses: [
      { licenseId: 'L-1', generation: 1, consumed: 0n },
      { licenseId: 'L-2', generation: 1, consumed: 5n },
    ],
    removed: [],
  })
})

test('the same update again changes nothing', async () => {
  const file = await scene.update({ steps: scene.steps([put('L-1')]) })
  await importUpdate(runtime, file)
  const before = await readFile(join(runtime.folder, `${scene.serial}.container`), 'utf8')
  expect(await importUpdate(runtime, file)).toMatchObject({ steps: 0 })
  expect(await readFile(join(runtime.folder, `${scene.serial}.container`), 'utf8')).toBe(before)
})

test('of two updates the longer one may come first', async () => {
  const steps = scene.steps([put('L-1')], [put('L-2')])
  const [short, long] = [
    await scene.update({ steps: steps.slice(0, 1) }),
    await scene.update({ steps, transferId: 'T-2' }),
  ]
  expect(await importUpdate(runtime, long)).toMatchObject({ steps: 2 })
  expect(await importUpdate(runtime, short)).toMatchObject({ steps: 0 })
  expect((await scene.context()).counter).toBe(2)
})

describe('it refuses', () => {
  test('a tampered update', async () => {
    const file = await scene.update({ steps: scene.steps([put('L-1')]) })
    const parts = JSON.parse(file) as Record<string, string>
    const payload = Buffer.from(parts['payload'] ?? '', 'base64url')
      .toString()
      .replace('1001', '1002')
    const forged = JSON.stringify({ ...parts, payload: Buffer.from(payload).toString('base64url') })
    await expectRefused(forged, 'FILE_DAMAGED', 'was changed after it was signed')
  })

  test('a file cut off, and one of another kind', async () => {
    const file = await scene.update({ steps: scene.steps([put('L-1')]) })
    await expectRefused(file.slice(0, 100), 'FILE_DAMAGED', 'is not JSON')
    await expectRefused('{"payload":"e30","protected":"e30","signature":"AA"}', 'FILE_DAMAGED', 'it names no container')
  })

  test('an update for another container, on this machine and from elsewhere', async () => {
    const elsewhere = await newRuntime()
    const other = await newScene(elsewhere, { firm: scene.firm })
    const file = await other.update({ steps: scene.steps([put('L-1')]) })
    await elsewhere.remove()
    await expectRefused(file, 'OTHER_CONTAINER', `is for the container ${other.serial}, which is not here`)
    const { serial } = scene
    const renamed = await other.update({ serial, steps: scene.steps([put('L-1')]) })
    await expectRefused(renamed, 'OTHER_CONTAINER', 'for another container')
  })

  test('a key of another firm', async () => {
    const stranger = await newFirm()
    const file = await scene.update({ steps: scene.steps([put('L-1')]) }, stranger)
    await expectRefused(file, 'OTHER_ROOT', 'not signed by the pinned firm root')
  })

  test('a key of the same root for another firm code', async () => {
    const sister = await newFirm({ firmCode: 6000011, root: scene.firm.rootPair })
    const file = await scene.update({ steps: scene.steps([put('L-1')]) }, sister)
    await expectRefused(file, 'OTHER_FIRM', 'its signing key is certified for 6000011')
  })

  test('a firm code that the container does not serve', async () => {
    const sister = await newFirm({ firmCode: 6000011 })
    const steps = scene.steps([{ put: license('L-1', { firmCode: 6000011 }) }])
    const file = await scene.update({ firmCode: 6000011, steps }, sister)
    await expectRefused(file, 'CONTAINER_MISSING', 'does not serve firm code 6000011')
  })

  test('a certificate that had expired when the update was issued, but not one that expired since', async () => {
    const steps = scene.steps([put('L-1')])
    const late = await scene.update({ steps, issuedAt: new Date('2028-01-01T00:00:00.000Z') })
    await expectRefused(late, 'CERTIFICATE_TIME', 'was issued at 2028-01-01')
    runtime.time = new Date('2038-01-01T00:00:00.000Z')
    expect(await importUpdate(runtime, await scene.update({ steps }))).toMatchObject({ steps: 1 })
  })

  test('an older epoch', async () => {
    const root = scene.firm.rootPair
    const healed = await newFirm({ root, epoch: 2 })
    await importUpdate(runtime, await scene.update({ steps: scene.steps([put('L-1')]) }, healed))
    const stolen = await scene.update({ steps: scene.steps([put('L-1')], [put('L-2')]) })
    await expectRefused(stolen, 'OLDER_EPOCH', 'of epoch 1, which the vendor gave up')
    expect(await scene.context()).toMatchObject({ epoch: 2 })
  })

  test('an update of a test installation, unless the container is for tests', async () => {
    const file = await scene.update({ test: true, steps: scene.steps([put('L-1')]) })
    await expectRefused(file, 'TEST_FILE', 'comes from a test installation')
    const trial = await newRuntime()
    const testScene = await newScene(trial, { test: true })
    const testFile = await testScene.update({ test: true, steps: scene.steps([put('L-1')]) })
    expect(await importUpdate(trial, testFile)).toMatchObject({ steps: 1 })
    await trial.remove()
  })

  test('an update after a missing one', async () => {
    const steps = scene.steps([put('L-1')], [put('L-2')])
    const file = await scene.update({ steps: steps.slice(1) })
    await expectRefused(file, 'UPDATE_MISSING', 'continues from step 1, but the container has done 0')
  })

  test('a step whose digest is not that of its actions', async () => {
    const [step] = scene.steps([put('L-1')])
    const [other] = scene.steps([put('L-2')])
    const steps = step && other ? [{ ...step, digest: other.digest }] : []
    await expectRefused(await scene.update({ steps }), 'HISTORY_DIFFERS', 'does not fit the history')
  })

  test('an update of another history, even where its own steps fit', async () => {
    await importUpdate(runtime, await scene.update({ steps: scene.steps([put('L-1')]) }))
    const others = scene.steps([put('L-9')], [put('L-2')])
    await expectRefused(await scene.update({ steps: others }), 'HISTORY_DIFFERS', 'at step 1')
    await expectRefused(await scene.update({ steps: others.slice(1) }), 'HISTORY_DIFFERS', 'at step 1')
  })
})

describe('a container that was copied or changed', () => {
  test('does not open on another machine', async () => {
    const file = await scene.update({ steps: scene.steps([put('L-1')]) })
    runtime.machineNow = [
      { name: 'disk', value: 'D-2' },
      { name: 'machineId', value: 'aaaa' },
    ]
    await expect(importUpdate(runtime, file)).rejects.toMatchObject(refusal('OTHER_MACHINE', 'other disk'))
    await expect(scene.context()).rejects.toMatchObject(refusal('OTHER_MACHINE', 'belongs to another machine'))
    runtime.machineNow = [{ name: 'disk', value: 'D-1' }]
    await expect(scene.context()).rejects.toMatchObject(
      refusal('MACHINE_UNREADABLE', 'machineId, which cannot be read'),
    )
  })

  test('does not open when a byte of it changed', async () => {
    const path = join(runtime.folder, `${scene.serial}.container`)
    const whole = JSON.parse(await readFile(path, 'utf8')) as { content: string; serial: string }
    const content = `${whole.content.slice(0, -2)}AA`
    for (const change of [{ content }, { serial: '130-1' }, { iv: 'AAAA' }, { format: 'x' }, { tag: undefined }]) {
      await writeFile(path, JSON.stringify({ ...whole, ...change }))
      await expect(scene.context()).rejects.toMatchObject(refusal('CONTAINER_DAMAGED', 'is damaged or was changed'))
    }
    for (const text of ['', 'null', '{"format":']) {
      await writeFile(path, text)
      await expect(scene.context()).rejects.toMatchObject(refusal('CONTAINER_DAMAGED', 'is damaged or was changed'))
    }
    await writeFile(path, JSON.stringify({ ...whole, v: 2 }))
    await expect(scene.context()).rejects.toMatchObject(refusal('CONTAINER_NEWER', 'is of a newer runtime'))
    await writeFile(path, JSON.stringify(whole))
    expect((await scene.context()).serial).toBe(scene.serial)
  })

  test('does not open under the name of another', async () => {
    const path = join(runtime.folder, `${scene.serial}.container`)
    await writeFile(join(runtime.folder, '130-1.container'), await readFile(path))
    await expect(readContainer(runtime, '130-1')).rejects.toMatchObject(refusal('CONTAINER_DAMAGED', 'holds container'))
  })

  test('shows nothing of its content', async () => {
    await importUpdate(runtime, await scene.update({ steps: scene.steps([put('L-1')]) }))
    const text = await readFile(join(runtime.folder, `${scene.serial}.container`), 'utf8')
    expect(text).not.toContain('CAD Professional')
    expect(text).not.toContain('"D-1"')
  })
})

describe('removed licenses', () => {
  test('stay in the context with their units until the firm knows', async () => {
    const steps = scene.steps(
      [put('L-1', { consumed: 3n })],
      [remove('L-1'), remove('L-0')],
      [put('L-2')],
      [put('L-3')],
    )
    await importUpdate(runtime, await scene.update({ steps: steps.slice(0, 2) }))
    const removed = [{ licenseId: 'L-1', generation: 1, consumed: 3n }]
    expect(await scene.context()).toMatchObject({ licenses: [], removed })
    await importUpdate(runtime, await scene.update({ steps: steps.slice(1, 3) }))
    expect(await scene.context()).toMatchObject({ removed })
    await importUpdate(runtime, await scene.update({ steps: steps.slice(2) }))
    expect(await scene.context()).toMatchObject({ removed: [], counter: 4 })
  })

  test('bring their units back when they are put in again', async () => {
    const steps = scene.steps(
      [put('L-1', { consumed: 7n })],
      [remove('L-1')],
      [put('L-1', { generation: 2, consumed: 5n })],
    )
    await importUpdate(runtime, await scene.update({ steps }))
    const licenses = [{ licenseId: 'L-1', generation: 2, consumed: 7n }]
    expect(await scene.context()).toMatchObject({ licenses, removed: [] })
  })
})

test('20 updates are kept, and those that brought a license', async () => {
  const steps = scene.steps([put('L-1')], ...Array.from({ length: 25 }, () => [put('L-2')]))
  for (const [index, step] of steps.entries()) {
    await importUpdate(runtime, await scene.update({ steps: [step], transferId: `T-${index}`, issuedAt: now }))
  }
  const { updates } = (await readContainer(runtime, scene.serial)).firms['6000010'] ?? { updates: [] }
  expect(updates.map((update) => update.to)).toEqual([1, ...Array.from({ length: 20 }, (_, index) => index + 7)])
})
