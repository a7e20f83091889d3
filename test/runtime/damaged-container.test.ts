import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { listLicenses } from '../../src/runtime/list-licenses.ts'
import { verifyLicense } from '../../src/runtime/verify-license.ts'
import { license } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene

beforeEach(async () => {
  runtime = await newRuntime()
  scene = await newScene(runtime)
  await importUpdate(runtime, await scene.update({ steps: scene.steps([{ put: license('L-1') }]) }))
})
afterEach(() => runtime.remove())

const ask = (firmCode = 6000010) => verifyLicense(runtime, { firmCode, productCode: 1001, root: scene.firm.root })

interface Whole {
  readonly binding: { readonly salt: string; readonly parts: readonly object[] }
}

test.each<[string, (whole: Whole) => object]>([
  ['a part that is none', ({ binding }) => ({ binding: { ...binding, parts: [null] } })],
  ['a part without check', ({ binding }) => ({ binding: { ...binding, parts: [{ name: 'disk' }] } })],
  ['a part without name', ({ binding }) => ({ binding: { ...binding, parts: [{ check: '0000' }] } })],
  ['a check that is none', ({ binding }) => ({ binding: { ...binding, parts: [{ name: 'disk', check: '' }] } })],
  ['no parts', ({ binding }) => ({ binding: { ...binding, parts: [] } })],
  ['parts that are no list', ({ binding }) => ({ binding: { ...binding, parts: {} } })],
  ['an empty salt', ({ binding }) => ({ binding: { ...binding, salt: '' } })],
  ['no binding', () => ({ binding: null })],
  ['an empty iv', () => ({ iv: '' })],
  ['an iv that is too long', () => ({ iv: 'A'.repeat(22) })],
  ['a short tag', () => ({ tag: 'AA' })],
  ['a content that is no text', () => ({ content: 7 })],
])('a container file with %s is damaged, and says what to do', async (_, change) => {
  const path = join(runtime.folder, `${scene.serial}.container`)
  const whole = JSON.parse(await readFile(path, 'utf8')) as Whole
  await writeFile(path, JSON.stringify({ ...whole, ...change(whole) }))
  const damaged = {
    name: 'RuntimeRefusal',
    code: 'CONTAINER_DAMAGED',
    message: expect.stringContaining('is damaged or was changed') as string,
    advice: expect.stringContaining('Put the file back from a backup') as string,
  }
  await expect(scene.context()).rejects.toMatchObject(damaged)
  expect(await listLicenses(runtime)).toMatchObject([{ serial: scene.serial, refusal: damaged }])
  expect(await ask()).toMatchObject({ verdict: 'invalid', reason: 'CONTAINER_DAMAGED' })
})

test.each(['__proto__', 'constructor', 'toString'])('no container serves the firm code %s', async (word) => {
  expect(await ask(word as never)).toMatchObject({ verdict: 'invalid', reason: 'LICENSE_MISSING' })
})
