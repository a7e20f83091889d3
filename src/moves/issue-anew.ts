import { In } from 'typeorm'
import { licenseChanges, type LicenseState, stateAfter } from '../domain/license.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import type { Change } from '../ledger/record.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import { leaveNotices } from '../notices/leave-notices.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { markActions, openActions } from '../vendor-actions/actions.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { blockGenerations, firstGood } from './block-generations.ts'
import { countMoves } from './count-moves.ts'
import { recallCopies } from './recall.ts'

/** Why and whereto licenses leave the containers that they are in by our books. */
export interface Reissue extends Why {
  /**
   * No moves, and not counted, are `idle`: the copy is dead by itself; and `proof`: the other container has proved that it was
   * given a newer one.
   */
  readonly kind: 'reactivation' | 'restore' | 'idle' | 'proof'
  readonly toContainerId: string
}

/**
 * A license as it is once it is issued anew: so it is judged and prepared for the container that it is to go into. What was
 * given with its last activation counts again. The row is changed by `issueAnew`, in the same transaction.
 */
export function asIssuedAnew(license: ItemLicense): ItemLicense {
  const state = 'NotCollected'
  const free = { state, containerId: null, dedicatedSerial: null, copyEndsAt: null, exchange: undefined } as const
  return { ...license, ...free, version: license.version + 1, keptParameters: license.activationParameters ?? {} }
}

/**
 * Takes licenses out of containers in our books, without these: they are lost, or blocked, or the copies are dead. The
 * copies are blocked, the moves counted and told; what waited for the containers about them is settled, and a container that is not
 * blocked is left word to give the old copy up, should it come back. The licenses can be collected at once, see
 * `asIssuedAnew`; those that were to be withdrawn or replaced are so now. Judge the moves first. Gives the events.
 * @param leaving rows of licenses that are with a user
 */
export async function issueAnew(
  tx: Tx,
  call: Call,
  leaving: readonly License[],
  { kind, toContainerId, ...why }: Reissue,
): Promise<Change[]> {
  if (leaving.length === 0) return []
  const containers = await containersOf(tx, leaving)
  await blockGenerations(tx, call, leaving)
  const copies = leaving.map((license) => ({ license, container: containerOf(license, containers) }))
  if (kind === 'reactivation' || kind === 'restore') {
    const counted = copies.map(({ license, container }) => ({ license, fromContainerId: container.id }))
    await countMoves(tx, call, kind, counted, toContainerId)
    const noticed = copies.map(({ license, container }) => ({ license, oldSerial: container.serial }))
    await leaveNotices(tx, call, kind, noticed)
  }
  await settleWaiting(tx, call, leaving)
  const within = copies.filter(({ container }) => container.state !== 'blocked')
  await recallCopies(
    tx,
    call,
    within.map(({ license: { id: licenseId, firmCode }, container }) => {
      return { licenseId, firmCode, containerId: container.id }
    }),
  )
  const events: Change[] = []
  for (const change of new Set(leaving.map(changeOf))) {
    const alike = leaving.filter((license) => changeOf(license) === change)
    for (const license of alike) stateAfter(license.state as LicenseState, change)
    const state = licenseChanges[change].to
    const nowhere = { containerId: null, dedicatedSerial: null, copyEndsAt: null }
    await changeRows(tx, License, alike, { state, ...nowhere, updatedAt: call.now })
    for (const license of alike) {
      const { id, version, generation } = license
      const { serial: containerSerial } = containerOf(license, containers)
      const before = { state: license.state, generation, containerSerial }
      const after = history(why, { state, moveKind: kind, blockedBelow: firstGood(license) })
      events.push({ kind: 'license', id, version: version + 1, change, before, ...after })
    }
  }
  return events
}

/** What its vendor had decided about a license is done without the container, which gives the copy up anyway. */
async function settleWaiting(tx: Tx, call: Call, leaving: readonly License[]): Promise<void> {
  const places = new Map(leaving.map(({ id, containerId }) => [id, containerId]))
  const open = await openActions(tx, { licenseIds: [...places.keys()] })
  const settled = open.filter(({ licenseId, containerId }) => places.get(licenseId ?? '') === containerId)
  await markActions(tx, call, settled, 'done')
}

function changeOf({ state, replacedById }: License) {
  if (state !== 'WithdrawPending') return 'LicenseReactivated'
  return replacedById === null ? 'LicenseWithdrawn' : 'LicenseReplaced'
}

async function containersOf(tx: Tx, licenses: readonly License[]): Promise<ReadonlyMap<string, Container>> {
  const ids = new Set(licenses.flatMap(({ containerId }) => containerId ?? []))
  const rows = await tx.findBy(Container, { id: In([...ids]) })
  return new Map(rows.map((row) => [row.id, row]))
}

function containerOf({ id, containerId }: License, containers: ReadonlyMap<string, Container>): Container {
  const container = containers.get(containerId ?? '')
  if (container === undefined) throw new Error(`license ${id} is to leave its container and is in none`)
  return container
}
