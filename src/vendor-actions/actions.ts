import { In } from 'typeorm'
import type { HeldState } from '../domain/license.ts'
import { type ActionKind, type ActionState, canBecome, openActionStates } from '../domain/vendor-action.ts'
import { VendorAction } from '../entities/vendor-action.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** Something for a container to do at its next contact. */
export interface ActionWish {
  readonly kind: ActionKind
  readonly containerId: string
  /** Null: the container as a whole. */
  readonly licenseId: string | null
  /** What the license is again if this is taken back; null where it stays what it is. */
  readonly heldState: HeldState | null
  /** What else the action needs, by its kind; JSON-safe. */
  readonly facts: Readonly<Record<string, unknown>>
  readonly reason: string | undefined
}

/**
 * Puts actions at the end of what waits for their containers, in the order given. Two writers for one container meet at
 * the number of the place, and the later one is run again. The caller changes the license (or container) of each action in
 * the same transaction and records that: the action itself has no events.
 * @param counterTo the step that does them, where it is reserved in the same transaction
 */
export async function appendActions(
  tx: Tx,
  { now, newId }: Pick<Call, 'now' | 'newId'>,
  wishes: readonly ActionWish[],
  counterTo: number | null = null,
): Promise<VendorAction[]> {
  if (wishes.length === 0) return []
  const places = await lastPlaces(tx, [...new Set(wishes.map(({ containerId }) => containerId))])
  const rows = wishes.map((wish): VendorAction => {
    const position = (places.get(wish.containerId) ?? 0) + 1
    places.set(wish.containerId, position)
    const row = { ...wish, id: newId(), position, reason: wish.reason ?? null, version: 1 }
    const state = counterTo === null ? 'pending' : 'delivered'
    return { ...row, state, counterTo, createdAt: now, updatedAt: now }
  })
  await insertRows(tx, VendorAction, rows)
  return rows
}

/** Whose actions are asked for. */
export type ActionsOf = { readonly containerIds: readonly string[] } | { readonly licenseIds: readonly string[] }

/** What a container has not taken yet, container by container in the order in which it is to be done. */
export async function openActions(tx: Tx, of: ActionsOf): Promise<VendorAction[]> {
  return tx.find(VendorAction, {
    where: { ...matching(of), state: In([...openActionStates]) },
    order: { containerId: 'ASC', position: 'ASC' },
  })
}

/** What waits for the next contact: not even delivered. */
export async function pendingActions(tx: Tx, of: ActionsOf): Promise<VendorAction[]> {
  return tx.find(VendorAction, {
    where: { ...matching(of), state: 'pending' },
    order: { containerId: 'ASC', position: 'ASC' },
  })
}

/**
 * Marks actions that were read in this transaction as delivered, done or cancelled. If one of them was marked by somebody
 * else meanwhile, the transaction is run again.
 * @param counterTo the step that does them, where they are delivered
 */
export async function markActions(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  actions: readonly VendorAction[],
  state: ActionState,
  counterTo: number | null = null,
): Promise<void> {
  const impossible = actions.find((action) => !canBecome(action.state as ActionState, state))
  if (impossible !== undefined) throw new Error(`action ${impossible.id} is ${impossible.state} and cannot be ${state}`)
  // Once it is done, it still is known which step did it.
  const step = state === 'done' ? {} : { counterTo }
  await changeRows(tx, VendorAction, actions, { state, ...step, updatedAt: now })
}

/** The firm code that an action is about, where its facts say so: that of an erasure, or of a recalled copy. */
export function firmOf(facts: unknown): number | undefined {
  return (facts as { readonly firmCode?: number }).firmCode
}

function matching(of: ActionsOf) {
  return 'containerIds' in of ? { containerId: In([...of.containerIds]) } : { licenseId: In([...of.licenseIds]) }
}

async function lastPlaces(tx: Tx, containerIds: readonly string[]): Promise<Map<string, number>> {
  const places = new Map<string, number>()
  for (const containerId of containerIds) {
    places.set(containerId, (await tx.maximum(VendorAction, 'position', { containerId })) ?? 0)
  }
  return places
}
