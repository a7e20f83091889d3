import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RandomSource } from '../domain/random.ts'
import { UserError } from '../user-error.ts'
import { createKeyring, parseKeyring, type Keyring } from './keyring.ts'

/**
 * The keyring by the setting `KEYRING`: JSON text, or the path of a file that holds it.
 * @throws UserError that says how to get one
 */
export async function loadKeyring(setting: string): Promise<Keyring> {
  if (setting.trimStart().startsWith('{')) return parsed(setting, 'KEYRING')
  const text = await readFile(setting, 'utf8').catch((error: unknown) => {
    throw new UserError(`KEYRING: the file ${setting} cannot be read (${codeOf(error)}).`)
  })
  return parsed(text, `KEYRING: ${setting}`)
}

/**
 * The keyring of the file; made when there is none. Only for the demo and an embedded database, where the one process
 * that starts is the only node. Two that start at once agree on one file, because only one can link it into place.
 */
export async function loadOrCreateKeyring(path: string, random: RandomSource): Promise<Keyring> {
  const text = await readFile(path, 'utf8').catch(ifMissing)
  if (text === undefined) await writeOnce(path, createKeyring(random))
  return loadKeyring(path)
}

/** Written aside, flushed and linked: a reader never sees half a file, and an existing keyring is never overwritten. */
async function writeOnce(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${randomUUID()}`
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await link(aside, path).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  await unlink(aside)
}

function parsed(text: string, place: string): Keyring {
  try {
    return parseKeyring(text)
  } catch (error) {
    throw new UserError(`${place}: ${(error as Error).message}.`)
  }
}

function ifMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error'
}
