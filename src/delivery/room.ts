import type { ActivationRoom } from '../domain/activation-room.ts'
import type { Step } from '../entities/step.ts'
import { roomForSteps, stepSize } from '../formats/update-size.ts'
import { licensesPut, sizeOfStep } from '../licenses/step-actions.ts'

/**
 * What a container and its next update, which begins at the first unconfirmed step, can take beside all that they hold.
 * @param known licenses that the container holds, or gave away and has not forgotten
 */
export function roomBeside(known: Iterable<string>, unconfirmed: readonly Step[]): ActivationRoom {
  const held = new Set([...known, ...unconfirmed.flatMap(licensesPut)])
  const wholeSize = roomForSteps - stepSize([])
  const takenSize = unconfirmed.reduce((sum, step) => sum + sizeOfStep(step), 0)
  return { held: held.size, wholeSize, freeSize: wholeSize - takenSize }
}
