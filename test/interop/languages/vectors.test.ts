import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { readFirmRoot } from '../../../src/formats/certificate.ts'
import { firstDigest } from '../../../src/formats/digest.ts'
import { toBase64url, type JsonObject } from '../../../src/formats/encoding.ts'
import { readUpdate } from '../../../src/formats/update.ts'
import { applyUpdate } from '../../../src/runtime/apply-update.ts'
import { refusalOf } from '../../../src/runtime/import-update.ts'
import type { FirmState } from '../../../src/runtime/state.ts'
import { buildC, inC, languages, runVectors } from './clients.ts'

const runFile = promisify(execFile)

beforeAll(buildC, 300_000)

async function vector(name: string) {
  return JSON.parse(await readFile(`examples/formats/${name}.json`, 'utf8')) as JsonObject
}

/** Why the runtime of this repository refuses each file, as the clients print it. */
async function refusals(): Promise<string[]> {
  const root = readFirmRoot((await vector('firm'))['root'] ?? null)
  const { files } = (await vector('refused')) as unknown as { files: { why: string; file: string }[] }
  const empty = { counter: 0, digest: toBase64url(firstDigest), licenses: [], removed: [], updates: [] }
  const codes = files.map(async ({ why, file }) => {
    try {
      applyUpdate(empty as unknown as FirmState, (await readUpdate(file, root)).update, file)
      return `accepted\t${why}`
    } catch (error) {
      return `refused\t${why}\t${(refusalOf(error) as { code: string }).code}`
    }
  })
  return Promise.all(codes)
}

test.each(languages)(
  '%s makes, opens and refuses what the vectors say, for the same reasons',
  async (language) => {
    const { code, out, err } = await runVectors(language)
    expect({ code, failed: /failed: .*/.exec(out)?.[0], err: language === 'C' ? err : '' }).toEqual({
      code: 0,
      err: '',
    })
    expect(out.match(/^refused\t.*$/gm)).toEqual(await refusals())
  },
  240_000,
)

test('the C library shows a program nothing but its own names', async () => {
  const { stdout } = await runFile('nm', ['--extern-only', '--defined-only', `${inC.folder}/libopendepot.a`])
  const header = await readFile('clients/c/include/opendepot.h', 'utf8')
  const names = [...stdout.matchAll(/^[0-9a-f]+ [A-Z] (\w+)$/gm)].map(([, name]) => name)
  const declared = [...header.matchAll(/^\S.*?\b(od_\w+)\(/gm)].map(([, name]) => name)
  expect(names.sort()).toEqual(declared.filter((name) => !name?.startsWith('od_on_')).sort())
  expect((await runFile(`${inC.folder}/opendepot-c`, ['--help'])).stdout).toContain('opendepot-c COMMAND')
})
