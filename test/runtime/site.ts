import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { connectDepot, type DepotCall } from '../../src/runtime/depot-client.ts'
import { createKeyring } from '../../src/tickets/keyring.ts'
import { installationOf } from '../support/command.ts'
import { passphrase, startServer, type Credentials, type TestServer } from '../support/server.ts'
import { soapClient, type InputOf, type OperationOf, type ResultOf } from '../support/soap-client.ts'
import type { TestRuntime } from './support.ts'

/** Two firm codes of one vendor; each sells one item of product 100, the first also some more. */
export const [firmA, firmB] = [6_000_010, 6_000_011] as const

const item = (itemNumber: string, firmCode: number, productCode: number, more: object = {}) => ({
  itemNumber,
  name: `Item ${itemNumber}`,
  firmCode,
  productCode,
  containerKinds: ['software'],
  ...more,
})

const catalogue = {
  firmCodes: [
    { firmCode: firmA, name: 'Firm A' },
    { firmCode: firmB, name: 'Firm B' },
  ],
  items: [
    item('A', firmA, 100),
    item('B', firmB, 100),
    item('TIMED', firmA, 101, { options: { expirationTime: '2099-01-01' } }),
    item('NAMED', firmA, 102, {
      parameters: [{ name: 'licensee', givenAt: 'activation', mandatory: true, valueKind: 'text' }],
    }),
    item('MOVE', firmA, 103, {
      returnRule: 'automatic',
      reactivationRule: 'automatic',
      restoreRule: 'automatic',
    }),
    item('SLOW', firmA, 104, {
      returnRule: 'automatic',
      reactivationRule: { policy: 'wait', waitDays: 3, maximumCount: 1, periodDays: 365 },
      restoreRule: 'automatic',
    }),
    item('KEY', firmA, 200, { containerKinds: ['dongle'] }),
    item('KEY-2', firmA, 201, { containerKinds: ['dongle'] }),
    item('KEY-B', firmB, 202, { containerKinds: ['dongle'] }),
    item('KEY-UNITS', firmA, 203, {
      containerKinds: ['dongle'],
      options: {
        unitCounter: { units: 10 },
        hiddenData: [{ dataNumber: 1, accessCode: 4711, text: 'hidden in the token' }],
      },
    }),
    item('YEAR', firmA, 106, {
      options: { expirationPeriod: '12 months' },
      renewalRule: 'automatic',
      restoreRule: 'automatic',
    }),
    item('ASK', firmB, 105, { returnRule: 'manual', reactivationRule: 'manual', restoreRule: 'automatic' }),
  ],
}

