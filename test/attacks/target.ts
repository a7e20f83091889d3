import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createKeyring } from '../../src/tickets/keyring.ts'
import { startNode } from '../process/support/node.ts'
import { installationOf } from '../support/command.ts'
import { goodMessage } from './messages.ts'

/** A server process to be attacked. */
export interface Target {
  readonly port: number
  /** A client that may do everything. */
  readonly authorization: string
  /** Sends a good request. Throws unless its answer is good too. */
  good(): Promise<void>
  watchMemory(): { more(): number }
  /** Megabytes that the process has now. */
  memory(): number
  isAlive(): boolean
  /** Log lines about errors that the callers are told nothing of. */
  readonly internalErrors: readonly string[]
  close(): Promise<void>
}

/** Limits are the defaults, but for patience: a test that waits a minute is none. Budgets are tried elsewhere. */
const settings = {
  HEADER_SECONDS: '1',
  REQUEST_SECONDS: '2',
  KEEP_ALIVE_SECONDS: '5',
  RATE_CLIENT: '0',
  RATE_ADDRESS: '0',
  RATE_NETWORK: '0',
  ATTEMPTS_ADDRESS: '1000000',
  ATTEMPTS_NETWORK: '1000000',
  ATTEMPTS_TICKET: '1000000',
  LOG_LEVEL: 'info',
}

export async function openTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-target-'))
  const keyring = join(folder, 'keyring.json')
  await writeFile(keyring, createKeyring(randomBytes), { mode: 0o600 })
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'target.sqlite')}`,
    DATA_DIR: folder,
    KEYRING: keyring,
    FIRM_PASSPHRASE: 'target',
  }
  const installation = installationOf(folder, env)
  await installation.json('migrate')
  await installation.json('firm', 'create', '6000010', '--name', 'Target')
  await installation.json('items', 'apply', 'examples/catalogue.yaml')
  const added = await installation.json('client', 'add', 'erp', '--role', 'sales', '--role', 'admin')
  const { secret } = added as { secret: string }
  const node = await startNode({ ...env, ...settings })
  const { pid, stdout } = node.process
  const internalErrors: string[] = []
  if (stdout !== null) {
    createInterface(stdout).on('line', (line) => {
      if (line.includes('"internal error"')) internalErrors.push(line)
    })
  }
  return {
    port: Number(new URL(node.url).port),
    authorization: `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`,
    good: async () => {
      const { status, text } = await node.post('depot', goodMessage)
      if (status !== 200) throw new Error(`a good request is answered ${status}: ${text}`)
    },
    watchMemory: () => {
      const before = kilobytes(pid, 'VmRSS')
      // From here on the kernel remembers the peak anew.
      writeFileSync(`/proc/${pid}/clear_refs`, '5')
      return { more: () => (kilobytes(pid, 'VmHWM') - before) / 1024 }
    },
    memory: () => kilobytes(pid, 'VmRSS') / 1024,
    internalErrors,
    isAlive: () => node.process.exitCode === null && node.process.signalCode === null,
    close: async () => {
      await node.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function kilobytes(pid: number | undefined, name: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1])
}
