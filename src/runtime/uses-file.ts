import { mkdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { parseJsonObject } from '../formats/encoding.ts'
import { boolean, exactly, integer, list, object, optional, text } from '../formats/shape.ts'
import { timeText } from '../formats/values.ts'
import { isFileError, writeDurably } from './durable-file.ts'
import { withFileLock } from './file-lock.ts'
import { withPlace, type Use } from './places.ts'
import { isThere, type ProcessSign } from './process-space.ts'
import type { Runtime } from './runtime.ts'

/** A use as the file beside the container tells it to other processes. */
export interface KnownUse extends Use, ProcessSign {
  /** Last sign of life, for processes that cannot be asked after. */
  readonly seenAt: string
}

/** A process in another space (another container with the same folder) is gone after so long without a sign. */
const patience = 5 * 60_000

/** How often a use gives a sign, in milliseconds. */
export const signEvery = 60_000

const word = text(0, 256)
const usesFile = object({
  v: exactly(1),
  uses: list(
    object({
      token: word,
      counted: word,
      user: word,
      shared: boolean,
      linger: integer(0, 2_147_483_647),
      endedAt: optional(timeText),
      pid: integer(1, Number.MAX_SAFE_INTEGER),
      space: word,
      began: optional(word),
      seenAt: timeText,
    }),
  ),
})

/**
 * Changes who uses the licenses of a container, on this machine and at this moment. Not in the container: it is written at
 * every start of a program, and tells nothing that has to last. Whoever deletes it is found out by the next look of those
 * who run.
 */
export async function changeUses<T>(
  runtime: Runtime,
  serial: string,
  change: (uses: readonly KnownUse[]) => readonly [readonly KnownUse[], T],
): Promise<T> {
  await mkdir(runtime.folder, { recursive: true, mode: 0o700 })
  const path = join(runtime.folder, `${serial}.uses`)
  return withFileLock(`${path}.lock`, async () => {
    const now = runtime.now()
    const found = await Promise.all((await usesIn(path)).map((use) => withEnd(use, now)))
    const [next, result] = change(withPlace(found, now))
    await writeDurably(path, JSON.stringify({ v: 1, uses: next }))
    return result
  })
}

/** A file that was damaged holds no place: it is written anew by those who run. One that cannot be read now keeps them. */
async function usesIn(path: string): Promise<readonly KnownUse[]> {
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isFileError(error, 'ENOENT')) return '{}'
    throw error
  })
  try {
    return usesFile(parseJsonObject(content, 'uses'), 'uses').uses
  } catch {
    return []
  }
}

/** A process that is gone ended its use, as far as anybody knows now. */
async function withEnd(use: KnownUse, now: Date): Promise<KnownUse> {
  if (use.endedAt !== undefined) return use
  const isAlive = (await isThere(use)) ?? Math.abs(Number(now) - Date.parse(use.seenAt)) < patience
  return isAlive ? use : { ...use, endedAt: now.toISOString() }
}

/** The account that this process runs for. */
export function thisUser(): string {
  return String(process.getuid?.() ?? userInfo().username)
}