/** A real server with two firm codes, and the Depot as the runtime calls it. */
export interface RuntimeSite {
  readonly depot: DepotCall
  readonly server: TestServer
  /** Orders one piece of each item, or as many as it says, for one container if it says so, and gives the ticket. */
  order(items: readonly (string | [string, number])[], inseparable?: boolean, serial?: string): Promise<string>
  /** The back office at the Sales Interface. */
  readonly sales: <Name extends OperationOf<'sales'>>(
    operation: Name,
    input: InputOf<'sales', Name>,
  ) => Promise<ResultOf<'sales', Name>>
  /** Backs the database of the server up; the function that comes back puts the backup in its place. */
  backUp(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** @param clock of the server; by default the real one */
export async function openSite(clock?: () => Date): Promise<RuntimeSite> {
  const folder = await mkdtemp(join(tmpdir(), 'opendepot-site-'))
  const keyring = join(folder, 'keyring.json')
  await writeFile(keyring, createKeyring(randomBytes), { mode: 0o600 })
  // JSON is YAML.
  await writeFile(join(folder, 'catalogue.yaml'), JSON.stringify(catalogue))
  const database = `sqlite:${join(folder, 'depot.sqlite')}`
  const env = { DATABASE_URL: database, DATA_DIR: folder, KEYRING: keyring, FIRM_PASSPHRASE: passphrase }
  const installation = installationOf(folder, env)
  await installation.json('migrate')
  for (const code of [firmA, firmB]) await installation.json('firm', 'create', String(code), '--name', `Firm ${code}`)
  await installation.json('items', 'apply', join(folder, 'catalogue.yaml'))
  const start = (port = '0') => startServer({ database, env: { ...env, PORT: port }, ...(clock && { clock }) })
  let server = await start()
  const { port } = new URL(server.url)
  const erp = await server.client('erp', ['sales'])
  const sales = soapClient(server.url, erp.authorization)
  return {
    depot: await connectDepot(`${server.url}/soap/depot`),
    get server() {
      return server
    },
    backUp: async () => {
      const backup = `${folder}-database`
      const isDatabase = (path: string) => path === folder || basename(path).startsWith('depot.sqlite')
      await server.close()
      await cp(folder, backup, { recursive: true, filter: isDatabase })
      server = await start(port)
      return async () => {
        await server.close()
        for (const name of await readdir(folder)) if (isDatabase(name)) await rm(join(folder, name))
        await cp(backup, folder, { recursive: true })
        await rm(backup, { recursive: true })
        server = await start(port)
      }
    },
    order: (items, inseparable = false, serial) => order(server, erp, items, inseparable, serial),
    sales: (operation, input) => sales('sales', operation, input),
    close: async () => {
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function order(
  server: TestServer,
  as: Credentials,
  items: readonly (string | [string, number])[],
  inseparable: boolean,
  serial: string | undefined,
) {
  const lines = items.map((wanted, index) => {
    const [itemNumber, quantity] = typeof wanted === 'string' ? [wanted, 1] : wanted
    const facts = `<itemNumber>${itemNumber}</itemNumber><quantity>${quantity}</quantity>`
    return `<orderLine><lineNumber>${index + 1}</lineNumber>${facts}</orderLine>`
  })
  const head = `<orderNumber>${randomBytes(8).toString('hex')}</orderNumber><customer><customerId>C1</customerId></customer>`
  const dedication = serial === undefined ? '' : `<containerSerial>${serial}</containerSerial>`
  const words = `${head}${dedication}${inseparable ? '<inseparable>yes</inseparable>' : ''}<orderLines>${lines.join('')}</orderLines>`
  const body = `<CreateOrder xmlns="urn:opendepot:sales:v1"><order>${words}</order></CreateOrder>`
  const { text } = await server.post('sales', body, { as })
  const ticketId = /<(?:\w+:)?ticketId>([^<]+)</.exec(text)?.[1]
  if (ticketId === undefined) throw new Error(`no ticket: ${text}`)
  return ticketId
}

/** A Depot whose next answer to an operation gets lost, or the next one to a request that names this firm code. */
export function losing(depot: DepotCall, operation: string, firmCode?: number): DepotCall {
  let isLost = false
  return async <Result>(called: string, request: object) => {
    const answer = await depot<Result>(called, request)
    if (isLost || called !== operation || !isOf(request, firmCode)) return answer
    isLost = true
    throw new Error('the network is gone')
  }
}

/** A Depot that an operation never reaches. */
export function refusing(depot: DepotCall, operation: string): DepotCall {
  return <Result>(called: string, request: object) =>
    called === operation ? Promise.reject(new Error('the network is gone')) : depot<Result>(called, request)
}

/** The firm code stands in the request, or in the context that it carries. */
function isOf(request: object, firmCode: number | undefined): boolean {
  const [, payload = ''] = /payload\\":\\"([^"\\]*)/.exec(JSON.stringify(request)) ?? []
  const words = JSON.stringify(request) + Buffer.from(payload, 'base64url').toString()
  return firmCode === undefined || words.includes(`"firmCode":${firmCode}`)
}

/** Copies the folder of a runtime; the function that comes back puts the copy in its place, as a backup does. */
export async function backUp({ folder }: Pick<TestRuntime, 'folder'>): Promise<() => Promise<void>> {
  const copy = `${folder}-backup`
  await cp(folder, copy, { recursive: true })
  return async () => {
    await rm(folder, { recursive: true })
    await cp(copy, folder, { recursive: true })
    await rm(copy, { recursive: true })
  }
}

/** The root key of a firm code, as a vendor hands it out in a file. */
export async function rootOf(depot: DepotCall, firmCode: number): Promise<string> {
  return (await depot<{ rootKey: string }>('GetKeys', { firmCode })).rootKey
}
