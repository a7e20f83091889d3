import { In, Not } from 'typeorm'
import { statesWithUser } from '../domain/license.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'

/** Whether a client only sells. One that is support or administrator too is not bound to an order scope here. */
export function onlySells({ roles }: Pick<Caller, 'roles'>): boolean {
  return !roles.has('support') && !roles.has('admin')
}

/**
 * Whether a container is out of reach because of what others sold. A container belongs to its user and may hold what
 * several shops of the vendor sold; a shop that could stop or erase it would stop the licenses of the others too. So a
 * client that only sells reaches those in which every license that is with the user is of its own order scope.
 */
export async function holdsOfOthers(tx: Tx, caller: Caller, { id }: Pick<Container, 'id'>): Promise<boolean> {
  if (!onlySells(caller)) return false
  const ofOthers = { containerId: id, orderScope: Not(caller.orderScope), state: In([...statesWithUser]) }
  return tx.existsBy(License, ofOthers)
}

/** Why, for the answer; it says nothing of who the others are. */
export function ofOthersText(serial: string): string {
  return `container ${serial} holds licenses of other order scopes; a client with the role support may decide on it`
}

/** The same for a serial: a container that is not known yet is out of nobody's reach. */
export async function isOutOfReach(tx: Tx, caller: Caller, serial: string): Promise<boolean> {
  if (!onlySells(caller)) return false
  const container = await tx.findOneBy(Container, { serial })
  return container !== null && (await holdsOfOthers(tx, caller, container))
}
