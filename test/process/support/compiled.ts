import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { transformFile, type Options } from '@swc/core'

/** What the processes of tests run. */
const sources = ['src', 'migrations', 'test/process/support'] as const

/** Below the folder of the package, where a program looks for its contract. Never committed, and made anew each time. */
const folder = 'dist/test-nodes'

const options: Options = {
  configFile: false,
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, useDefineForClassFields: true },
    // The types of the package do not know it yet.
    rewriteRelativeImportExtensions: true,
  } as Options['jsc'] & object,
  module: { type: 'es6' },
}

let compiling: Promise<void> | undefined

/**
 * The path of a source as plain JavaScript. A process that starts from it is ready in less than half the time that it would
 * take to compile while it starts, and tests that kill servers start dozens of them.
 */
export async function compiled(source: string): Promise<string> {
  await (compiling ??= compile())
  return compiledPath(source)
}

async function compile(): Promise<void> {
  for (const root of sources) {
    const names = await readdir(root, { recursive: true })
    await Promise.all(names.filter((name) => name.endsWith('.ts')).map((name) => compileFile(join(root, name))))
  }
}

/** Several workers do the same at once; each file is there whole or not at all. */
async function compileFile(source: string): Promise<void> {
  const { code } = await transformFile(source, options)
  const path = compiledPath(source)
  const unfinished = `${path}.${randomUUID()}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(unfinished, code)
  await rename(unfinished, path)
}

function compiledPath(source: string): string {
  return join(folder, source.replace(/\.ts$/, '.js'))
}
