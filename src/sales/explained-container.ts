import type { ExplainTarget } from '../contract/sales.ts'
import type { ContainerKind } from '../domain/item.ts'
import type { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import type { Tx } from '../store/store.ts'
import { knownContainer } from './own-container.ts'

/**
 * The container that is asked about: a known one, or the kind of a new one; undefined for whichever kind will do.
 * @throws Fault `CONTAINER_UNKNOWN`, `INVALID_REQUEST`
 */
export async function explainedContainer(
  tx: Tx,
  { containerSerial, containerKind }: ExplainTarget,
): Promise<Container | ContainerKind | undefined> {
  if (containerSerial === undefined) return containerKind
  const field = 'explainTarget/containerSerial'
  if (containerKind !== undefined) {
    throw new Fault('INVALID_REQUEST', 'Give the serial of a container or a kind, not both.', { field })
  }
  return knownContainer(tx, containerSerial, field)
}
