import { setTimeout as sleep } from 'node:timers/promises'
import { FirmCode } from '../../src/entities/firm-code.ts'
import type { Tx } from '../../src/store/store.ts'
import { useDatabases } from '../support/databases.ts'
import { type LossyProxy, startLossyProxy } from '../support/lossy-proxy.ts'
import { onServer, startMariadb, urlOf } from '../support/mariadb.ts'
import { sharedMariadb } from '../support/shared-mariadb.ts'
import { addFirms, firmNumbers } from './rows.ts'

const databases = useDatabases('mariadb')

const connectionOf = async (tx: Tx): Promise<string> => {
  const [row] = await tx.query<{ id: string }[]>('SELECT CONNECTION_ID() AS id')
  return String(row?.id)
}
const kill = async (tx: Tx): Promise<void> => {
  await onServer(await sharedMariadb(), `KILL ${await connectionOf(tx)}`)
}
const rename = (tx: Tx, number: number, name: string) => tx.update(FirmCode, { firmCode: number }, { name })

test('every connection is READ COMMITTED, strict, in UTC, and patient for three seconds', async () => {
  const store = await databases.open({ poolSize: 3 })
  const facts = `SELECT @@tx_isolation AS isolation, @@sql_mode AS mode, @@innodb_lock_wait_timeout AS wait,
    @@collation_connection AS collation`
  const seen = await Promise.all(
    Array.from({ length: 6 }, () => store.transact(async (tx) => (await tx.query<unknown[]>(facts))[0])),
  )
  for (const row of seen) {
    expect(row).toEqual({
      isolation: 'READ-COMMITTED',
      mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
      wait: '3',
      collation: 'utf8mb4_bin',
    })
  }
})

test('a transaction sends BEGIN, its statements and COMMIT, nothing else', async () => {
  const store = await databases.open({ poolSize: 1 })
  const questions = async (tx: Tx) => {
    const [row] = await tx.query<{ Value: string }[]>("SHOW SESSION STATUS LIKE 'Questions'")
    return Number(row?.Value)
  }
  const before = await store.transact(questions)
  const after = await store.transact(questions)
  // COMMIT, START TRANSACTION, SHOW
  expect(after - before).toBe(3)
  const alone = await store.read(questions, { singleStatement: true })
  // COMMIT, SHOW
  expect(alone - after).toBe(2)
})

test('a read sees one state, whatever is committed meanwhile, and cannot write', async () => {
  const store = await databases.open()
  await store.read(async (tx) => {
    expect(await firmNumbers(tx)).toEqual([])
    await store.transact((other) => addFirms(other, 1))
    expect(await firmNumbers(tx)).toEqual([])
  })
  expect(await store.read(firmNumbers)).toEqual([1])
  await expect(store.read((tx) => addFirms(tx, 2))).rejects.toThrow(/read only/i)
})

test('a deadlock runs its victim again', async () => {
  const reruns: unknown[] = []
  const store = await databases.open({ onRerun: (trouble, error) => reruns.push([trouble, error]) })
  await store.transact((tx) => addFirms(tx, 1, 2))
  const crossing = (first: number, second: number, name: string) =>
    store.transact(async (tx) => {
      await rename(tx, first, name)
      await sleep(50)
      await rename(tx, second, name)
    })
  await Promise.all([crossing(1, 2, 'a'), crossing(2, 1, 'b')])
  expect(reruns).toEqual([
    ['conflict', expect.objectContaining({ driverError: expect.objectContaining({ errno: 1213 }) })],
  ])
  const rows = await store.read((tx) => tx.find(FirmCode))
  expect(new Set(rows.map((row) => row.name)).size).toBe(1)
})

test('a lock that another holds too long runs the work again', async () => {
  const reruns: unknown[] = []
  const store = await databases.open({ patience: 8000, onRerun: (trouble, error) => reruns.push([trouble, error]) })
  await store.transact((tx) => addFirms(tx, 1))
  const slow = store.transact(async (tx) => {
    await rename(tx, 1, 'slow')
    await sleep(3300)
  })
  await sleep(20)
  await store.transact((tx) => rename(tx, 1, 'quick'))
  await slow
  expect(reruns).toEqual([
    ['conflict', expect.objectContaining({ driverError: expect.objectContaining({ errno: 1205 }) })],
  ])
})

