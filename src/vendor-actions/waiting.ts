import { type ActionKind, actionName } from '../domain/vendor-action.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { VendorAction } from '../entities/vendor-action.ts'
import type { Tx } from '../store/store.ts'
import { isAwaited } from './act-on-licenses.ts'
import { openActions } from './actions.ts'

/** Actions that an answer lists. */
const actionsListed = 100

/** Something that waits for a container, as the contract shows it. */
export interface Waiting {
  /** Withdraw, Replace, Extend, Recycle, Assign. */
  readonly actionKind: string
  readonly createdAt: Date
  readonly reason: string | undefined
}

/** What waits for a container: what was decided, in its order, and then the licenses that are dedicated to it. */
export async function waitingForContainer(
  tx: Tx,
  { id, serial }: Pick<Container, 'id' | 'serial'>,
): Promise<Waiting[]> {
  const dedicated = await tx.find(License, {
    where: { dedicatedSerial: serial, state: 'NotCollected' },
    order: { createdAt: 'ASC', id: 'ASC' },
    take: actionsListed,
  })
  const actions = await openActions(tx, { containerIds: [id] })
  return [...actions.map(waitingAction), ...dedicated.map(waitingLicense)].slice(0, actionsListed)
}

/** What waits for the container of a license and is about this license, or about all that the container holds. */
export async function waitingForLicense(tx: Tx, license: License): Promise<Waiting[]> {
  const { id, containerId } = license
  const actions = await openActions(tx, containerId === null ? { licenseIds: [id] } : { containerIds: [containerId] })
  const waiting = actions.filter(({ licenseId }) => licenseId === null || licenseId === id).map(waitingAction)
  return isAwaited(license) ? [...waiting, waitingLicense(license)] : waiting
}

function waitingAction({ kind, createdAt, reason }: VendorAction): Waiting {
  return { actionKind: actionName(kind as ActionKind), createdAt, reason: reason ?? undefined }
}

/** It waits by its own row; when that was last changed is the nearest that is known. */
function waitingLicense({ updatedAt }: License): Waiting {
  return { actionKind: 'Assign', createdAt: updatedAt, reason: undefined }
}
