import { demandRole } from '../../src/clients/demand-role.ts'
import { alterClient, disableClient, listClients } from '../../src/clients/manage.ts'
import { ClientCertificate } from '../../src/entities/client-certificate.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import type { Caller } from '../../src/operation.ts'
import { Store } from '../../src/store/store.ts'
import { accountsIn, by, now } from './accounts.ts'

/** How an event tells that a client has nothing special. */
const defaults = { certificates: [], orderRepeat: null, passwordForm: null }

let store: Store
let accounts: ReturnType<typeof accountsIn>
beforeEach(async () => {
  store = await Store.open({ url: 'sqlite::memory:' })
  await store.migrate()
  accounts = accountsIn(store)
})
afterEach(() => store.close())

const add: ReturnType<typeof accountsIn>['add'] = (...args) => accounts.add(...args)
const rotate = (name: string) => accounts.rotate(name)

describe('managing clients', () => {
  test('leaves an event for each change, without secrets', async () => {
    await add('erp', { firmCodes: [10] })
    await rotate('erp')
    await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))
    const [client] = await store.read((tx) => listClients(tx))
    expect(client).toMatchObject({ name: 'erp', version: 3, disabledAt: now })
    const events = await store.read((tx) => tx.find(LedgerEvent, { order: { version: 'ASC' } }))
    expect(
      events.map(({ version, change, actor, operation, before, after }) => ({
        version,
        change,
        actor,
        operation,
        before,
        after,
      })),
    ).toEqual([
      {
        version: 1,
        change: 'ClientAdded',
        actor: 'cli',
        operation: 'client',
        before: null,
        after: { name: 'erp', roles: ['sales'], orderScope: 'erp', firmCodes: [10], ipRanges: null, ...defaults },
      },
      {
        version: 2,
        change: 'ClientSecretRotated',
        actor: 'cli',
        operation: 'client',
        before: null,
        after: { liveSecrets: 2 },
      },
      {
        version: 3,
        change: 'ClientDisabled',
        actor: 'cli',
        operation: 'client',
        before: { disabledAt: null },
        after: { disabledAt: now.toISOString() },
      },
    ])
    expect(events.map((event) => event.aggregateId)).toEqual([client?.id, client?.id, client?.id])
  })

  test('lists by name', async () => {
    for (const name of ['shop', 'crm', 'erp']) await add(name)
    expect((await store.read((tx) => listClients(tx))).map((client) => client.name)).toEqual(['crm', 'erp', 'shop'])
  })

  test.each(['', 'with blank', 'with:colon', 'größe', '-erp', 'x'.repeat(65)])('refuses the name %j', async (name) => {
    await expect(add(name)).rejects.toThrow('is no client name')
  })

  test('refuses a name that is taken, and a change of a client that is not there', async () => {
    await add('erp')
    await expect(add('erp')).rejects.toThrow("There is a client 'erp' already.")
    await expect(rotate('shop')).rejects.toThrow("There is no client 'shop'")
    await expect(store.transact((tx) => disableClient(tx, by, { name: 'shop' }))).rejects.toThrow(
      "There is no client 'shop'",
    )
  })
})

describe('certificates of clients', () => {
  const one = `sha256:${'01'.repeat(32)}`
  const two = `sha256:${'02'.repeat(32)}`
  const rows = async () =>
    (await store.read((tx) => tx.find(ClientCertificate))).map((row) => row.certificate).toSorted()

  test('stand in the history, and one that is put again changes nothing', async () => {
    await add('erp', { certificates: [two.toUpperCase().replace('SHA', 'sha'), one, one] })
    const change = (certificates: string[]) =>
      store.transact((tx) => alterClient(tx, by, { name: 'erp', certificates }))
    expect((await change([one, two])).outcome).toBe('unchanged')
    expect((await change([one])).outcome).toBe('changed')
    expect(await rows()).toEqual([one])
    const events = await store.read((tx) => tx.find(LedgerEvent, { order: { version: 'ASC' } }))
    expect(events.map(({ after }) => (after as { certificates: unknown }).certificates)).toEqual([[one, two], [one]])
  })

  test('CLIENT_INVALID: one is of another client, until that is disabled', async () => {
    await add('erp', { certificates: [one] })
    await expect(add('shop', { certificates: [two, one] })).rejects.toThrow('is of another client already')
    await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))
    await add('shop', { certificates: [two, one] })
    expect(await rows()).toEqual([one, two])
  })
})

describe('demandRole', () => {
  const caller: Caller = { name: 'erp', roles: new Set(['support']), orderScope: 'erp', firmCodes: 'all' }

  test('lets one of the roles pass', () => {
    expect(() => demandRole(caller, ['sales', 'support'], 'GetOrder')).not.toThrow()
  })

  test('FORBIDDEN without one', () => {
    expect(() => demandRole(caller, ['sales'], 'CreateOrder')).toThrow(
      expect.objectContaining({
        code: 'FORBIDDEN',
        message: "The client 'erp' may not use CreateOrder; it needs the role sales.",
      }) as Error,
    )
  })
})
