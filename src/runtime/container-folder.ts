import { mkdir, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { MachinePart } from '../formats/fingerprint.ts'
import { bindTo } from './binding.ts'
import { openContainer, sealContainer } from './container-file.ts'
import { isFileError, writeDurably } from './durable-file.ts'
import { withFileLock } from './file-lock.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, FirmState } from './state.ts'

function pathOf({ folder }: Runtime, serial: string): string {
  return join(folder, `${serial}.container`)
}

/** Serials of all containers in the folder, sorted. */
export async function listContainers({ folder }: Runtime): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names.flatMap((name) => /^(130-\d+)\.container$/.exec(name)?.[1] ?? []).sort()
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return []
    throw error
  }
}

/**
 * Opens a container to look into it.
 * @throws RuntimeRefusal CONTAINER_MISSING, OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED
 */
export async function readContainer(runtime: Runtime, serial: string): Promise<ContainerState> {
  return (await openHere(runtime, serial, await runtime.machine())).state
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

/** Stores a new container, bound to this machine. */
export async function addContainer(runtime: Runtime, state: ContainerState): Promise<void> {
  await mkdir(runtime.folder, { recursive: true, mode: 0o700 })
  const machine = await runtime.machine()
  const binding = bindTo(machine, runtime.random(32))
  await writeDurably(pathOf(runtime, state.serial), sealContainer(state, binding, machine, runtime.random(12)))
}

/**
 * Changes a container: reads it, gives it to `change`, and makes the new state durable before this returns. No other
 * process changes it meanwhile. `change` may give the very state it got, then nothing is written.
 */
export async function changeContainer<T>(
  runtime: Runtime,
  serial: string,
  change: (state: ContainerState) => Promise<[ContainerState, T]>,
): Promise<T> {
  const path = pathOf(runtime, serial)
  const machine = await runtime.machine()
  await textOf(path, serial)
  return withFileLock(`${path}.lock`, async () => {
    const { state, binding } = await openHere(runtime, serial, machine)
    const [next, result] = await change(state)
    if (next !== state) await writeDurably(path, sealContainer(next, binding, machine, runtime.random(12)))
    return result
  })
}

/** What a container holds for a firm code, if it serves it. */
export function servedFirm({ firms }: ContainerState, firmCode: number): FirmState | undefined {
  // A code that comes from outside may be a word that every object knows.
  return Object.hasOwn(firms, firmCode) ? firms[firmCode] : undefined
}

/**
 * What a container holds for a firm code.
 * @throws RuntimeRefusal CONTAINER_MISSING
 */
export function firmIn(state: ContainerState, firmCode: number): FirmState {
  const firm = servedFirm(state, firmCode)
  if (firm !== undefined) return firm
  const message = `The container ${state.serial} does not serve firm code ${firmCode}.`
  const advice = `"opendepot-runtime create --firm ${firmCode} --serial ${state.serial}" adds it.`
  throw new RuntimeRefusal('CONTAINER_MISSING', message, advice)
}

export function withFirm(state: ContainerState, firmCode: number, firm: FirmState): ContainerState {
  return { ...state, firms: { ...state.firms, [firmCode]: firm } }
}

/** Takes a firm out again that has seen no context of this container, and with its only firm the container. */
export async function discardFirm(runtime: Runtime, serial: string, firmCode: number): Promise<void> {
  const isOver = await changeContainer(runtime, serial, (state) => {
    const { [firmCode]: unseen, ...firms } = state.firms
    if (unseen?.contextSeq !== 0) return Promise.resolve([state, false])
    return Promise.resolve(Object.keys(firms).length === 0 ? [state, true] : [{ ...state, firms }, false])
  })
  if (isOver) await unlink(pathOf(runtime, serial))
}

/**
 * Finds the container to work with: the one named, else the only one that serves the firm code.
 * @throws RuntimeRefusal CONTAINER_MISSING, CONTAINER_AMBIGUOUS, and those of `readContainer`
 */
export async function findContainer(runtime: Runtime, firmCode: number, serial?: string): Promise<string> {
  if (serial !== undefined) {
    firmIn(await readContainer(runtime, serial), firmCode)
    return serial
  }
  const { found, refusals } = await serving(runtime, firmCode)
  const [only, another] = found
  if (only !== undefined && another === undefined) return only
  if (another !== undefined) {
    const message = `Several containers here serve firm code ${firmCode}: ${found.join(', ')}.`
    throw new RuntimeRefusal('CONTAINER_AMBIGUOUS', message, 'Name one with --serial.')
  }
  const [refusal] = refusals
  if (refusal !== undefined) throw refusal
  const message = `No container in ${runtime.folder} serves firm code ${firmCode}.`
  throw new RuntimeRefusal('CONTAINER_MISSING', message, `"opendepot-runtime create --firm ${firmCode}" makes one.`)
}

/** Serials of the containers that serve a firm code, and why others cannot be opened. */
export async function serving(runtime: Runtime, firmCode: number) {
  const found: string[] = []
  const refusals: RuntimeRefusal[] = []
  for (const serial of await listContainers(runtime)) {
    try {
      if (servedFirm(await readContainer(runtime, serial), firmCode) !== undefined) found.push(serial)
    } catch (error) {
      if (!(error instanceof RuntimeRefusal)) throw error
      refusals.push(error)
    }
  }
  return { found, refusals }
}
