import { In } from 'typeorm'
import { type HeldState, type LicenseChange, type LicenseState, stateAfter } from '../domain/license.ts'
import { type ActionKind, changeOnceOut } from '../domain/vendor-action.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Step } from '../entities/step.ts'
import type { VendorAction } from '../entities/vendor-action.ts'
import type { Change } from '../ledger/record.ts'
import { actionsOf, licensesPut, licensesRemoved } from '../licenses/step-actions.ts'
import { countMoves } from '../moves/count-moves.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { firmOf, markActions, openActions } from '../vendor-actions/actions.ts'
import type { Fact } from './container-facts.ts'

/** What a receipt changes: events of licenses, and what is to be told of the container. */
export interface Settled {
  readonly changes: readonly Change[]
  readonly facts: readonly Fact[]
}

/**
 * Takes the receipt of steps by which a container gave licenses up or took new terms: what the vendor has decided is done.
 * A license that is out is Withdrawn or Replaced, or can be collected again because its container was erased, and no
 * container is meant for it any more.
 * @param arrived the steps of the chain of this firm code that were not known to be in the container before
 * @param later those that still are on their way; a license that one of them puts in again has not left
 */
export async function settleDelivered(
  tx: Tx,
  call: Call,
  container: Container,
  firmCode: number,
  arrived: readonly Step[],
  later: readonly Step[],
): Promise<Settled> {
  if (!arrived.flatMap(actionsOf).some((action) => 'remove' in action || action.by !== undefined)) {
    return { changes: [], facts: [] }
  }
  const counters = new Set(arrived.map(({ counterTo }) => counterTo))
  const open = await openActions(tx, { containerIds: [container.id] })
  const ids = new Set([...licensesRemoved(arrived), ...open.flatMap(({ licenseId }) => licenseId ?? [])])
  const licenses = await tx.findBy(License, { id: In([...ids]), containerId: container.id, firmCode })
  const own = new Set(licenses.map(({ id }) => id))
  const isOwn = ({ licenseId, facts }: VendorAction) => own.has(licenseId ?? '') || firmOf(facts) === firmCode
  const actions = open.filter(isOwn)

  const removed = licensesRemoved(arrived)
  const back = new Set(later.flatMap(licensesPut))
  const hasLeft = (id: string) => removed.has(id) && !back.has(id)
  const out = licenses.filter(({ id }) => hasLeft(id))
  const done = actions.filter(
    ({ licenseId, counterTo }) => hasLeft(licenseId ?? '') || (counterTo !== null && counters.has(counterTo)),
  )
  await markActions(tx, call, done, 'done')
  return { changes: await takeOut(tx, call, container, out, actions), facts: erasureOf(firmCode, done) }
}

/** Changes the licenses that have left their container, those that change alike by one statement. */
async function takeOut(
  tx: Tx,
  call: Call,
  container: Container,
  licenses: readonly License[],
  actions: readonly VendorAction[],
): Promise<Change[]> {
  const takings = new Map(
    actions.filter(({ kind }) => kind === 'withdraw' || kind === 'replace').map((action) => [action.licenseId, action]),
  )
  const groups = new Map<LicenseChange, License[]>()
  for (const license of licenses) {
    const taking = takings.get(license.id)?.kind as ActionKind | undefined
    const change = changeOnceOut(license.state as LicenseState, taking)
    groups.set(change, [...(groups.get(change) ?? []), license])
  }
  const changes: Change[] = []
  for (const [change, group] of groups) {
    const after = { containerId: null, dedicatedSerial: null, copyEndsAt: null, updatedAt: call.now }
    for (const state of new Set(group.map((license) => license.state as LicenseState))) {
      const alike = group.filter((license) => license.state === state)
      const held = takings.get(alike[0]?.id ?? '')?.heldState as HeldState | undefined
      const next = stateAfter(state, change, held)
      await changeRows(tx, License, alike, { ...after, state: next })
      if (change === 'LicenseReturned') {
        const copies = alike.map((license) => ({ license, fromContainerId: container.id }))
        await countMoves(tx, call, 'return', copies, null)
      }
      changes.push(...alike.map((license) => tookOut(license, change, next, container)))
    }
  }
  return changes
}

function tookOut({ id, version, state }: License, change: LicenseChange, next: string, { serial }: Container): Change {
  const before = { state, containerSerial: serial }
  return { kind: 'license', id, version: version + 1, change, before, after: { state: next } }
}

/** A container that was erased as the vendor wished. */
function erasureOf(firmCode: number, done: readonly VendorAction[]): Fact[] {
  const erasure = done.find(({ kind }) => kind === 'recycle')
  return erasure === undefined
    ? []
    : [{ change: 'ContainerRecycled', after: { firmCode }, comment: erasure.reason ?? undefined }]
}
