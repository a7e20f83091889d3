import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring } from '../../src/tickets/keyring.ts'
import { startNode } from '../../test/process/support/node.ts'
import { installationOf } from '../../test/support/command.ts'
import { type InputOf, type OperationOf, type ResultOf, soapClient } from '../../test/support/soap-client.ts'

/** A server process of its own with the sample catalogue, on a database of its own, and an ERP that calls it. */
export interface BenchSite {
  readonly sales: <Name extends OperationOf<'sales'>>(
    operation: Name,
    input: InputOf<'sales', Name>,
  ) => Promise<ResultOf<'sales', Name>>
  close(): Promise<void>
}

/** @param databaseUrl of an empty database; by default a SQLite file of its own */
export async function openSite(databaseUrl?: string): Promise<BenchSite> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-bench-'))
  const keyring = join(folder, 'keyring.json')
  await writeFile(keyring, createKeyring(randomBytes), { mode: 0o600 })
  const env = {
    DATABASE_URL: databaseUrl ?? `sqlite:${join(folder, 'bench.sqlite')}`,
    DATABASE_POOL: '20',
    DATA_DIR: folder,
    KEYRING: keyring,
    FIRM_PASSPHRASE: 'bench',
  }
  const installation = installationOf(folder, env)
  await installation.json('migrate')
  await installation.json('firm', 'create', '6000010', '--name', 'Bench')
  await installation.json('items', 'apply', 'examples/catalogue.yaml')
  const { secret } = (await installation.json('client', 'add', 'erp', '--role', 'sales')) as { secret: string }
  const node = await startNode(env)
  const call = soapClient(node.url, `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`)
  return {
    sales: (operation, input) => call('sales', operation, input),
    close: async () => {
      await node.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
