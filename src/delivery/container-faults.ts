import type { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'

/** The fault of a container that nothing more is done for. */
export function stateFault({ state, serial }: Pick<Container, 'state' | 'serial'>): Fault | undefined {
  if (state === 'blocked') return new Fault('CONTAINER_BLOCKED', `Container ${serial} is on the block list.`)
  if (state === 'manipulation') return manipulation(serial, 'it was noticed earlier')
  return undefined
}

/** The fault of a container that waits for a person. */
export function manipulation(serial: string, reason: string): Fault {
  const text = `Container ${serial} is in a state that this server did not bring about: ${reason}. The support of the vendor has to decide.`
  return new Fault('MANIPULATION_DETECTED', text)
}
