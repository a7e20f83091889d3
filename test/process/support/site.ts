import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKeyring } from '../../../src/tickets/keyring.ts'
import { type Installation, installationOf } from '../../support/command.ts'
import { type DatabaseKind, useDatabases } from '../../support/databases.ts'
import { type Node, startNode } from './node.ts'

/** Firm code of the sample catalogue, which every site sells. */
export const firmCode = 6_000_010

/** An installation whose nodes are processes of their own: one database, one data folder, one keyring. */
export interface Site extends Installation {
  /** Value of the header `Authorization` for the client `erp`, which may sell. */
  readonly authorization: string
  /** Starts one more server process; it is stopped after the tests, if it still runs. */
  startNode(more?: NodeJS.ProcessEnv, script?: readonly [string, ...string[]]): Promise<Node>
}

/** A site for all tests of the present `describe`, with the sample catalogue and keys for its firm code. */
export function useSite(kind: DatabaseKind): () => Site {
  const databases = useDatabases(kind)
  const nodes: Node[] = []
  let site: Site | undefined
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'opendepot-site-'))
    const keyring = join(folder, 'keyring.json')
    await writeFile(keyring, createKeyring(randomBytes), { mode: 0o600 })
    const env = {
      DATABASE_URL: await databases.newUrl(),
      DATABASE_POOL: '20',
      DATA_DIR: folder,
      KEYRING: keyring,
      FIRM_PASSPHRASE: 'passphrase of the tests',
    }
    const installation = installationOf(folder, env)
    const authorization = await furnish(installation)
    const start = async (more: NodeJS.ProcessEnv = {}, script?: readonly [string, ...string[]]) => {
      const node = await startNode({ ...env, ...more }, script)
      nodes.push(node)
      return node
    }
    site = { ...installation, authorization, startNode: start }
  }, 60_000)
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()))
    await rm(folder, { recursive: true, force: true })
  }, 30_000)
  return () => {
    if (site === undefined) throw new Error('the site is made before the first test, not before')
    return site
  }
}

/** Does what an operator does before the first start. */
async function furnish(site: Installation): Promise<string> {
  const json = (...argv: string[]) => site.json(...argv)
  await json('migrate')
  await json('firm', 'create', String(firmCode), '--name', 'Muster')
  await json('items', 'apply', 'examples/catalogue.yaml')
  const { secret } = (await json('client', 'add', 'erp', '--role', 'sales', '--role', 'admin')) as { secret: string }
  return `Basic ${Buffer.from(`erp:${secret}`).toString('base64')}`
}
