import { discardFirm, homeOf, hostOf } from './container-folder.ts'
import type { ContainerHome } from './container-home.ts'
import { createContainer, pinFirm, type PinnedFirm } from './create-container.ts'
import type { DepotCall } from './depot-client.ts'
import { enroll } from './enroll.ts'
import type { Progress } from './progress.ts'
import type { Runtime } from './runtime.ts'

/**
 * Introduces a firm to this machine: in a new container, in the one named, or in the only one there can be, and enrolls it with the Depot. Gives the
 * serial. If that fails, what was made for it is gone again: nobody has seen it yet, and a next attempt may want to trust
 * another root.
 * @throws RuntimeRefusal CONTAINER_MISSING, CONTAINER_AMBIGUOUS, OTHER_ROOT, TEST_FILE and those of the Depot
 */
export async function introduce(
  runtime: Runtime,
  depot: DepotCall,
  firm: PinnedFirm,
  present: string | undefined,
  progress: Progress,
): Promise<string> {
  const { firmCode } = firm
  const host = await hostOf(runtime, present)
  const serial = host ?? (await createContainer(runtime, firm))
  const isNew = host === undefined || (await pinFirm(runtime, serial, firm))
  if (host === undefined) progress(`Created container ${serial} ${whereIn(homeOf(runtime))}.`)
  else if (isNew) progress(`Container ${serial} serves firm code ${firmCode} from now on.`)
  try {
    await enroll(runtime, depot, serial, firmCode, progress)
  } catch (error) {
    if (isNew) await discardFirm(runtime, serial, firmCode)
    throw error
  }
  return serial
}

function whereIn({ holdsOne, place }: ContainerHome): string {
  return holdsOne ? place : 'on this machine'
}
