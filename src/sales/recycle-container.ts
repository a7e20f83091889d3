import type { RecycleContainer, RecycleContainerResponse } from '../contract/sales.ts'
import { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { appendActions, openActions } from '../vendor-actions/actions.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { containerState } from './container-state.ts'
import { ownContainer, type OwnContainer } from './own-container.ts'

/**
 * Orders that a container is erased at its next contact. Until it has confirmed that, nothing changes for its licenses:
 * they are in it. Then they can be collected again, and what was to be withdrawn is withdrawn.
 * @throws Fault `CONTAINER_UNKNOWN`, `CONTAINER_BLOCKED`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`, `FORBIDDEN`
 */
export async function recycleContainer({ recycling }: RecycleContainer, call: Call): Promise<RecycleContainerResponse> {
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content: recycling })
    if (doneBefore !== undefined) return { result: await containerState(tx, doneBefore) }
    const field = 'recycling/containerSerial'
    const own = await ownContainer(tx, call, recycling.containerSerial, field)
    const { id } = own.container
    const before = await containerState(tx, id)
    await unlessDone(tx, call, { content: recycling }, () => refuse(tx, own.container, before.licenseCount))
    await order(tx, call, own, recycling)
    await rememberRequest(tx, call, { content: recycling, reference: id })
    return { result: await containerState(tx, id) }
  })
}

async function refuse(tx: Tx, { id, serial, state }: Container, licenseCount: number): Promise<void> {
  if (state === 'blocked') {
    throw new Fault(
      'CONTAINER_BLOCKED',
      `container ${serial} is on the block list and gets no erasure; unblock it first`,
    )
  }
  const actions = await openActions(tx, { containerIds: [id] })
  if (actions.some(({ kind }) => kind === 'recycle')) {
    throw new Fault('NOTHING_TO_DO', `container ${serial} is to be erased already`)
  }
  if (licenseCount === 0) throw new Fault('NOTHING_TO_DO', `container ${serial} holds no license`)
}

/**
 * Each firm code has a chain of its own, and so an erasure of its own. Changes the row of the container too, so that of two
 * orders at once the second sees the first.
 */
async function order(
  tx: Tx,
  call: Call,
  { container, chains }: OwnContainer,
  why: Why & { reason: string },
): Promise<void> {
  const { id: containerId } = container
  const version = await changeRow(tx, Container, container, { updatedAt: call.now })
  const erasure = { kind: 'recycle', containerId, licenseId: null, heldState: null, reason: why.reason } as const
  await appendActions(
    tx,
    call,
    chains.map(({ firmCode }) => ({ ...erasure, facts: { firmCode } })),
  )
  const event = { kind: 'container', id: containerId, version, change: 'ContainerRecyclingOrdered' } as const
  await record(tx, call, [{ ...event, ...history(why, {}) }])
}
