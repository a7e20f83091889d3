import type { ContainerChange, ContainerHome } from './container-home.ts'
import { folderHome } from './folder-home.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, FirmState } from './state.ts'

/** Where the containers of this runtime live: unless said otherwise, in the encrypted files of its folder. */
export function homeOf(runtime: Runtime): ContainerHome {
  return runtime.home ?? folderHome(runtime)
}

/** The container that a firm is to go into: the one named, else the one that is here where there is only one for all. */
export async function hostOf(runtime: Runtime, serial: string | undefined): Promise<string | undefined> {
  const home = homeOf(runtime)
  return serial === undefined && home.holdsOne ? (await home.list())[0] : serial
}

/** Serials of all containers here, sorted. */
export async function listContainers(runtime: Runtime): Promise<string[]> {
  return homeOf(runtime).list()
}

/**
 * Opens a container to look into it.
 * @throws RuntimeRefusal CONTAINER_MISSING, OTHER_MACHINE, MACHINE_UNREADABLE, CONTAINER_DAMAGED
 */
export async function readContainer(runtime: Runtime, serial: string): Promise<ContainerState> {
  return homeOf(runtime).read(serial)
}

/**
 * Changes a container: reads it, gives it to `change`, and makes the new state durable before this returns. No other
 * process changes it meanwhile. `change` may give the very state it got, then nothing is written.
 */
export async function changeContainer<T>(runtime: Runtime, serial: string, change: ContainerChange<T>): Promise<T> {
  return homeOf(runtime).change(serial, change)
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
  if (isOver) await homeOf(runtime).remove(serial)
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
  const message = `No container ${homeOf(runtime).place} serves firm code ${firmCode}.`
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
