'use strict'
/**
 * Says what a machine lacks when a package could not be built on it, in words, because the errors of the build hide it. Such
 * packages count as optional so that npm gets as far as this script, which runs once the packages are in their places; it
 * needs nothing but Node. Installing with `--omit=optional` leaves them out on purpose.
 */
const { existsSync } = require('node:fs')
const { delimiter, join } = require('node:path')

const modules = join(__dirname, '..', 'node_modules')
const isWanted = !(process.env.npm_config_omit ?? '').split(/[\s,]+/).includes('optional')

const built = [
  { name: 'better-sqlite3', binary: 'better_sqlite3.node', without: undefined },
  {
    name: 'pkcs11js',
    binary: 'pkcs11.node',
    without: 'Everything works but tokens: dongles and PKCS#11 signing keys.',
  },
]
const unbuilt = built.filter(({ name, binary }) => !existsSync(join(modules, name, 'build', 'Release', binary)))

if (isWanted && existsSync(modules)) {
  for (const { name, without } of unbuilt) {
    const consequence = without === undefined ? '' : `${without}\n`
    process.stderr.write(`\nopendepot: the package ${name} could not be installed.\n${consequence}${advice(name)}\n\n`)
    if (without === undefined) process.exitCode = 1
  }
}

/** No ready-made binary fitted, so it had to be compiled, and that needs three programs. */
function advice(name) {
  const needed = [
    { programs: ['c++', 'g++', 'clang++'], debianPackage: 'g++' },
    { programs: ['make', 'gmake'], debianPackage: 'make' },
    { programs: ['python3', 'python'], debianPackage: 'python3' },
  ]
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isThere = (program) => folders.some((folder) => existsSync(join(folder, program)))
  const missing = needed.filter(({ programs }) => !programs.some(isThere))
  if (missing.length === 0) return `Run "npm rebuild ${name} --foreground-scripts" to see why.`
  const packages = missing.map(({ debianPackage }) => debianPackage).join(' ')
  return (
    'It has to be compiled on this machine, which lacks what that needs. On Debian or Ubuntu run as root\n\n' +
    `  apt-get install -y ${packages}\n\nand then npm ci again.`
  )
}
