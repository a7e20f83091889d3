import { readFileSync } from 'node:fs'

interface Locked {
  readonly resolved?: string
  readonly hasInstallScript?: true
  readonly optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { allowScripts: Record<string, boolean> }
const entries = Object.entries(lock.packages)
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

test('the lock file names no place to download from', () => {
  expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('the lock file holds the binaries of every platform; if not, run "npm run complete-lock"', () => {
  const optional = entries.flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).map((name) => ({ path, name })),
  )
  const missing = optional.filter(
    ({ path, name }) =>
      !(`node_modules/${name}` in lock.packages) && !(`${path}/node_modules/${name}` in lock.packages),
  )
  expect(optional.length).toBeGreaterThan(0)
  expect(missing).toEqual([])
})

test('every package with an install script is allowed or refused by name', () => {
  const scripted = entries
    .filter(([path, { hasInstallScript }]) => path !== '' && hasInstallScript)
    .map(([path]) => nameOf(path))
  expect(scripted.filter((name) => !(name in allowScripts))).toEqual(
    ['fsevents'].filter((name) => scripted.includes(name)),
  )
})

test('the build makes every program executable, so that npx runs it from the project folder after each build', () => {
  const { bin, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<'bin' | 'scripts', object>
  const { build = '' } = scripts as Record<string, string>
  const executable = /&& chmod \+x (.*)$/.exec(build)?.[1]?.split(' ')
  expect(executable).toEqual(Object.values(bin))
})
