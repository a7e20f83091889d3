import { readdirSync, readFileSync } from 'node:fs'
import { FirmCode } from '../../src/entities/firm-code.ts'
import type { Points } from '../../src/store/points.ts'
import type { Tx } from '../../src/store/store.ts'
import { useDatabases } from '../support/databases.ts'
import { type Mariadb, onServer, startMariadb, urlOf } from '../support/mariadb.ts'
import { addFirms, firmNumbers } from './rows.ts'

// A server that is stopped in this way keeps its connections and says nothing, like one whose disk or network hangs.
const databases = useDatabases('mariadb')
const patience = 1000
/** What the store has, beyond its patience, to notice that nothing comes; the last half is for a slow test machine. */
const grace = 1500

let server: Mariadb
let url: string
let count = 0
beforeAll(async () => {
  server = await startMariadb()
}, 60_000)
beforeEach(async () => {
  const name = `depot_${(count += 1)}`
  await onServer(server.address, `CREATE DATABASE ${name}`)
  url = urlOf(server.address, name)
})
afterEach(() => {
  wake()
})
afterAll(() => server.dispose())

/** Stops the server, and returns when its last thread stands still, which on a busy machine is a moment later. */
const hang = () => {
  process.kill(server.pid(), 'SIGSTOP')
  const threads = `/proc/${server.pid()}/task`
  const isStill = (id: string) => /^State:\tT/m.test(readFileSync(`${threads}/${id}/status`, 'utf8'))
  while (!readdirSync(threads).every(isStill));
}
const wake = () => process.kill(server.pid(), 'SIGCONT')

/** How the promise ended, and after how many milliseconds. */
async function ending(promise: Promise<unknown>) {
  const start = performance.now()
  const outcome = await promise.then(
    () => 'done',
    (error: unknown) => (error as { readonly code?: unknown }).code,
  )
  return { outcome, tookTooLong: performance.now() - start > patience + grace }
}
const unavailable = { outcome: 'UNAVAILABLE', tookTooLong: false }

const createOnce = async (tx: Tx) => {
  if ((await firmNumbers(tx)).includes(1)) return 'replayed'
  await addFirms(tx, 1)
  return 'created'
}

test('whoever asks a silent server is told so in time: with a connection, with a new one, and without one', async () => {
  const store = await databases.open({ url, patience, poolSize: 2 })
  hang()
  const calls = Array.from({ length: 6 }, (_, number) => store.transact((tx) => addFirms(tx, number)))
  const reads = [store.read(firmNumbers), store.read(firmNumbers, { singleStatement: true })]
  expect(await Promise.all([...calls, ...reads].map(ending))).toEqual(Array(8).fill(unavailable))
  expect(await ending(store.ping())).toEqual({ outcome: 'ETIMEDOUT', tookTooLong: false })
  wake()
  await store.ping()
  expect(await store.transact(createOnce)).toBe('created')
  expect(await store.read(firmNumbers)).toEqual([1])
})

test('a server that falls silent in the middle has stored nothing', async () => {
  const store = await databases.open({ url, patience })
  const work = store.transact(async (tx) => {
    await addFirms(tx, 1)
    hang()
    await addFirms(tx, 2)
  })
  expect(await ending(work)).toEqual(unavailable)
  wake()
  expect(await store.read(firmNumbers)).toEqual([])
})

describe('at the COMMIT', () => {
  const hangOnce = (): Points => {
    let isNew = true
    return {
      reach: (name) => {
        if (name === 'before-commit' && isNew) hang()
        isNew = false
      },
    }
  }

  test('a repeatable work may be asked again, and is stored once', async () => {
    const store = await databases.open({ url, patience, points: hangOnce() })
    expect(await ending(store.transact(createOnce))).toEqual(unavailable)
    wake()
    expect(['created', 'replayed']).toContain(await store.transact(createOnce))
    expect(await store.read(firmNumbers)).toEqual([1])
  })

  test('any other is told that nobody knows', async () => {
    const store = await databases.open({ url, patience, points: hangOnce() })
    await expect(store.transact(createOnce, { repeatable: false })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('whether it was stored is unknown') as unknown,
    })
  })

  test('a server that wakes up within the patience has just been slow', async () => {
    const store = await databases.open({ url, patience: 10_000, points: hangOnce() })
    setTimeout(wake, 1500)
    expect(await store.transact(createOnce, { repeatable: false })).toBe('created')
  })
})

test('a work that goes on past the patience is let go on as long as answers come', async () => {
  const store = await databases.open({ url, patience: 200 })
  await store.transact(async (tx) => {
    await addFirms(tx, 1)
    for (let n = 0; n < 6; n += 1) await tx.query('SELECT SLEEP(0.3)')
    await tx.update(FirmCode, { firmCode: 1 }, { name: 'late' })
  })
  expect(await store.read((tx) => tx.findOneBy(FirmCode, { firmCode: 1 }))).toMatchObject({ name: 'late' })
})

test('a session that waits for the connection of another gets it when that is free, in turn', async () => {
  const store = await databases.open({ url, poolSize: 1 })
  const order: number[] = []
  await Promise.all(
    [1, 2, 3].map((number) =>
      store.transact(async (tx) => {
        order.push(number)
        await addFirms(tx, number)
      }),
    ),
  )
  expect(order).toEqual([1, 2, 3])
})
