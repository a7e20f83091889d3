import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isFileError } from './durable-file.ts'
import { RuntimeRefusal } from './refusal.ts'

/** Work under a lock takes milliseconds; an owner on another machine (shared folder) that took longer than this is dead. */
const staleAfter = 60_000
const pause = 20

interface Owner {
  readonly pid: number
  readonly host: string
  readonly token: string
}

/**
 * Does work while no other process does any under the same lock file. Never hold it across a network call.
 * @param patience milliseconds to wait for another process
 * @throws RuntimeRefusal CONTAINER_BUSY
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, patience = 10_000): Promise<T> {
  const token = randomBytes(12).toString('hex')
  await acquire(path, { pid: process.pid, host: hostname(), token }, Date.now() + patience)
  try {
    return await work()
  } finally {
    if ((await readOwner(path))?.token === token) await unlink(path)
  }
}

async function acquire(path: string, owner: Owner, deadline: number): Promise<void> {
  while (!(await tryCreate(path, owner))) {
    await removeIfStale(path)
    if (Date.now() > deadline) throw busy(path)
    await sleep(pause)
  }
}

async function tryCreate(path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(JSON.stringify(owner))
    await file.close()
    return true
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * A dead owner's lock is moved away: of two processes that find it, one wins the rename. Should the other have moved the
 * winner's fresh lock instead, it puts that one back.
 */
async function removeIfStale(path: string): Promise<void> {
  const owner = await readOwner(path)
  if (owner === undefined ? !(await isOld(path)) : isAlive(owner) && !(await isOld(path))) return
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  if ((await readOwner(aside))?.token !== owner?.token) await link(aside, path).catch(() => undefined)
  await unlink(aside)
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner
  } catch {
    // Gone, or being written at this moment.
    return undefined
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > staleAfter
}

function isAlive({ pid, host }: Owner): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isFileError(error, 'EPERM')
  }
}

function busy(path: string): RuntimeRefusal {
  return new RuntimeRefusal(
    'CONTAINER_BUSY',
    `Another program is using the container (${path}).`,
    'Wait until it has finished. If none is running, delete that file.',
  )
}
