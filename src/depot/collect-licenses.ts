import { endOnceActivated, type KeptEnd } from '../domain/expiration.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { stateAfter } from '../domain/license.ts'
import type { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Ticket } from '../entities/ticket.ts'
import { sealedLength } from '../formats/sealed.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import type { WishedActivation } from './activation-wish.ts'
import { putOptions } from '../licenses/put-options.ts'
import { sizeOfAction, type StoredAction } from '../licenses/step-actions.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'

/** A license as it will be once it is collected. */
export interface Collecting {
  readonly license: ItemLicense
  readonly generation: number
  readonly end: KeptEnd
  /** What the step does for it. */
  readonly action: StoredAction
  /** Bytes that it takes in an update, at most. */
  readonly size: number
}

/**
 * Prepares a license: generation, expiration, and the action that puts it into its container.
 * @param parameters those of the order and of the activation
 */
export function prepareLicense(
  license: ItemLicense,
  parameters: Readonly<Record<string, string>>,
  now: Date,
): Collecting {
  const { id: licenseId, item, itemVersionId } = license
  const generation = license.generation + 1
  const end = endOnceActivated(license, item, now)
  const put = { licenseId, generation, options: putOptions(item, { ...license, ...end, parameters }) }
  const action = { put, ...sealing(item, itemVersionId) }
  return { license, generation, end, action, size: sizeOfAction(action) }
}

/** Where the hidden and secret data of a license come from, and how long they may become when they are sealed. */
function sealing({ options }: ItemDefinition, itemVersionId: string) {
  const { hiddenData, secretData } = options
  if ((hiddenData ?? secretData) === undefined) return {}
  // At rest they are longer than in clear.
  const lengths = [...(hiddenData ?? []), ...(secretData ?? [])].map(({ sealed }) => Math.ceil((sealed.length * 3) / 4))
  return { sealFrom: itemVersionId, sealedLength: sealedLength(lengths) }
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
  wish: WishedActivation,
): Promise<Change[]> {
  const state = stateAfter('NotCollected', 'LicenseCollected')
  for (const [, group] of alike(collecting)) {
    const [first] = group
    if (first === undefined) continue
    const { generation, end } = first
    const changes = { state, generation, ...end, containerId: container.id, updatedAt: call.now }
    await changeRows(
      tx,
      License,
      group.map(({ license }) => license),
      changes,
    )
  }
  return collecting.map(({ license, generation, end: { expiresAt } }) => ({
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
      userId: wish.collector?.userId,
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

function alike(collecting: readonly Collecting[]): Map<string, Collecting[]> {
  const groups = new Map<string, Collecting[]>()
  for (const one of collecting) {
    const { expiresAt, expirationDay } = one.end
    const key = `${one.generation} ${expiresAt?.toISOString() ?? ''} ${expirationDay ?? ''}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}
