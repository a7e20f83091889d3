import { randomBytes } from 'node:crypto'
import { Authenticator, demandRole } from '../../src/clients/authenticate.ts'
import { addClient, disableClient, listClients, rotateSecret, type ClientChange } from '../../src/clients/manage.ts'
import { Gate } from '../../src/clients/gate.ts'
import { hashSecret, newSecret, verifySecret } from '../../src/clients/secret.ts'
import { idMaker } from '../../src/domain/uuid.ts'
import { LedgerEvent } from '../../src/entities/ledger-event.ts'
import type { Fault } from '../../src/faults.ts'
import type { Caller } from '../../src/operation.ts'
import { Store } from '../../src/store/store.ts'

/** How an event tells that a client has nothing special. */
const defaults = { certificates: [], orderRepeat: null, passwordForm: null }
const now = new Date('2026-11-22T10:00:00.000Z')
const by: ClientChange = {
  now,
  caller: { name: 'cli', orderScope: 'cli', firmCodes: 'all' },
  operation: 'client',
  requestId: undefined,
  newId: idMaker(() => now, randomBytes),
}

const cheap = { N: 1024, r: 1, p: 1 }

let store: Store
let authenticator: Authenticator
let hashes = 0
beforeEach(async () => {
  store = await Store.open({ url: 'sqlite::memory:' })
  await store.migrate()
  hashes = 0
  authenticator = new Authenticator(store, randomBytes, (secret, hash) => {
    hashes++
    return verifySecret(secret, hash)
  })
})
afterEach(() => store.close())

async function add(name: string, more: Partial<Parameters<typeof addClient>[2]> = {}): Promise<string> {
  const secret = newSecret(randomBytes)
  const hash = await hashSecret(secret, randomBytes, cheap)
  await store.transact((tx) => addClient(tx, by, { name, roles: ['sales'], ...more }, { hash }))
  return secret
}

async function rotate(name: string, retireAll = false): Promise<string> {
  const secret = newSecret(randomBytes)
  const hash = await hashSecret(secret, randomBytes, cheap)
  await store.transact((tx) => rotateSecret(tx, by, { name, retireAll }, { hash }))
  return secret
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
const login = (name: string, secret: string) => authenticator.authenticate(basic(name, secret))
const isKnown = async (name: string, secret: string) => (await login(name, secret)) !== undefined

describe('Authenticator', () => {
  test('knows a client by name and secret, with what it may do', async () => {
    const secret = await add('erp')
    expect(await login('erp', secret)).toEqual({
      name: 'erp',
      roles: new Set(['sales']),
      orderScope: 'erp',
      firmCodes: 'all',
    })
    const other = await add('shop', { roles: ['sales', 'support'], orderScope: 'web', firmCodes: [10, 20] })
    expect(await login('shop', other)).toEqual({
      name: 'shop',
      roles: new Set(['sales', 'support']),
      orderScope: 'web',
      firmCodes: new Set([10, 20]),
    })
  })

  test('knows nobody without credentials, with a wrong secret, another name or another case', async () => {
    const secret = await add('erp')
    await add('shop')
    expect(await authenticator.authenticate(undefined)).toBeUndefined()
    expect(await authenticator.authenticate('Bearer x')).toBeUndefined()
    expect(await isKnown('erp', `${secret}x`)).toBe(false)
    expect(await isKnown('erp', '')).toBe(false)
    expect(await isKnown('shop', secret)).toBe(false)
    expect(await isKnown('nobody', secret)).toBe(false)
    expect(await isKnown('ERP', secret)).toBe(false)
  })

  test('an unknown name costs as many hashes as a wrong secret, with one live secret or two', async () => {
    await add('erp')
    await add('shop')
    await rotate('shop')
    const cost = async (name: string) => {
      const before = hashes
      expect(await isKnown(name, newSecret(randomBytes))).toBe(false)
      return hashes - before
    }
    expect([await cost('nobody'), await cost('erp'), await cost('shop')]).toEqual([2, 2, 2])
  })

  test('remembers a secret that fits, and no other', async () => {
    const secret = await add('erp')
    await login('erp', secret)
    const before = hashes
    for (let n = 0; n < 10; n++) expect(await isKnown('erp', secret)).toBe(true)
    expect(hashes).toBe(before)
    await login('erp', 'wrong')
    await login('erp', 'wrong')
    expect(hashes).toBe(before + 4)
  })

  test('many first logins at once with one secret compute it once, and none is refused', async () => {
    const secret = await add('erp')
    const known = await Promise.all(Array.from({ length: 200 }, () => isKnown('erp', secret)))
    expect(known).toEqual(Array.from({ length: 200 }, () => true))
    expect(hashes).toBe(1)
  })

  test('UNAVAILABLE: a flood of wrong secrets is refused, not queued for ever', async () => {
    const narrow = new Authenticator(store, randomBytes, verifySecret, new Gate(1, 2))
    const tries = Array.from({ length: 5 }, (_, n) => narrow.authenticate(basic('erp', `wrong ${n}`)))
    const outcomes = (await Promise.allSettled(tries)).map((one) =>
      one.status === 'rejected' ? (one.reason as Fault).code : one.value,
    )
    expect(outcomes).toEqual([undefined, undefined, undefined, 'UNAVAILABLE', 'UNAVAILABLE'])
  })

  test('a disabled client is refused in its next call, although its secret is remembered', async () => {
    const secret = await add('erp')
    expect(await isKnown('erp', secret)).toBe(true)
    expect(await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))).toBe(true)
    expect(await isKnown('erp', secret)).toBe(false)
    expect(await store.transact((tx) => disableClient(tx, by, { name: 'erp' }))).toBe(false)
  })

  test('two secrets live during a rotation; the next one retires the older', async () => {
    const first = await add('erp')
    const second = await rotate('erp')
    expect([await isKnown('erp', first), await isKnown('erp', second)]).toEqual([true, true])
    const third = await rotate('erp')
    expect([await isKnown('erp', first), await isKnown('erp', second), await isKnown('erp', third)]).toEqual([
      false,
      true,
      true,
    ])
    const fourth = await rotate('erp', true)
    expect([await isKnown('erp', second), await isKnown('erp', third), await isKnown('erp', fourth)]).toEqual([
      false,
      false,
      true,
    ])
  })
})

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
