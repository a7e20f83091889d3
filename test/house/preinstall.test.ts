import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'opendepot-preinstall-'))
  mkdirSync(join(project, 'tools'))
  mkdirSync(join(project, 'bin'))
  cpSync('tools/preinstall.cjs', join(project, 'tools/preinstall.cjs'))
})
afterEach(() => rmSync(project, { recursive: true }))

/** Runs the script on a machine that has these programs and no others. */
function preinstall(programs: string[], env: Record<string, string> = {}) {
  for (const program of programs) symlinkSync(process.execPath, join(project, 'bin', program))
  const options = { cwd: project, env: { PATH: join(project, 'bin'), ...env }, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync(process.execPath, ['tools/preinstall.cjs'], options)
  return { status, stderr }
}

const quiet = { status: 0, stderr: '' }

test('is quiet before the packages are there, when SQLite is built, and when it is not wanted', () => {
  expect(preinstall([])).toEqual(quiet)
  mkdirSync(join(project, 'node_modules/better-sqlite3/build/Release'), { recursive: true })
  expect(preinstall([], { npm_config_omit: 'dev optional' })).toEqual(quiet)
  writeFileSync(join(project, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node'), '')
  expect(preinstall([])).toEqual(quiet)
})

test.each([
  [[], 'g++ make python3'],
  [['c++', 'python3'], 'make'],
  [['make', 'clang++'], 'python3'],
])('names what a machine with %j lacks', (programs, packages) => {
  mkdirSync(join(project, 'node_modules'))
  const { status, stderr } = preinstall(programs)
  expect(status).toBe(1)
  expect(stderr).toContain(`\n  apt-get install -y ${packages}\n`)
})

test('tells how to see the reason when nothing is lacking', () => {
  mkdirSync(join(project, 'node_modules'))
  const { status, stderr } = preinstall(['g++', 'make', 'python3'])
  expect(status).toBe(1)
  expect(stderr).toContain('npm rebuild better-sqlite3 --foreground-scripts')
})
