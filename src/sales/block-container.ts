import type { BlockContainer, BlockContainerResponse } from '../contract/sales.ts'
import type { Call } from '../operation.ts'
import { decideContainer } from './decide-container.ts'

/**
 * Puts a container on the block list: it gets nothing more, and no receipt of it is taken. Its licenses stay where they
 * are; reactivation and restore bring them elsewhere by their own rules.
 * @throws Fault `CONTAINER_UNKNOWN`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function blockContainer({ containerBlock }: BlockContainer, call: Call): Promise<BlockContainerResponse> {
  return decideContainer(call, containerBlock, 'ContainerBlocked', 'containerBlock')
}
