import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package: sources run in `src/`, the built server in `dist/src/`. */
export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)))

/** The version of the package. */
export const version = (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string })
  .version

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('the package.json of opendepot is missing beside its files')
  return rootAbove(parent)
}
