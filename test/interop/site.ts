import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../../src/operation.ts'
import { createKeyring } from '../../src/tickets/keyring.ts'
import { installationOf, type Installation } from '../support/command.ts'
import { startServer } from '../support/server.ts'

/** A server for programs that are not ours, set up by the command line as an operator does it. */
export interface Site extends Pick<Installation, 'folder' | 'json'> {
  readonly url: string
  /** Of the API client `erp`. */
  readonly secret: string
  close(): Promise<void>
}

/** @param roles of the API client `erp` */
export function openSite(...roles: readonly Role[]): Promise<Site> {
  return openSiteAt(undefined, ...roles)
}

/** @param publicUrl where clients are told to go, if that is not the server itself */
export function openSiteAt(publicUrl: string | undefined, ...roles: readonly Role[]): Promise<Site> {
  return openSiteWith(publicUrl === undefined ? {} : { PUBLIC_URL: publicUrl }, ...roles)
}

/** @param settings of the server, beside those of every site */
export async function openSiteWith(settings: NodeJS.ProcessEnv, ...roles: readonly Role[]): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-interop-'))
  const keyring = join(folder, 'keyring.json')
  await writeFile(keyring, createKeyring(randomBytes), { mode: 0o600 })
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'depot.sqlite')}`,
    DATA_DIR: folder,
    KEYRING: keyring,
    FIRM_PASSPHRASE: 'interop',
  }
  const installation = installationOf(folder, env)
  const client = await installation.json('client', 'add', 'erp', ...roles.flatMap((role) => ['--role', role]))
  const server = await startServer({ env: { ...env, ...settings } })
  return {
    ...installation,
    url: server.url,
    secret: (client as { secret: string }).secret,
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
