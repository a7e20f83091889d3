import { generateKeyPair } from 'node:crypto'
import { mkdir, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fingerprintSalt, makeFingerprint, type MachinePart } from '../formats/fingerprint.ts'
import { containerSerial, publicJwk, thumbprint } from '../formats/keys.ts'
import { bindTo, changedParts } from './binding.ts'
import { openContainer, sealContainer } from './container-file.ts'
import type { ContainerChange, ContainerHome, NewContainer } from './container-home.ts'
import { ownSecrets } from './container-keys.ts'
import { isFileError, writeDurably } from './durable-file.ts'
import { withFileLock } from './file-lock.ts'
import { boundNow } from './rebind.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState } from './state.ts'

const generate = promisify(generateKeyPair)

/** Software containers: files of a folder, encrypted to this machine. */
export function folderHome(runtime: Runtime): ContainerHome {
  return {
    kind: 'software',
    place: `in ${runtime.folder}`,
    holdsOne: false,
    list: () => listFiles(runtime),
    read: (serial) => readFileOf(runtime, serial),
    change: (serial, change) => changeFile(runtime, serial, change),
    create: (content) => createFile(runtime, content),
    remove: (serial) => unlink(pathOf(runtime, serial)),
    secretsOf: (state) => Promise.resolve(ownSecrets(state)),
    fingerprint: async ({ binding }, root) =>
      makeFingerprint(binding ?? 'strict', fingerprintSalt(thumbprint(root)), await runtime.machine()),
  }
}

function pathOf({ folder }: Runtime, serial: string): string {
  return join(folder, `${serial}.container`)
}

async function listFiles({ folder }: Runtime): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.flatMap((name) => /^(130-\d+)\.container$/.exec(name)?.[1] ?? []).sort()
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return []
    throw error
  }
}

/** @throws RuntimeRefusal CONTAINER_MISSING, OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED */
async function readFileOf(runtime: Runtime, serial: string): Promise<ContainerState> {
  const machine = await runtime.machine()
  const { state, bound } = await openHere(runtime, serial, machine)
  if (changedParts(bound.binding, machine).length > 0) await bindAnew(runtime, serial)
  return state
}

/** As soon as a change is seen, since the next one may be one too many. A program that may only read goes on reading. */
async function bindAnew(runtime: Runtime, serial: string): Promise<void> {
  await changeFile(runtime, serial, (state) => Promise.resolve([state, undefined])).catch(() => undefined)
}

async function openHere(runtime: Runtime, serial: string, machine: readonly MachinePart[]) {
  const path = pathOf(runtime, serial)
  const found = openContainer(await textOf(path, serial), machine, path)
  if (found.state.serial === serial) return found
  const message = `The container file ${path} holds container ${found.state.serial}.`
  throw new RuntimeRefusal('CONTAINER_DAMAGED', message, 'Give the file its own name back.')
}

async function textOf(path: string, serial: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (!isFileError(cause, 'ENOENT')) throw cause
    const message = `There is no container ${serial} here: ${path} does not exist.`
    throw new RuntimeRefusal('CONTAINER_MISSING', message, 'See "opendepot-runtime list", or create one.', { cause })
  }
}

/** Two fresh key pairs in a new file, bound to this machine. */
async function createFile(runtime: Runtime, content: NewContainer): Promise<string> {
  const signing = await generate('ed25519')
  const agreement = await generate('x25519')
  const signingJwk = publicJwk('Ed25519')({ ...signing.publicKey.export({ format: 'jwk' }) } as never, 'key')
  const serial = containerSerial('software', signingJwk)
  const state: ContainerState = {
    v: 1,
    serial,
    suite: 'ed25519-x25519',
    signingKey: signing.privateKey.export({ format: 'jwk' }),
    agreementKey: agreement.privateKey.export({ format: 'jwk' }),
    ...content,
  }
  await mkdir(runtime.folder, { recursive: true, mode: 0o700 })
  const bound = bindTo(state.binding ?? 'strict', await runtime.machine(), runtime.random)
  await writeDurably(pathOf(runtime, serial), sealContainer(state, bound, runtime.random(12)))
  return serial
}

/** Writes nothing if nothing changed, unless the machine changed a little and the container is bound to it anew. */
async function changeFile<T>(runtime: Runtime, serial: string, change: ContainerChange<T>): Promise<T> {
  const path = pathOf(runtime, serial)
  const machine = await runtime.machine()
  await textOf(path, serial)
  return withFileLock(`${path}.lock`, async () => {
    const opened = await openHere(runtime, serial, machine)
    const { state, bound } = boundNow(runtime, opened, machine)
    const [next, result] = await change(state)
    if (next !== opened.state) await writeDurably(path, sealContainer(next, bound, runtime.random(12)))
    return result
  })
}
