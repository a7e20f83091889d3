import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { FirmCode } from '../../src/entities/firm-code.ts'
import { changeRow } from '../../src/store/change-row.ts'
import { useDatabases } from '../support/databases.ts'
import { addFirms, firmNumbers } from './rows.ts'

const databases = useDatabases('sqlite file')

/** Another process with the same file open; runs the script, which has `db`, and says what it prints. */
function other(
  url: string,
  script: string,
): { child: ChildProcess; said: () => Promise<string>; ended: Promise<unknown> } {
  const head = `const db = require('better-sqlite3')(${JSON.stringify(url.slice('sqlite:'.length))});`
  const child = spawn(process.execPath, ['-e', head + script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said = async () => String(((await once(child.stdout, 'data')) as [Buffer])[0]).trim()
  return { child, said, ended: once(child, 'exit') }
}

const holdLock = `
  db.exec('BEGIN IMMEDIATE'); console.log('locked');
  process.stdin.once('data', () => { db.exec('COMMIT'); process.exit() })`

test('another process that writes is waited for without blocking, in the order of arrival', async () => {
  const url = await databases.newUrl()
  const store = await databases.open({ url })
  const holder = other(url, holdLock)
  expect(await holder.said()).toBe('locked')

  const order: number[] = []
  const waiting = [1, 2, 3, 4, 5].map((number) =>
    store.transact((tx) => addFirms(tx, number)).then(() => order.push(number)),
  )
  let longest = 0
  for (let last = performance.now(), tick = 0; tick < 60; tick += 1) {
    await sleep(5)
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }
  expect(order).toEqual([])
  // A blocking wait would stop the timers for as long as the other process holds the lock: 300 ms.
  expect(longest).toBeLessThan(150)
  holder.child.stdin?.write('go')
  await Promise.all(waiting)
  expect(order).toEqual([1, 2, 3, 4, 5])
  await holder.ended
})

test('a process that never lets go ends in UNAVAILABLE, and the next transaction works', async () => {
  const url = await databases.newUrl()
  const store = await databases.open({ url, patience: 150 })
  const holder = other(url, holdLock)
  await holder.said()
  await expect(store.transact((tx) => addFirms(tx, 1))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  holder.child.stdin?.write('go')
  await holder.ended
  await store.transact((tx) => addFirms(tx, 2))
  expect(await store.read(firmNumbers)).toEqual([2])
})

test('two processes writing as fast as they can lose nothing', async () => {
  const url = await databases.newUrl()
  const store = await databases.open({ url, patience: 20_000 })
  await store.transact((tx) => addFirms(tx, 1))
  const rival = other(
    url,
    `db.pragma('busy_timeout = 20000');
     const read = db.prepare('SELECT version FROM firm_codes'), write = db.prepare('UPDATE firm_codes SET version = ?');
     const once = db.transaction(() => write.run(read.get().version + 1));
     for (let n = 0; n < 200; n++) once.immediate();`,
  )
  for (let n = 0; n < 200; n += 1) {
    await store.transact(async (tx) => {
      const row = await tx.findOneByOrFail(FirmCode, { firmCode: 1 })
      await changeRow(tx, FirmCode, row, { comment: String(n) })
    })
  }
  await rival.ended
  expect(await store.read((tx) => tx.find(FirmCode))).toMatchObject([{ version: 401 }])
}, 30_000)

test('a read sees one state, whatever another process commits meanwhile', async () => {
  const url = await databases.newUrl()
  const store = await databases.open({ url })
  await store.transact((tx) => addFirms(tx, 1))
  await store.read(async (tx) => {
    expect(await firmNumbers(tx)).toEqual([1])
    await other(url, "db.exec('DELETE FROM firm_codes')").ended
    expect(await firmNumbers(tx)).toEqual([1])
  })
  expect(await store.read(firmNumbers)).toEqual([])
})

test('what is committed is on the disk, and readers do not wait', async () => {
  const store = await databases.open()
  const pragma = (name: string) => store.read((tx) => tx.query<unknown>(`PRAGMA ${name}`))
  expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
  expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }])
  expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }])
  expect(await pragma('busy_timeout')).toEqual([{ timeout: 0 }])
})

test('a transaction that SQLite undid itself frees the queue', async () => {
  const store = await databases.open()
  const work = store.transact(async (tx) => {
    await addFirms(tx, 1)
    await tx.query('ROLLBACK')
    throw new Error('undone')
  })
  await expect(work).rejects.toThrow('undone')
  expect(await store.read(firmNumbers)).toEqual([])
})
