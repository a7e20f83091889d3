import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeDurably } from '../../src/runtime/durable-file.ts'
import { withFileLock } from '../../src/runtime/file-lock.ts'
import { processSpace } from '../../src/runtime/process-space.ts'

let folder: string
let lock: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-lock-'))
  lock = join(folder, 'x.lock')
})
afterEach(() => rm(folder, { recursive: true }))

const space = await processSpace()
const [host = ''] = space.split(' ')
const owner = (facts: object) => JSON.stringify({ pid: process.pid, space, token: 'other', ...facts })
/** A container with the same host name on the same machine, which has the same folder. */
const neighbour = `${space.slice(0, space.lastIndexOf(' '))} pid:[1]`
/** No process has this number: it is above the largest that Linux gives out. */
const deadPid = 2 ** 22 + 1

test('work under one lock never overlaps', async () => {
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await sleep(3)
    inside--
  }
  await Promise.all(Array.from({ length: 10 }, () => withFileLock(lock, work)))
  expect(most).toBe(1)
  expect(await readdir(folder)).toEqual([])
})

test('the lock is given back when the work fails', async () => {
  await expect(withFileLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await withFileLock(lock, () => Promise.resolve('yes'))).toBe('yes')
})

test('a lock of a living process is waited for, then refused', async () => {
  await writeFile(lock, owner({}))
  const tried = withFileLock(lock, () => Promise.resolve(), { patience: 60 })
  await expect(tried).rejects.toMatchObject({
    code: 'CONTAINER_BUSY',
    message: expect.stringContaining(lock) as string,
  })
  expect(await readFile(lock, 'utf8')).toBe(owner({}))
})

async function leave(content: string, age: number) {
  await writeFile(lock, content)
  const then = Date.now() / 1000 - age
  await utimes(lock, then, then)
}

const quick = { patience: 400, watch: 60 }

test.each<[string, string, number]>([
  ['a process that died', owner({ pid: deadPid }), 0],
  ['another machine a minute ago', owner({ space: 'elsewhere' }), 61],
  ['a container a minute ago', owner({ space: neighbour }), 61],
  ['this machine before its last start', owner({ space: `${host} before pid:[1]` }), 61],
  ['a process whose number another has now', owner({}), 61],
  ['a crash while it was written', '', 61],
])('a lock left by %s is taken over', async (_, content, age) => {
  await leave(content, age)
  expect(await withFileLock(lock, () => Promise.resolve('done'), quick)).toBe('done')
  expect(await readdir(folder)).toEqual([])
})

test.each<[string, string]>([
  ['on another machine', owner({ space: 'elsewhere' })],
  // The number tells nothing there: it is that of another process here, or of none.
  ['in another container', owner({ space: neighbour, pid: deadPid })],
  ['of an older runtime', JSON.stringify({ pid: deadPid, host, token: 'other' })],
  ['that is just being written', ''],
])('a fresh lock %s is respected', async (_, content) => {
  await writeFile(lock, content)
  const tried = withFileLock(lock, () => Promise.resolve(), { patience: 150, watch: 60 })
  await expect(tried).rejects.toMatchObject({ code: 'CONTAINER_BUSY' })
  expect(await readFile(lock, 'utf8')).toBe(content)
})

test('an old lock counts as live until it was watched for a while', async () => {
  await leave(owner({ space: neighbour }), 61)
  const tried = withFileLock(lock, () => Promise.resolve(), { patience: 60, watch: 5_000 })
  await expect(tried).rejects.toMatchObject({ code: 'CONTAINER_BUSY' })
})

test('a lock whose owner gives signs of life is respected, however wrong the clocks are', async () => {
  await leave(owner({ space: neighbour }), 7200)
  let beats = 0
  const beating = setInterval(() => {
    const then = Date.now() / 1000 - 7200 + ++beats
    void utimes(lock, then, then)
  }, 10)
  const tried = withFileLock(lock, () => Promise.resolve(), { patience: 500, watch: 300 })
  await expect(tried).rejects.toMatchObject({ code: 'CONTAINER_BUSY' })
  clearInterval(beating)
})

test('whoever works under a lock gives signs of life', async () => {
  await withFileLock(
    lock,
    async () => {
      await utimes(lock, 1000, 1000)
      await sleep(200)
      expect((await stat(lock)).mtimeMs).toBeGreaterThan(Date.now() - 60_000)
    },
    { beat: 5 },
  )
})

test('many take over one dead lock, one after the other', async () => {
  await writeFile(lock, owner({ pid: deadPid }))
  let inside = 0
  const work = async () => {
    expect(++inside).toBe(1)
    await sleep(2)
    inside--
  }
  await Promise.all(Array.from({ length: 8 }, () => withFileLock(lock, work)))
})

test('a file is written for its owner only, and a write that fails leaves no traces', async () => {
  const path = join(folder, 'file')
  await writeDurably(path, 'content')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const taken = join(folder, 'taken')
  await mkdir(join(taken, 'inside'), { recursive: true })
  await expect(writeDurably(taken, 'content')).rejects.toThrow()
  expect((await readdir(folder)).sort()).toEqual(['file', 'taken'])
})
