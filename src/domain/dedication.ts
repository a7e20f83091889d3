import { Fault, type FaultCode } from '../faults.ts'
import { isWithUser, type LicenseState } from './license.ts'
import type { ItemDefinition } from './item.ts'
import { checkDedication } from './order-serial.ts'

/** A license, as far as the rules of dedication look at it. */
export interface DedicableLicense {
  readonly state: LicenseState
  readonly dedicatedSerial: string | null
}

interface Refusal {
  readonly code: FaultCode
  readonly text: string
}

/** Whether a license can be dedicated to the container of this serial, which need not be known yet. */
export function judgeAssignment(
  { state, dedicatedSerial }: DedicableLicense,
  item: Pick<ItemDefinition, 'itemNumber' | 'containerKinds'>,
  serial: string,
): { plan: string } | { refusal: Refusal } {
  if (state !== 'NotCollected') return collected(state)
  if (dedicatedSerial === serial) return nothing(`The license is dedicated to ${serial} already.`)
  try {
    checkDedication(item, serial, 'assignment/containerSerial')
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { refusal: { code: error.code, text: error.message } }
  }
  return { plan: serial }
}

/** Whether the dedication of a license can be taken off. */
export function judgeRelease({ state, dedicatedSerial }: DedicableLicense): { plan: null } | { refusal: Refusal } {
  if (state !== 'NotCollected') return collected(state)
  return dedicatedSerial === null ? nothing('The license is dedicated to no container.') : { plan: null }
}

function collected(state: LicenseState): { refusal: Refusal } {
  const text = isWithUser(state)
    ? 'The license is in a container; its return or withdrawal takes it out.'
    : `The license is ${state} and goes into no container any more.`
  return { refusal: { code: 'LICENSE_STATE', text } }
}

function nothing(text: string): { refusal: Refusal } {
  return { refusal: { code: 'NOTHING_TO_DO', text } }
}
