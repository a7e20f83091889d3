import type { Container } from '../entities/container.ts'
import { ContainerPart } from '../entities/container-part.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { partsBound } from './binding.ts'

/**
 * Writes down by which parts a container can be found, after its binding has changed. Its row is changed by the same
 * transaction.
 */
export async function storeParts(tx: Tx, container: Pick<Container, 'id' | 'binding'>): Promise<void> {
  await tx.delete(ContainerPart, { containerId: container.id })
  await insertParts(tx, container)
}

/** The same for a container that is new. */
export async function insertParts(tx: Tx, container: Pick<Container, 'id' | 'binding'>): Promise<void> {
  const { id: containerId } = container
  // Two parts of one name and value would be one row; a context names each part once.
  const hashes = new Map(partsBound(container).map(({ hash }) => [hash.toString('hex'), hash]))
  await insertRows(
    tx,
    ContainerPart,
    [...hashes.values()].map((partHash) => ({ containerId, partHash })),
  )
}