test('a connection killed in the middle runs the work again on a fresh one', async () => {
  const reruns: string[] = []
  const store = await databases.open({ poolSize: 2, onRerun: (trouble) => reruns.push(trouble) })
  const connections: string[] = []
  await store.transact(async (tx) => {
    connections.push(await connectionOf(tx))
    await addFirms(tx, connections.length)
    if (connections.length === 1) await kill(tx)
    await addFirms(tx, 10)
  })
  expect(reruns).toEqual(['lost'])
  expect(new Set(connections).size).toBe(2)
  expect(await store.read(firmNumbers)).toEqual([2, 10])
})

test('a connection killed during a read runs the read again', async () => {
  const store = await databases.open()
  await store.transact((tx) => addFirms(tx, 1))
  let runs = 0
  const numbers = await store.read(async (tx) => {
    if ((runs += 1) === 1) await kill(tx)
    return firmNumbers(tx)
  })
  expect([runs, numbers]).toEqual([2, [1]])
})

test('a connection that broke while nothing was done with it is not given back', async () => {
  const store = await databases.open({ poolSize: 1 })
  await expect(
    store.transact(async (tx) => {
      await kill(tx)
      await sleep(20)
      throw new Error('an error of the work')
    }),
  ).rejects.toThrow('an error of the work')
  expect(await store.read(firmNumbers)).toEqual([])
})

describe('when the answer to a COMMIT is lost', () => {
  let proxy: LossyProxy
  beforeAll(async () => {
    proxy = await startLossyProxy((await sharedMariadb()).port)
  })
  afterAll(() => proxy.close())

  const lossy = async () => {
    const url = new URL(await databases.newUrl())
    url.port = String(proxy.port)
    return databases.open({ url: url.href })
  }
  const createOnce = async (tx: Tx) => {
    if ((await firmNumbers(tx)).includes(1)) return 'replayed'
    await addFirms(tx, 1)
    return 'created'
  }

  test('a repeatable work runs again and finds what it did', async () => {
    const store = await lossy()
    proxy.loseAnswerTo('COMMIT')
    expect(await store.transact(createOnce)).toBe('replayed')
    expect(await store.read(firmNumbers)).toEqual([1])
  })

  test('any other is told that nobody knows', async () => {
    const store = await lossy()
    proxy.loseAnswerTo('COMMIT')
    await expect(store.transact(createOnce, { repeatable: false })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('whether it was stored is unknown') as unknown,
    })
    expect(await store.read(firmNumbers)).toEqual([1])
  })

  test('a conflict at COMMIT is no doubt: it runs again in either case', async () => {
    const store = await lossy()
    let runs = 0
    const commitFails = Object.assign(new Error('certification failed'), { errno: 1213 })
    await store.transact(
      async (tx) => {
        runs += 1
        await addFirms(tx, runs)
        // Galera refuses a transaction at its COMMIT; a single server does not, so the session is told to.
        if (runs === 1) Object.assign(tx.queryRunner ?? {}, { commitTransaction: () => Promise.reject(commitFails) })
      },
      { repeatable: false },
    )
    expect(await store.read(firmNumbers)).toEqual([2])
  })

  test('a connection that breaks when a transaction begins is replaced', async () => {
    const store = await lossy()
    proxy.loseAnswerTo('START TRANSACTION')
    expect(await store.transact(createOnce)).toBe('created')
  })

  test('a connection that could not be set up is not used', async () => {
    const store = await lossy()
    proxy.loseAnswerTo('sql_mode')
    const work = async (tx: Tx) => (await tx.query<{ level: string }[]>('SELECT @@tx_isolation AS level'))[0]?.level
    expect(await Promise.all([store.transact(work), store.transact(work)])).toEqual(Array(2).fill('READ-COMMITTED'))
  })
})

test('a server that comes back within the patience is waited for', async () => {
  const server = await startMariadb()
  try {
    await onServer(server.address, 'CREATE DATABASE depot')
    const store = await databases.open({ url: urlOf(server.address, 'depot'), patience: 20_000 })
    await store.transact((tx) => addFirms(tx, 1))
    await server.stop('SIGKILL')
    await expect(store.ping()).rejects.toThrow()
    const waiting = store.transact((tx) => addFirms(tx, 2))
    await server.start()
    await waiting
    expect(await store.read(firmNumbers)).toEqual([1, 2])
    const impatient = await databases.open({ url: urlOf(server.address, 'depot'), patience: 100 })
    await server.stop()
    await expect(impatient.transact((tx) => addFirms(tx, 3))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  } finally {
    await server.dispose()
  }
}, 60_000)
