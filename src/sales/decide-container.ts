import type { ContainerState } from '../contract/sales.ts'
import { type ContainerDecision, stateAfterDecision } from '../domain/container-decision.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { Fault } from '../faults.ts'
import { findRequest, rememberRequest, unlessDone } from '../intake/request-key.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { containerState } from './container-state.ts'
import { ownContainer, type OwnContainer } from './own-container.ts'

/** A decision on a container, with all that the request says. */
export interface DecisionWish extends Why {
  readonly containerSerial: string
}

/**
 * What BlockContainer, UnblockContainer and ResolveContainer have in common: who may, once for each requestId, one event,
 * and the container as it is then.
 * @throws Fault `CONTAINER_UNKNOWN`, `FORBIDDEN`, `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function decideContainer(
  call: Call,
  wish: DecisionWish,
  decision: ContainerDecision,
  field: string,
): Promise<{ result: ContainerState }> {
  return call.answer(async (tx) => {
    const doneBefore = await findRequest(tx, call, { content: wish })
    if (doneBefore !== undefined) return { result: await containerState(tx, doneBefore) }
    const own = await ownContainer(tx, call, wish.containerSerial, `${field}/containerSerial`)
    await unlessDone(tx, call, { content: wish }, () => decide(tx, call, own, decision, wish))
    await rememberRequest(tx, call, { content: wish, reference: own.container.id })
    return { result: await containerState(tx, own.container.id) }
  })
}

async function decide(tx: Tx, call: Call, own: OwnContainer, decision: ContainerDecision, why: Why): Promise<void> {
  const { container, chains } = own
  const state = stateAfterDecision(container.state, decision)
  const isAccepted = container.state === 'known' && chains.every(({ believeNextAt }) => believeNextAt !== null)
  if (state === undefined || (decision === 'ContainerAccepted' && isAccepted))
    throw nothingToDecide(container, decision)
  const version = await changeRow(tx, Container, container, { state, updatedAt: call.now })
  if (decision === 'ContainerAccepted') {
    await changeRows(tx, Chain, chains, { believeNextAt: call.now, updatedAt: call.now })
  }
  await record(tx, call, [
    {
      kind: 'container',
      id: container.id,
      version,
      change: decision,
      before: { state: container.state },
      ...history(why, { state }),
    },
  ])
}

function nothingToDecide({ serial, state }: Container, decision: ContainerDecision): Fault {
  const waits = decision === 'ContainerAccepted' && state !== 'blocked' ? ' and waits for its next context' : ''
  const hint = decision === 'ContainerAccepted' && state === 'blocked' ? '; unblock it first' : ''
  return new Fault('NOTHING_TO_DO', `container ${serial} is ${state}${waits}${hint}`)
}
