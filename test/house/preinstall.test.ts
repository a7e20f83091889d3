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

/** As if the package had been built. */
function build(name: string, binary: string): void {
  const folder = join(project, 'node_modules', name, 'build/Release')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, binary), '')
}

test('is quiet before the packages are there, when they are built, and when they are not wanted', () => {
  expect(preinstall([])).toEqual(quiet)
  mkdirSync(join(project, 'node_modules'))
  expect(preinstall([], { npm_config_omit: 'dev optional' })).toEqual(quiet)
  build('better-sqlite3', 'better_sqlite3.node')
  build('pkcs11js', 'pkcs11.node')
  expect(preinstall([])).toEqual(quiet)
})

test('without the package for tokens all but these works, so it does not fail', () => {
  build('better-sqlite3', 'better_sqlite3.node')
  const { status, stderr } = preinstall(['g++', 'make', 'python3'])
  expect(status).toBe(0)
  expect(stderr).toContain('the package pkcs11js could not be installed.\nEverything works but tokens')
  expect(stderr).toContain('npm rebuild pkcs11js --foreground-scripts')
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
