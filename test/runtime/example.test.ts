import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { readContext } from '../../src/formats/context.ts'
import { seal } from '../../src/formats/sealed.ts'
import { importUpdate } from '../../src/runtime/import-update.ts'
import { makeContext } from '../../src/runtime/make-context.ts'
import { openRuntime } from '../../src/runtime/open-runtime.ts'
import { license } from '../formats/support.ts'
import { newRuntime, newScene, type Scene, type TestRuntime } from './support.ts'

let runtime: TestRuntime
let scene: Scene
const secret = Buffer.from('what every license of the item holds')
const environment = () => ({ OPENDEPOT_CONTAINERS: runtime.folder, OPENDEPOT_IDENTITY: 'example' })
const file = (name: string) => join(runtime.folder, name)

beforeEach(async () => {
  const folder = await newRuntime()
  runtime = Object.assign(folder, { machine: openRuntime({ environment: { OPENDEPOT_IDENTITY: 'example' } }).machine })
  scene = await newScene(runtime)
  await writeFile(file('root.jwk'), JSON.stringify(scene.firm.root.key))
  await writeFile(file('secret.bin'), secret)
  await writeFile(file('report.txt'), 'All is well.\n')
})
afterEach(() => runtime.remove())

/** Runs a program of the example as a process, with the library from its sources. */
async function run(script: string, ...names: string[]) {
  const path = resolve('examples/protected-software', script)
  const options = ['--conditions', 'opendepot-source', '--import', 'tsx', path, ...names.map(file)]
  const child = spawn(process.execPath, options, {
    env: { PATH: process.env['PATH'], ...environment() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { exitCode: exitCode as number, out, err }
}

test('the protected program of the example: without license, with it, with its units used up', async () => {
  expect(await run('build.js', 'secret.bin', 'report.txt', 'report.sealed')).toMatchObject({ exitCode: 0, err: '' })
  expect(String(await readFile(file('report.sealed')))).not.toContain('well')
  const app = () => run('app.js', 'root.jwk', 'report.sealed')
  expect(await app()).toMatchObject({ exitCode: 6, err: expect.stringContaining('No license: There is no') as string })

  const { agreementKey } = await readContext(await makeContext(runtime, scene.serial, 6000010), undefined)
  const data = { hiddenData: [], secretData: [{ type: 1, data: secret }] }
  const put = {
    ...license('L-1', { unitCounter: '1' }),
    sealed: await seal(data, { licenseId: 'L-1', generation: 1 }, agreementKey),
  }
  await importUpdate(runtime, await scene.update({ steps: scene.steps([{ put }]) }))
  expect(await app()).toEqual({
    exitCode: 0,
    err: '',
    out: 'All is well. Licensed: CAD Professional, 0 reports left.\n',
  })
  expect(await app()).toMatchObject({ exitCode: 6, err: expect.stringContaining('units are used up') as string })

  await writeFile(
    file(`${scene.serial}.container`),
    JSON.stringify({ v: 9, format: 'opendepot-container', binding: { scheme: 'x' } }),
  )
  expect(await app()).toMatchObject({ exitCode: 7, err: expect.stringContaining('cannot be checked now') as string })
}, 60_000)

test('the runtime of a machine follows the environment, and what is given goes before it', () => {
  const opened = openRuntime({ environment: environment() })
  expect(opened.folder).toBe(runtime.folder)
  expect(openRuntime({ environment: environment(), folder: '/elsewhere' }).folder).toBe('/elsewhere')
  expect(Math.abs(Number(opened.now()) - Date.now())).toBeLessThan(60_000)
  expect(opened.random(12)).toHaveLength(12)
})
