import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Catalogue } from '../../../src/catalogue/catalogue.ts'
import { applyCatalogue } from '../../../src/catalogue/file/apply.ts'
import { readCatalogue } from '../../../src/catalogue/file/read-file.ts'
import { LedgerEvent } from '../../../src/entities/ledger-event.ts'
import { createKeyring, parseKeyring } from '../../../src/tickets/keyring.ts'
import { Sealer } from '../../../src/tickets/sealed-text.ts'
import { startServer, type Credentials, type TestServer } from '../../support/server.ts'
import { openVendor, type Vendor } from '../../support/vendor.ts'
import { Chance } from './chance.ts'
import type { Service } from './documented.ts'
import { soapHeaders, type Version } from './envelope.ts'
import { firmCode, firmPassphrase, insertFirmKeys, otherFirmCode, writeKeyFiles } from './firms.ts'
import { takeSnapshot } from './snapshot.ts'

/** The instant at which all samples happen. */
export const now = new Date('2026-05-04T08:00:00.000Z')

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** An answer as it came over HTTP. */
export interface Answer {
  readonly status: number
  readonly contentType: string | null
  readonly retryAfter: string | null
  readonly text: string
}

/** One request to the server of the samples. */
export interface Request {
  readonly service: Service
  readonly version: Version
  readonly action: string
  /** Name of an API client; the Depot asks for none. */
  readonly user: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  /** To a server like this one that has lost its database. */
  readonly withoutDatabase?: boolean
}

/** A real server with fixed clock, randomness, ids and keys, that begins anew for each sample. */
export interface World extends Pick<TestServer, 'store' | 'close'> {
  readonly chance: Chance
  /** Whether the sample is played on an installation with TEST_MODE. */
  inTestMode: boolean
  /** Whether the sample is played on an installation that asks its vendor before renewals and activations. */
  asksVendor: boolean
  readonly vendor: Vendor
  beginSample(name: string): Promise<void>
  post(request: Request): Promise<Answer>
}

/** @param database `DATABASE_URL` of an empty database */
export async function createWorld(database: string): Promise<World> {
  const chance = new Chance()
  chance.begin('world')
  const dataDir = await mkdtemp(join(tmpdir(), 'opendepot-wire-'))
  await writeKeyFiles(dataDir)
  const keyring = createKeyring(chance.random)
  const env = {
    DATA_DIR: dataDir,
    KEYRING: keyring,
    FIRM_PASSPHRASE: firmPassphrase,
    PUBLIC_URL: 'https://depot.example',
    TICKET_URL: 'https://depot.example/redeem?ticket={ticketId}',
  }
  const { random, newId } = chance
  const same = { env, clock: () => now, random, newId, background: false }
  const server = await startServer({ ...same, database })
  const stranded = await startServer(same)
  await stranded.store.close()
  const testing = await startServer({ ...same, env: { ...env, TEST_MODE: 'true' } })
  const testClients = await addClients(testing)
  const sealer = new Sealer(parseKeyring(keyring), random)
  await fillCatalogue(server, sealer, newId)
  await server.store.transact(insertFirmKeys)
  const clients = await addClients(server)
  // The ledger of a sample begins with the sample, whatever was put up for all of them.
  await server.store.transact((tx) => tx.clear(LedgerEvent))
  const snapshot = await takeSnapshot(server.store)
  const testSnapshot = await takeSnapshot(testing.store)
  const vendor = await openVendor()
  const hooks = { RENEWAL_URL: vendor.url, ACTIVATION_CHECK_URL: vendor.url }
  const asking = await startServer({ ...same, env: { ...env, ...hooks } })
  await fillCatalogue(asking, sealer, newId)
  await asking.store.transact(insertFirmKeys)
  const askingClients = await addClients(asking)
  const askingSnapshot = await takeSnapshot(asking.store)
  const world: World = {
    store: server.store,
    chance,
    inTestMode: false,
    asksVendor: false,
    vendor,
    beginSample: async (name) => {
      await snapshot.restore()
      await testSnapshot.restore()
      await askingSnapshot.restore()
      chance.begin(name)
    },
    post: (request) => {
      if (world.inTestMode) return send(testing.url, request, testClients)
      if (world.asksVendor) return send(asking.url, request, askingClients)
      return send((request.withoutDatabase === true ? stranded : server).url, request, clients)
    },
    close: async () => {
      await server.close()
      await stranded.close()
      await testing.close()
      await asking.close()
      await vendor.close()
      await rm(dataDir, { recursive: true })
    },
  }
  return world
}

async function fillCatalogue(server: TestServer, sealer: Sealer, newId: () => string): Promise<void> {
  const source = await readFile(new URL('catalogue.yaml', import.meta.url), 'utf8')
  const caller = {
    name: 'samples',
    roles: new Set(['admin'] as const),
    orderScope: 'samples',
    firmCodes: 'all',
  } as const
  const author = { caller, now, operation: 'PutItem', requestId: undefined, newId }
  const wish = { file: readCatalogue('catalogue.yaml', source, 'UTC'), options: { retireMissing: false } }
  await server.store.transact((tx) => applyCatalogue(tx, author, wish, { catalogue: new Catalogue(), sealer }))
}

/**
 * One client for each role, the support for the orders of the ERP; `local` is the administrator of one firm code only,
 * `shop` sells beside the ERP, and `plugins` sells with it, but has the firm code of the plugins only.
 */
async function addClients(server: TestServer): Promise<ReadonlyMap<string, Credentials>> {
  const clients = [
    await server.client('erp', ['sales']),
    await server.client('support', ['support'], { orderScope: 'erp' }),
    await server.client('admin', ['admin']),
    await server.client('local', ['admin'], { firmCodes: [firmCode] }),
    await server.client('shop', ['sales']),
    await server.client('plugins', ['sales'], { orderScope: 'erp', firmCodes: [otherFirmCode] }),
  ]
  return new Map(clients.map((client) => [client.name, client]))
}

async function send(url: string, request: Request, clients: ReadonlyMap<string, Credentials>): Promise<Answer> {
  const { service, version, action, user, headers, body } = request
  const authorization = user === undefined ? undefined : clients.get(user)?.authorization
  const response = await fetch(`${url}/soap/${service.toLowerCase()}`, {
    method: 'POST',
    headers: {
      ...soapHeaders(version, action),
      ...(authorization !== undefined && { authorization }),
      traceparent,
      'accept-encoding': 'identity',
      ...headers,
    },
    body,
  })
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    retryAfter: response.headers.get('retry-after'),
    text: await response.text(),
  }
}
