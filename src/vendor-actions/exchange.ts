import { type HeldState, isWithUser, type LicenseState, stateAfter } from '../domain/license.ts'
import { whenDone } from '../domain/vendor-action.ts'
import { License } from '../entities/license.ts'
import { type Change, record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import type { Refusal } from './act-on-licenses.ts'
import { type ActionWish, appendActions } from './actions.ts'
import { inheritUnits } from './inherit-units.ts'
import { history, type Why } from './why.ts'

/** A license, and the new one that takes its place on the ticket. */
export interface Exchange {
  readonly old: License
  /** Not stored yet; made with `inPlaceOf` the old one. */
  readonly successor: License
}

/** Refuses a license whose place cannot be taken: one at its end, or one that is about to leave its container anyway. */
export function judgeExchange({ state, replacedById }: Pick<License, 'state' | 'replacedById'>): Refusal | undefined {
  if (replacedById !== null) {
    return { code: 'LICENSE_STATE', text: `License ${replacedById} has taken the place of this one already.` }
  }
  if (whenDone(state as LicenseState) !== 'never') return undefined
  return { code: 'LICENSE_STATE', text: `The license is ${state}; no other can take its place.` }
}

/**
 * How a successor is tied to the license whose place it takes. While that one is with a user, or is itself to be exchanged
 * for one that is, the successor can go only into that container: both are one copy.
 */
export function inPlaceOf({ id, state, exchangeId }: License): Pick<License, 'replacesId' | 'exchangeId'> {
  return { replacesId: id, exchangeId: isWithUser(state as LicenseState) ? id : exchangeId }
}

/**
 * Lets new licenses take the places of old ones: at once where nobody has the old one; else the old one waits for its
 * container to give it up, which takes the new one in the same step if it can hold it. Judge them first by
 * `judgeExchange`. Records the events of all of them.
 */
export async function exchange(tx: Tx, call: Call, exchanges: readonly Exchange[], why: Why): Promise<void> {
  const changes: Change[] = []
  for (const { old, successor } of exchanges) {
    changes.push(await giveUpPlace(tx, call, old, successor.id, why), successorCreated(successor, why))
  }
  await insertRows(
    tx,
    License,
    exchanges.map(({ successor }) => successor),
  )
  await inheritUnits(tx, call, exchanges)
  await appendActions(
    tx,
    call,
    exchanges.flatMap(({ old, successor }) => actionOf(old, successor.id, why)),
  )
  await record(tx, call, changes)
}

/** A license in a container, and the one that is put there by the step which takes it out. */
export interface ExchangeInStep {
  readonly old: License
  readonly successorId: string
}

/**
 * Lets licenses that go into a container by a step take the places of others that are in it, by this very step (see
 * `exchangeActions` in src/licenses/step-actions.ts). The old ones are Replaced with the receipt. Gives the events of the
 * old ones; the rows and events of the new ones are the caller's.
 */
export async function exchangeInStep(
  tx: Tx,
  call: Call,
  exchanges: readonly ExchangeInStep[],
  counterTo: number,
  why: Why,
): Promise<Change[]> {
  const changes: Change[] = []
  for (const { old, successorId } of exchanges) changes.push(await giveUpPlace(tx, call, old, successorId, why))
  const actions = exchanges.flatMap(({ old, successorId }) => actionOf(old, successorId, why))
  await appendActions(tx, call, actions, counterTo)
  return changes
}

async function giveUpPlace(tx: Tx, call: Call, old: License, successorId: string, why: Why): Promise<Change> {
  const state = old.state as LicenseState
  const change = isWithUser(state) ? 'LicenseWithdrawalOrdered' : 'LicenseReplaced'
  const after = { state: stateAfter(state, change), replacedById: successorId }
  const version = await changeRow(tx, License, old, { ...after, updatedAt: call.now })
  return { kind: 'license', id: old.id, version, change, before: { state }, ...history(why, after) }
}

function actionOf({ id, state, containerId }: License, successorId: string, { reason }: Why): ActionWish[] {
  if (!isWithUser(state as LicenseState) || containerId === null) return []
  return [
    { kind: 'replace', containerId, licenseId: id, heldState: state as HeldState, facts: { successorId }, reason },
  ]
}

function successorCreated(successor: License, why: Why): Change {
  const { id, version, state, orderLineId, itemVersionId, ticketId, dedicatedSerial, replacesId } = successor
  const after = { state, orderLineId, itemVersionId, ticketId, dedicatedSerial, replacesId }
  return { kind: 'license', id, version, change: 'LicenseCreated', ...history(why, after) }
}
