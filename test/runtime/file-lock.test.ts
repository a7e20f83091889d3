import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeDurably } from '../../src/runtime/durable-file.ts'
import { withFileLock } from '../../src/runtime/file-lock.ts'

let folder: string
let lock: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendepot-lock-'))
  lock = join(folder, 'x.lock')
})
afterEach(() => rm(folder, { recursive: true }))

const owner = (facts: object) => JSON.stringify({ pid: process.pid, host: hostname(), token: 'other', ...facts })
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
  const tried = withFileLock(lock, () => Promise.resolve(), 60)
  await expect(tried).rejects.toMatchObject({
    code: 'CONTAINER_BUSY',
    message: expect.stringContaining(lock) as string,
  })
  expect(await readFile(lock, 'utf8')).toBe(owner({}))
})

test.each<[string, string, number]>([
  ['a process that died', owner({ pid: deadPid }), 0],
  ['a machine that left it a minute ago', owner({ host: 'elsewhere' }), 61],
  ['a crash while it was written', '', 61],
])('a lock left by %s is taken over', async (_, content, age) => {
  await writeFile(lock, content)
  const then = Date.now() / 1000 - age
  await utimes(lock, then, then)
  expect(await withFileLock(lock, () => Promise.resolve('done'), 100)).toBe('done')
  expect(await readdir(folder)).toEqual([])
})

test.each<[string, string]>([
  ['on another machine', owner({ host: 'elsewhere' })],
  ['that is just being written', ''],
])('a fresh lock %s is respected', async (_, content) => {
  await writeFile(lock, content)
  await expect(withFileLock(lock, () => Promise.resolve(), 60)).rejects.toMatchObject({ code: 'CONTAINER_BUSY' })
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
