import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const runFile = promisify(execFile)

/** What a run of a client came to. */
export interface Ran {
  readonly code: number | string | null | undefined
  readonly out: string
  readonly err: string
}

/** A client of another language, by the command line that all of them have. */
export type Client = (machine: Machine, ...args: readonly string[]) => Promise<Ran>

/** Whose containers, and the identity of the machine. */
export interface Machine {
  readonly folder: string
  readonly identity?: string | undefined
}

/** Kept between runs, and never taken for the build of other sources. */
const built = resolve(`node_modules/.cache/opendepot-c/${hashOf('clients/c')}`)

function hashOf(folder: string): string {
  const hash = createHash('sha256')
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^(src|include|cli|test)\/.+|^Makefile$/.test(path)) hash.update(path).update(readFileSync(join(folder, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Compiles the C library, with all sanitizers and without; any warning is an error. */
export async function buildC(): Promise<void> {
  const targets = ['all', `${built}/checked/opendepot-c`, `${built}/checked/vectors`]
  mkdirSync(built, { recursive: true })
  // Test files run side by side, and one build is enough.
  const make = ['make', '--silent', '--jobs=2', '--directory=clients/c', `OUT=${built}`, ...targets]
  await runFile('flock', [`${built}/lock`, ...make])
}

/** Programs that the build leaves. */
export const inC = { program: `${built}/checked/opendepot-c`, vectors: `${built}/checked/vectors`, folder: built }

// Debian's own Python, since its packages are invisible to any other.
const python = '/usr/bin/python3'

function client(command: string, ...first: readonly string[]): Client {
  return ({ folder, identity }, ...args) =>
    run(command, [...first, ...args], {
      OPENDEPOT_CONTAINERS: folder,
      ...(identity === undefined ? {} : { OPENDEPOT_IDENTITY: identity }),
    })
}

export const clients: Readonly<Record<'C' | 'Python', Client>> = {
  C: client(inC.program),
  Python: client(python, '-W', 'error', '-m', 'opendepot'),
}

export const languages = ['C', 'Python'] as const

/** Runs the test vectors of a language. */
export function runVectors(language: (typeof languages)[number]): Promise<Ran> {
  if (language === 'C') return run(inC.vectors, ['examples/formats'])
  return run(python, ['-W', 'error', '-m', 'unittest', 'discover', '--start-directory', 'clients/python/test'])
}

function run(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const env = { PATH: process.env['PATH'], PYTHONPATH: 'clients/python', PYTHONDONTWRITEBYTECODE: '1', ...environment }
  return new Promise((done) => {
    execFile(command, args, { env, maxBuffer: 1e8 }, (error, out, err) => {
      done({ code: error === null ? 0 : error.code, out, err })
    })
  })
}
