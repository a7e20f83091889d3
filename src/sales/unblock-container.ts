import type { UnblockContainer, UnblockContainerResponse } from '../contract/sales.ts'
import type { Call } from '../operation.ts'
import { decideContainer } from './decide-container.ts'

/**
 * Takes a container off the block list. If it was blocked because of its state, its next context is judged anew.
 * @throws Fault `CONTAINER_UNKNOWN`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function unblockContainer(
  { containerUnblock }: UnblockContainer,
  call: Call,
): Promise<UnblockContainerResponse> {
  return decideContainer(call, containerUnblock, 'ContainerUnblocked', 'containerUnblock')
}
