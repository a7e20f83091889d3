import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'

/** What a command line came to. */
export interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** An installation of its own (SQLite file, data folder) on which command lines run in this process. */
export interface Installation {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  run(...argv: string[]): Promise<Ran>
  /** The same for a command that prints JSON. */
  json(...argv: string[]): Promise<unknown>
}

/** A fresh installation for each test of the present `describe` or file. */
export function useInstallation(more: NodeJS.ProcessEnv = {}): () => Installation {
  let installation: Installation | undefined
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opendepot-cli-'))
    const env = {
      DATABASE_URL: `sqlite:${join(folder, 'depot.sqlite')}`,
      DATA_DIR: folder,
      FIRM_PASSPHRASE: 'open',
      ...more,
    }
    installation = installationOf(folder, env)
  })
  afterEach(() => rm(installation?.folder ?? '', { recursive: true, force: true }))
  return () => {
    if (installation === undefined) throw new Error('the installation is made before each test')
    return installation
  }
}

/** Runs a command line with these settings, silently, and gives its exit code. */
export async function runCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return (await runHere(argv, env)).exitCode
}

async function runHere(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  let [out, err] = ['', '']
  const exitCode = await run(argv, {
    env,
    clock: () => new Date(),
    random: randomBytes,
    out: (text) => (out += text),
    err: (text) => (err += text),
  })
  return { exitCode, out, err }
}

/** The installation in this data folder with these settings. */
export function installationOf(folder: string, env: NodeJS.ProcessEnv): Installation {
  return {
    folder,
    env,
    run: (...argv) => runHere(argv, env),
    json: async (...argv) => {
      const { exitCode, out, err } = await runHere([...argv, '--json'], env)
      if (exitCode !== 0) throw new Error(err)
      return JSON.parse(out) as unknown
    },
  }
}
