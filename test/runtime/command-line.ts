import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/runtime/cli/program.ts'
import type { Surroundings } from '../../src/runtime/cli/surroundings.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'
import { machineA } from './support.ts'

export interface Ran {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** A machine with a home: its files, its hardware, its clock. Command lines run in this process. */
export interface Machine {
  /** Words with a slash in front are files of this folder. */
  readonly folder: string
  parts: typeof machineA
  time: Date
  run(...args: string[]): Promise<Ran>
  /** Answers what is asked by these lines, as somebody at the keyboard would. */
  talk(lines: readonly string[], ...args: string[]): Promise<Ran>
  /** The same command with `--json`. */
  json<T>(...args: string[]): Promise<T>
  path(name: string): string
  /** What the command lines work with. */
  readonly runtime: Runtime
  remove(): Promise<void>
}

export async function newMachine(more: Partial<Surroundings> = {}): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-machine-'))
  const path = (name: string) => join(folder, name)
  const runWith = async (args: readonly string[], lines: readonly string[]) => {
    const written = { out: '', err: '' }
    const surroundings: Surroundings = {
      environment: { OPENDEPOT_CONTAINERS: path('containers') },
      machine: () => Promise.resolve(machine.parts),
      now: () => machine.time,
      random: randomBytes,
      out: (text) => (written.out += text),
      err: (text) => (written.err += text),
      input: () => said(lines),
      ...more,
    }
    const exitCode = await run(
      args.map((arg) => (/^\/[\w.-]+$/.test(arg) ? path(arg.slice(1)) : arg)),
      surroundings,
    )
    return { exitCode, ...written }
  }
  const machine: Machine = {
    folder,
    parts: machineA,
    time: new Date(),
    run: (...args) => runWith(args, []),
    talk: (lines, ...args) => runWith(args, lines),
    json: async <T>(...args: string[]) => JSON.parse((await runWith([...args, '--json'], [])).out) as T,
    path,
    runtime: {
      folder: path('containers'),
      machine: () => Promise.resolve(machine.parts),
      now: () => machine.time,
      random: randomBytes,
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
  return machine
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* said(lines: readonly string[]) {
  yield* lines
}
