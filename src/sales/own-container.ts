import { requireFirmCode } from '../catalogue/firm-scope.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { holdsOfOthers, ofOthersText } from './container-reach.ts'

/** A container with its chains, one for each firm code that has put something into it. */
export interface OwnContainer {
  readonly container: Container
  readonly chains: readonly Chain[]
}

/**
 * A container that the caller may decide about. Containers belong to no order scope, as one may hold what several shops
 * sold; but a decision hits all its licenses, so the client needs every firm code that is in it, and one that only sells
 * must have sold them all.
 * @throws Fault `CONTAINER_UNKNOWN`, `FORBIDDEN`
 */
export async function ownContainer(tx: Tx, { caller }: Call, text: string, field: string): Promise<OwnContainer> {
  const container = await knownContainer(tx, text, field)
  const chains = await tx.find(Chain, { where: { containerId: container.id }, order: { firmCode: 'ASC' } })
  for (const { firmCode } of chains) requireFirmCode(caller, firmCode, field)
  if (await holdsOfOthers(tx, caller, container)) {
    throw new Fault('FORBIDDEN', ofOthersText(container.serial), { field })
  }
  return { container, chains }
}

/** @throws Fault `CONTAINER_UNKNOWN` */
export async function knownContainer(tx: Tx, text: string, field: string): Promise<Container> {
  const serial = text.trim()
  const container = await tx.findOneBy(Container, { serial })
  if (container === null) throw new Fault('CONTAINER_UNKNOWN', `no container ${serial} is known here`, { field })
  return container
}
