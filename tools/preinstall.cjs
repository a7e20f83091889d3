'use strict'
/**
 * Says what a machine lacks when the SQLite package could not be built on it, in words, because the errors of the build
 * hide it. The package counts as optional so that npm gets as far as this script, which runs once the packages are in
 * their places; it needs nothing but Node. Installing with `--omit=optional` leaves SQLite out on purpose.
 */
const { existsSync } = require('node:fs')
const { delimiter, join } = require('node:path')

const modules = join(__dirname, '..', 'node_modules')
const binary = join(modules, 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')
const isWanted = !(process.env.npm_config_omit ?? '').split(/[\s,]+/).includes('optional')

if (isWanted && existsSync(modules) && !existsSync(binary)) {
  process.stderr.write(`\nopendepot: the package better-sqlite3 could not be installed.\n${advice()}\n\n`)
  process.exitCode = 1
}

/** No ready-made binary fitted, so it had to be compiled, and that needs three programs. */
function advice() {
  const needed = [
    { programs: ['c++', 'g++', 'clang++'], debianPackage: 'g++' },
    { programs: ['make', 'gmake'], debianPackage: 'make' },
    { programs: ['python3', 'python'], debianPackage: 'python3' },
  ]
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isThere = (program) => folders.some((folder) => existsSync(join(folder, program)))
  const missing = needed.filter(({ programs }) => !programs.some(isThere))
  if (missing.length === 0) return 'Run "npm rebuild better-sqlite3 --foreground-scripts" to see why.'
  const packages = missing.map(({ debianPackage }) => debianPackage).join(' ')
  return (
    'It has to be compiled on this machine, which lacks what that needs. On Debian or Ubuntu run as root\n\n' +
    `  apt-get install -y ${packages}\n\nand then npm ci again.`
  )
}
