import type { ResolveContainer, ResolveContainerResponse } from '../contract/sales.ts'
import type { Call } from '../operation.ts'
import { decideContainer } from './decide-container.ts'

/**
 * Decides on a container that is stopped. `accept`: for each firm code the next new context is believed, whatever it shows
 * (src/depot/believe-contact.ts). `reject`: it is blocked.
 * @throws Fault `CONTAINER_UNKNOWN`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function resolveContainer(
  { resolution }: ResolveContainer,
  call: Call,
): Promise<ResolveContainerResponse> {
  const decision = resolution.decision === 'accept' ? 'ContainerAccepted' : 'ContainerRejected'
  return decideContainer(call, resolution, decision, 'resolution')
}
