import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addClient } from '../../src/clients/manage.ts'
import { hashSecret, newSecret } from '../../src/clients/secret.ts'
import { readConfig, type InterfaceName } from '../../src/config.ts'
import { createLogger } from '../../src/logger.ts'
import type { Role } from '../../src/operation.ts'
import { createServer, type Server } from '../../src/server.ts'
import type { Parts } from '../../src/server/parts.ts'
import { createKeyring } from '../../src/tickets/keyring.ts'
import { undefended } from './undefended.ts'

export interface ServerOptions extends Partial<Parts> {
  /** `DATABASE_URL`; by default a new one in memory. */
  readonly database?: string
  /** Settings by name, as in the environment. */
  readonly env?: NodeJS.ProcessEnv
}

/** An API client with what it needs to log in. */
export interface Credentials {
  readonly name: string
  readonly secret: string
  /** Value of the header `Authorization`. */
  readonly authorization: string
}

/** What came back over HTTP. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface PostOptions {
  readonly as?: Credentials | undefined
  readonly version?: '1.1' | '1.2'
  readonly headers?: Readonly<Record<string, string>>
}

/** One line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly message: string }

/** A real server on a free port, with a database and a data folder of its own. */
export interface TestServer extends Pick<Server, 'url' | 'store' | 'config'> {
  /** Everything it logged so far. */
  readonly log: readonly LogLine[]
  /** Adds an API client. */
  client(
    name: string,
    roles: readonly Role[],
    more?: { orderScope?: string; firmCodes?: number[]; certificates?: string[] },
  ): Promise<Credentials>
  /** Sends an XML body element (what stands inside `Body`) in an envelope. */
  post(face: InterfaceName, body: string, options?: PostOptions): Promise<Reply>
  close(): Promise<void>
}

/** The passphrase of the firm keys in `DATA_DIR`. */
export const passphrase = 'passphrase of the tests'

const keyring = createKeyring(randomBytes)

/** Starts a server; the caller closes it. Servers that share a database share the keyring too. */
export async function startServer({ database, env, ...parts }: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-server-'))
  const log: LogLine[] = []
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database ?? 'sqlite::memory:',
    DATA_DIR: folder,
    KEYRING: keyring,
    FIRM_PASSPHRASE: passphrase,
    MIGRATE: 'auto',
    LOG_LEVEL: 'debug',
    ...undefended,
    ...env,
  })
  const logger = createLogger(config.logLevel, { write: (line) => log.push(JSON.parse(line) as LogLine) })
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  const server = await createServer(config, { logger, ...parts }).catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  const started = testServer(server, log, removeFolder)
  await server.listen().catch(async (error: unknown) => {
    await started.close()
    throw error
  })
  return started
}

/** A server for all tests of the present `describe` or file. */
export function useServer(options: ServerOptions | (() => Promise<ServerOptions>) = {}): () => TestServer {
  let server: TestServer | undefined
  beforeAll(async () => {
    server = await startServer(typeof options === 'function' ? await options() : options)
  })
  afterAll(() => server?.close())
  return () => {
    if (server === undefined) throw new Error('the server is started before the first test, not before')
    return server
  }
}

function testServer(server: Server, log: readonly LogLine[], removeFolder: () => Promise<void>): TestServer {
  const { store, config } = server
  return {
    get url() {
      return server.url
    },
    store,
    config,
    log,
    client: async (name, roles, more = {}) => {
      const secret = newSecret(randomBytes)
      const hash = hashSecret(secret, randomBytes)
      const by = {
        now: new Date(),
        caller: { name: 'test', orderScope: 'test', firmCodes: 'all' as const },
        operation: 'test',
        requestId: undefined,
        newId: () => crypto.randomUUID(),
      }
      await store.transact((tx) => addClient(tx, by, { name, roles, ...more }, { hash }))
      return { name, secret, authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` }
    },
    post: async (face, body, { as, version = '1.1', headers = {} } = {}) => {
      const response = await fetch(`${server.url}/soap/${face}`, {
        method: 'POST',
        headers: { ...typeOf[version], ...(as && { authorization: as.authorization }), ...headers },
        body: envelopeOf(version, body),
      })
      return { status: response.status, headers: response.headers, text: await response.text() }
    },
    close: async () => {
      await server.close()
      await removeFolder()
    },
  }
}

const typeOf = {
  '1.1': { 'content-type': 'text/xml; charset=utf-8' },
  '1.2': { 'content-type': 'application/soap+xml; charset=utf-8' },
}

const namespaceOf = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
}

function envelopeOf(version: '1.1' | '1.2', body: string): string {
  return `<s:Envelope xmlns:s="${namespaceOf[version]}"><s:Body>${body}</s:Body></s:Envelope>`
}
