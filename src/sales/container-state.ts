import { In } from 'typeorm'
import type { ContainerState } from '../contract/sales.ts'
import { isWithUser, licenseStates } from '../domain/license.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Tx } from '../store/store.ts'
import { waitingForContainer } from '../vendor-actions/waiting.ts'

/** A container as the contract shows it, as it stands in the store now. */
export async function containerState(tx: Tx, containerId: string): Promise<ContainerState> {
  const container = await tx.findOneByOrFail(Container, { id: containerId })
  const { serial, kind, state, label, createdAt, updatedAt } = container
  return {
    containerSerial: serial,
    containerKind: kind,
    state,
    licenseCount: await tx.countBy(License, { containerId, state: In(licenseStates.filter(isWithUser)) }),
    pendingActions: { pendingAction: await waitingForContainer(tx, container) },
    createdAt,
    changedAt: updatedAt,
    containerLabel: label ?? undefined,
  }
}
