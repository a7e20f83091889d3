import type { FirmRoot } from '../formats/certificate.ts'
import type { BindingScheme } from '../formats/fingerprint.ts'
import { findContainer, firmIn, readContainer, serving } from './container-folder.ts'
import { requirePinned } from './create-container.ts'
import type { DepotCall } from './depot-client.ts'
import { fetchRoot } from './enroll.ts'
import { introduce } from './introduce.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'

/** What decides into which container the licenses of a firm code go. */
export interface Choice {
  readonly firmCode: number
  /** The container of this ticket, as far as there is one. */
  readonly home: string | undefined
  /** All licenses of the ticket have to be in it. */
  readonly together: boolean
  /** The root as the user got it from the vendor. */
  readonly root?: FirmRoot | undefined
  readonly test?: boolean | undefined
  /** How a new container is bound to the machine; else `strict`. */
  readonly binding?: BindingScheme | undefined
  /** Make a new container beside those that cannot be opened: they are why the licenses are wanted anew. */
  readonly anew?: boolean | undefined
}

/**
 * The container that serves most of these firm codes; none if none serves any, or if several serve as many. Only firm codes
 * of one ticket are asked for: vendors who have nothing to do with each other get containers of their own, so that they
 * cannot compare notes.
 */
export async function homeOf(runtime: Runtime, firmCodes: readonly number[]): Promise<string | undefined> {
  const served = new Map<string, number>()
  for (const firmCode of firmCodes) {
    for (const serial of (await serving(runtime, firmCode)).found) served.set(serial, (served.get(serial) ?? 0) + 1)
  }
  const most = Math.max(0, ...served.values())
  const [best, another] = [...served].filter(([, count]) => count === most)
  return another === undefined ? best?.[0] : undefined
}

/** The container for a firm code: the home of the ticket, else the only one that serves it, else a new one. */
export async function chooseContainer(
  runtime: Runtime,
  depot: DepotCall,
  { firmCode, home, together, root, test = false, binding, anew = false }: Choice,
  progress: Progress,
): Promise<string> {
  const { found, refusals } = await serving(runtime, firmCode)
  const isHome = home !== undefined && (together || found.length === 0 || found.includes(home))
  const isNew = isHome ? !found.includes(home) : found.length === 0 && (anew || refusals.length === 0)
  if (isNew) {
    // One that cannot be opened is no place for another firm.
    if (isHome) await readContainer(runtime, home)
    const trusted = root ?? (await fetchRoot(depot, firmCode, progress))
    return introduce(runtime, depot, { firmCode, root: trusted, test, binding }, isHome ? home : undefined, progress)
  }
  const present = isHome ? home : await findContainer(runtime, firmCode)
  if (root !== undefined) requirePinned(firmIn(await readContainer(runtime, present), firmCode), { firmCode, root })
  progress(`Using container ${present}.`)
  return present
}
