import type { FirmRoot } from '../formats/certificate.ts'
import { chooseContainer, homeOf } from './choose-container.ts'
import { listContainers, readContainer } from './container-folder.ts'
import type { ContextOf } from './context-of.ts'
import { DepotRefusal } from './depot-client.ts'
import { restorationErrand } from './errand.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { Way } from './send-errand.ts'
import { settleOnline, type Settled } from './settle.ts'

export interface RestorationWish {
  /** Whose licenses are wanted back. */
  readonly firmCodes: readonly number[]
  /** The container that is lost; absent: the Depot finds it by the fingerprint of this machine. */
  readonly oldSerial?: string | undefined
  readonly root?: FirmRoot | undefined
  readonly test?: boolean | undefined
}

/**
 * Brings everything back that a lost container of this machine held, into a new one: after the system was installed anew, or
 * the container file was lost or cannot be opened any more. The old container is blocked for good. Safe to repeat.
 * @throws RuntimeRefusal, DepotRefusal
 */
export async function restoreContainer(way: Way, { firmCodes, oldSerial, root, test }: RestorationWish) {
  const { runtime, depot, progress } = way
  for (const serial of await closedContainers(runtime)) {
    progress(`Container ${serial} is here, but cannot be opened; its file stays where it is.`)
  }
  let home = await homeOf(runtime, firmCodes)
  const settled: Settled[] = []
  for (const firmCode of firmCodes) {
    const choice = { firmCode, home, together: true, root, test, anew: true }
    const serial = await chooseContainer(runtime, depot, choice, progress)
    home ??= serial
    settled.push(await settleOne(way, { serial, firmCode }, oldSerial))
  }
  return settled
}

async function settleOne(way: Way, whom: ContextOf, oldSerial: string | undefined): Promise<Settled> {
  try {
    return await settleOnline(way, restorationErrand(whom, oldSerial))
  } catch (error) {
    const candidates = candidatesOf(error)
    if (candidates.length === 0) throw error
    const message = `Several containers were on this machine: ${candidates.join(', ')}.`
    const advice = 'Name the one that is lost with --old-serial; the others may belong to other users of this machine.'
    throw new RuntimeRefusal('CONTAINER_AMBIGUOUS', message, advice, { cause: error })
  }
}

/** The containers among which the Depot cannot tell the lost one. */
export function candidatesOf(error: unknown): string[] {
  const refusal = error instanceof RuntimeRefusal && error.code === 'CONTAINER_AMBIGUOUS' ? error.cause : error
  if (!(refusal instanceof DepotRefusal)) return []
  return Object.keys(refusal.fault.details).flatMap((name) => /^container\[(.+)\]$/.exec(name)?.[1] ?? [])
}

async function closedContainers(runtime: Runtime): Promise<string[]> {
  const closed: string[] = []
  for (const serial of await listContainers(runtime)) {
    try {
      await readContainer(runtime, serial)
    } catch (error) {
      if (!(error instanceof RuntimeRefusal)) throw error
      closed.push(serial)
    }
  }
  return closed
}
