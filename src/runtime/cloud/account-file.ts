import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readRoot, type PublicJwk } from '../../formats/keys.ts'
import { parseJsonObject } from '../../formats/encoding.ts'
import { lock, unlock } from '../../formats/locked.ts'
import { isFileError, writeDurably } from '../durable-file.ts'
import { withFileLock } from '../file-lock.ts'
import { RuntimeRefusal } from '../refusal.ts'
import type { CloudKeys } from './keys.ts'

/** What a user has of his cloud container: the file may be copied to all his devices, the password opens it. */
export interface AccountFile {
  readonly v: 1
  readonly format: 'opendepot-cloud'
  readonly serial: string
  readonly firmCode: number
  /** The pinned root. */
  readonly root: PublicJwk
  /** Of a test installation: files marked `test` are taken. */
  readonly test: boolean
  /** Highest epoch of any file that was accepted. */
  readonly epoch: number
  /** The signed credential (.odk). */
  readonly credential: string
  /** The private keys, encrypted with the password. */
  readonly keys: string
  /** New keys on their way: whether the Depot has them already, only it knows. */
  readonly nextKeys?: string | undefined
}

const name = (serial: string) => `cloud-${serial}.json`

/** The serials of the cloud containers whose credentials are in a folder. */
export async function listAccounts(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [])
  return files.flatMap((file) => /^cloud-(140-[0-9]+)\.json$/.exec(file)?.[1] ?? []).sort()
}

/**
 * Reads the credential of a cloud container.
 * @param serial may be left out if there is only one
 * @throws RuntimeRefusal CONTAINER_MISSING, CONTAINER_AMBIGUOUS, CONTAINER_DAMAGED
 */
export async function readAccount(folder: string, serial?: string): Promise<AccountFile> {
  const chosen = serial ?? (await onlyAccount(folder))
  const path = join(folder, name(chosen))
  try {
    const json = parseJsonObject(await readFile(path), path)
    const file = json as unknown as AccountFile
    readRoot({ ...file.root })
    if (json['format'] !== 'opendepot-cloud' || json['v'] !== 1 || json['serial'] !== chosen) throw damaged(path)
    return file
  } catch (error) {
    if (isFileError(error, 'ENOENT')) throw missing(`There is no credential of container ${chosen} in ${folder}.`)
    throw error instanceof RuntimeRefusal ? error : damaged(path, error)
  }
}

async function onlyAccount(folder: string): Promise<string> {
  const [only, another] = await listAccounts(folder)
  if (only === undefined) throw missing(`There is no credential of a cloud container in ${folder}.`)
  if (another === undefined) return only
  const text = `There are credentials of several cloud containers in ${folder}.`
  throw new RuntimeRefusal('CONTAINER_AMBIGUOUS', text, 'Name one by --serial.')
}

/** Writes the credential durably: whatever crashes, the old or the new one is there. */
export async function writeAccount(folder: string, file: AccountFile): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeDurably(join(folder, name(file.serial)), `${JSON.stringify(file)}\n`)
}

/**
 * Changes the credential file of a container, or leaves it if `change` gives the very same. No other process changes it
 * meanwhile.
 */
export async function changeAccount(
  folder: string,
  serial: string,
  change: (file: AccountFile) => AccountFile,
): Promise<AccountFile> {
  return withFileLock(`${join(folder, name(serial))}.lock`, async () => {
    const file = await readAccount(folder, serial)
    const next = change(file)
    if (next !== file) await writeAccount(folder, next)
    return next
  })
}

export async function lockKeys(keys: CloudKeys, password: string): Promise<string> {
  if (password !== '') return lock(keys, password)
  throw new RuntimeRefusal('PASSWORD_WRONG', 'The password is empty.', 'Choose a long one; nobody can tell it to you.')
}

/** @throws RuntimeRefusal PASSWORD_WRONG */
export async function unlockKeys(locked: string, password: string): Promise<CloudKeys> {
  try {
    return (await unlock(locked, password)) as unknown as CloudKeys
  } catch (cause) {
    const advice = 'Try again; if it is lost, the vendor can give you a new credential for the same container.'
    throw new RuntimeRefusal('PASSWORD_WRONG', 'The password does not open the credential.', advice, { cause })
  }
}

function missing(message: string): RuntimeRefusal {
  const advice = 'Copy the credential file from your other device, or make one with "opendepot-runtime cloud create".'
  return new RuntimeRefusal('CONTAINER_MISSING', message, advice)
}

function damaged(path: string, cause?: unknown): RuntimeRefusal {
  const text = `The credential file ${path} is damaged.`
  return new RuntimeRefusal('CONTAINER_DAMAGED', text, 'Copy it once more from another device.', { cause })
}
