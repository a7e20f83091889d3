import type { Departure } from '../domain/activation.ts'
import { isUpgrade } from '../domain/base-license.ts'
import type { Moment } from '../domain/civil-time.ts'
import { endOnceActivated, type KeptEnd } from '../domain/expiration.ts'
import { copyEnd } from '../domain/idle-release.ts'
import { stateAfter } from '../domain/license.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Ticket } from '../entities/ticket.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { putLicense } from '../licenses/put-license.ts'
import { putOnward, ridersOnward, type TakenPlace } from '../licenses/riders.ts'
import { exchangeActions, sizeOfAction, type StoredAction, type StoredPut } from '../licenses/step-actions.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'

/** What is to be said of a collection. Who collects stands in the transfer only, where it can be erased. */
export interface Collection {
  readonly comment?: string | undefined
}

/** A license as it will be once it is collected. */
export interface Collecting {
  readonly license: ItemLicense
  readonly generation: number
  readonly end: KeptEnd
  /** When its copy is dead by itself. */
  readonly copyEndsAt: Date | null
  /** Values of parameters that are given now; null = none. */
  readonly activationParameters: Record<string, string> | null
  /** The license that it rides on, if it is a module. */
  readonly ridesOn: string | undefined
  /** The place that it takes, if it is an upgrade. */
  readonly takes: TakenPlace | undefined
  /** The modules that go on with it from that place. */
  readonly riders: readonly ItemLicense[]
  /** What puts it there. */
  readonly put: StoredPut
  /** All that the step does for it. */
  readonly actions: readonly StoredAction[]
  /** Bytes that they take in an update, at most. */
  readonly size: number
}

/** What preparing a license needs to know beside the license. */
export interface Preparing {
  readonly moment: Moment
  /** What the container holds, by id. */
  readonly held: ReadonlyMap<string, ItemLicense>
  /** The values of the parameters that were given with the order of a license. */
  readonly ordered: (license: ItemLicense) => Readonly<Record<string, string>>
}

/**
 * Prepares a license: generation, expiration, and what the step does to put it into its container, in the place of its base
 * if it is an upgrade.
 */
export function prepareLicense(
  { license, parameters: activated, base }: Departure<ItemLicense>,
  { moment, held, ordered }: Preparing,
): Collecting {
  const generation = license.generation + 1
  const end = endOnceActivated(license, license.item, moment)
  const parameters = { ...ordered(license), ...activated }
  const ridesOn = base?.kind === 'module' ? base.licenseId : undefined
  const copyEndsAt = copyEnd(license.item, moment.now)
  const put = putLicense({ ...license, copyEndsAt }, { generation, end, parameters, ridesOn })
  const takes =
    base?.kind === 'upgrade'
      ? { oldId: base.licenseId, successorId: license.id, itemNumber: license.item.itemNumber }
      : undefined
  const riders = takes === undefined ? [] : ridersOnward(held.values(), takes)
  const actions =
    takes === undefined ? [put] : [...exchangeActions(takes.oldId, put), ...putOnward(riders, takes, ordered)]
  const size = actions.reduce((sum, action) => sum + sizeOfAction(action), 0)
  const activationParameters = Object.keys(activated).length === 0 ? null : { ...activated }
  return { license, generation, end, copyEndsAt, activationParameters, ridesOn, takes, riders, put, actions, size }
}

/** Of a license that took the place of another, whose line was sold for the other one. */
export function ownParameters({ parameters }: ItemLicense): Record<string, string> | undefined {
  return parameters === null ? undefined : Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
}

/** Changes the rows of licenses that are collected into a container, those that change alike by one statement. */
export async function collectLicenses(
  tx: Tx,
  call: Call,
  container: Container,
  collecting: readonly Collecting[],
  wish: Collection,
): Promise<Change[]> {
  const state = stateAfter('NotCollected', 'LicenseCollected')
  for (const [, group] of alike(collecting)) {
    const [first] = group
    if (first === undefined) continue
    const changes = { state, ...rowAfter(first), containerId: container.id, updatedAt: call.now }
    await changeRows(
      tx,
      License,
      group.map(({ license }) => license),
      changes,
    )
  }
  return collecting.map(({ license, generation, end: { expiresAt }, ridesOn, takes }) => ({
    kind: 'license',
    id: license.id,
    version: license.version + 1,
    change: 'LicenseCollected',
    before: { state: license.state, generation: license.generation },
    after: {
      state,
      generation,
      containerSerial: container.serial,
      expiresAt: expiresAt?.toISOString(),
      baseId: ridesOn ?? takes?.oldId,
    },
    comment: wish.comment,
  }))
}

/** Of an inseparable ticket all licenses go one way: its row is changed, so that no second container goes another. */
export async function collectTicket(tx: Tx, call: Call, ticket: Ticket, container: Container): Promise<Change[]> {
  if (!ticket.inseparable) return []
  const version = await changeRow(tx, Ticket, ticket, { updatedAt: call.now })
  const after = { containerSerial: container.serial }
  return [{ kind: 'ticket', id: ticket.id, version, change: 'TicketCollected', after }]
}

/** What collecting changes of the row, beside where it is. */
function rowAfter({ license, generation, end, copyEndsAt, activationParameters, ridesOn, takes }: Collecting) {
  const row = { generation, ...end, copyEndsAt, activationParameters }
  if (ridesOn !== undefined) return { ...row, baseId: ridesOn }
  if (takes === undefined) return row
  const { oldId } = takes
  const baseId = isUpgrade(license.item) ? oldId : license.baseId
  return { ...row, baseId, exchangeId: oldId, replacesId: license.replacesId ?? oldId }
}

function alike(collecting: readonly Collecting[]): Map<string, Collecting[]> {
  const groups = new Map<string, Collecting[]>()
  for (const one of collecting) {
    const key = JSON.stringify(rowAfter(one))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}
