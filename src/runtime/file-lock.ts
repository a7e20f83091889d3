import { randomBytes } from 'node:crypto'
import { link, open, readFile, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { isFileError } from './durable-file.ts'
import { processSpace } from './process-space.ts'
import { RuntimeRefusal } from './refusal.ts'

/** Milliseconds that rule a lock; a test has less time. */
export interface LockTimes {
  /** How long to wait for another process. */
  readonly patience: number
  /** How often an owner shows, by the time of the file, that it is still there. */
  readonly beat: number
  /** For so long the file must not have changed while somebody waited for it ... */
  readonly watch: number
  /** ... and must be as old as this, before an owner that cannot be asked after counts as dead. */
  readonly old: number
}

const usual: LockTimes = { patience: 10_000, beat: 1_000, watch: 5_000, old: 60_000 }
const pause = 20

interface Owner {
  readonly pid: number
  readonly space: string
  readonly token: string
}

/** What somebody who waits has seen of the file, and since when by a clock that is never set. */
interface Watched {
  readonly face: string
  readonly since: number
}

/**
 * Does work while no other process does any under the same lock file. Never hold it across a network call.
 * @throws RuntimeRefusal CONTAINER_BUSY
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  times: Partial<LockTimes> = {},
): Promise<T> {
  const all = { ...usual, ...times }
  const owner = { pid: process.pid, space: await processSpace(), token: randomBytes(12).toString('hex') }
  const file = await acquire(path, owner, all)
  // On the open file: if the lock was taken away, its successor is left alone.
  const beating = setInterval(() => void beat(file), all.beat)
  try {
    return await work()
  } finally {
    clearInterval(beating)
    await file.close()
    if ((await readOwner(path))?.token === owner.token) await unlink(path)
  }
}

async function beat(file: FileHandle): Promise<void> {
  const now = new Date()
  await file.utimes(now, now).catch(() => undefined)
}

async function acquire(path: string, owner: Owner, times: LockTimes): Promise<FileHandle> {
  const deadline = performance.now() + times.patience
  let watched: Watched | undefined
  for (;;) {
    const file = await tryCreate(path, owner)
    if (file !== undefined) return file
    watched = await watch(path, watched)
    await removeIfDead(path, owner.space, watched, times)
    if (performance.now() > deadline) throw busy(path)
    await sleep(pause)
  }
}

async function tryCreate(path: string, owner: Owner): Promise<FileHandle | undefined> {
  const file = await openNew(path)
  try {
    await file?.writeFile(JSON.stringify(owner))
    return file
  } catch (error) {
    await file?.close()
    await unlink(path)
    throw error
  }
}

async function openNew(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return undefined
    throw error
  }
}

/** Looks at the file once more; any change starts the watch anew. */
async function watch(path: string, before: Watched | undefined): Promise<Watched> {
  const token = (await readOwner(path))?.token
  const found = await stat(path).catch(() => undefined)
  const face = `${token ?? ''} ${found?.mtimeMs ?? ''} ${found?.ino ?? ''}`
  return before?.face === face ? before : { face, since: performance.now() }
}

/**
 * A dead owner's lock is moved away: of two processes that find it, one wins the rename. Should the other have moved the
 * winner's fresh lock instead, it puts that one back.
 */
async function removeIfDead(path: string, space: string, watched: Watched, times: LockTimes): Promise<void> {
  const owner = await readOwner(path)
  const isDead = (owner?.space === space && isGone(owner)) || (await isForsaken(path, watched, times))
  if (!isDead) return
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

/**
 * The owner cannot be asked after, or its number may be another process's by now, but it gave no sign for long. Age
 * alone would not do: the clocks of two machines differ, and a machine that slept wakes up with an old lock.
 */
async function isForsaken(path: string, { since }: Watched, { watch: needed, old }: LockTimes): Promise<boolean> {
  if (performance.now() - since < needed) return false
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > old
}

/** Only for an owner in the own space. */
function isGone({ pid }: Owner): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return !isFileError(error, 'EPERM')
  }
}

function busy(path: string): RuntimeRefusal {
  return new RuntimeRefusal(
    'CONTAINER_BUSY',
    `Another program is using the container (${path}).`,
    'Wait until it has finished. If none is running, delete that file.',
  )
}
