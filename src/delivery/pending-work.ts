import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { Ticket } from '../entities/ticket.ts'
import type { VendorAction } from '../entities/vendor-action.ts'
import {
  dedicatedLicenses,
  licensesIn,
  successorsOf,
  ticketLicenses,
  type ItemLicense,
} from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'
import { firmOf, pendingActions } from '../vendor-actions/actions.ts'
import type { Destination } from './destination.ts'

/** What waits for a container and one of its firm codes. */
export interface PendingWork {
  /** In their order. */
  readonly actions: readonly VendorAction[]
  /** Everything that the container holds, or is to hold, of every firm code. */
  readonly held: ReadonlyMap<string, ItemLicense>
  /** By the license whose place they take. */
  readonly successors: ReadonlyMap<string, ItemLicense>
  /** Licenses that are dedicated to the container; of an inseparable ticket all or none. */
  readonly dedicated: readonly ItemLicense[]
  /** The inseparable tickets among those of the dedicated licenses. */
  readonly inseparable: readonly Ticket[]
}

export async function pendingWork(
  tx: Tx,
  catalogue: Catalogue,
  { container, serial, firmCode }: Pick<Destination, 'container' | 'serial' | 'firmCode'>,
): Promise<PendingWork> {
  const all = container === undefined ? [] : await pendingActions(tx, { containerIds: [container.id] })
  const dedicated = await dedicatedLicenses(tx, catalogue, { serial, firmCode })
  if (all.length === 0 && dedicated.length === 0) return nothing
  const inContainer = container === undefined ? [] : await licensesIn(tx, catalogue, container.id)
  const held = new Map(inContainer.map((license) => [license.id, license]))
  // What is about a license that is not here any more is nothing to do for any firm code.
  const isOwn = ({ licenseId, facts }: VendorAction) =>
    (firmOf(facts) ?? held.get(licenseId ?? '')?.firmCode ?? firmCode) === firmCode
  const actions = all.filter(isOwn)
  // Next to an erasure nothing is exchanged.
  const isErased = actions.some(({ kind }) => kind === 'recycle')
  const replaced = actions.flatMap(({ kind, licenseId }) =>
    kind === 'replace' && !isErased ? (held.get(licenseId ?? '') ?? []) : [],
  )
  const replacing = await successorsOf(tx, catalogue, replaced)
  const successors = new Map(replacing.map((license) => [license.exchangeId ?? '', license]))
  const taken = new Set(replacing.map(({ id }) => id))
  const others = await whole(
    tx,
    catalogue,
    dedicated.filter(({ id }) => !taken.has(id)),
  )
  // Of a license that was split, the other parts come beside the one that takes the place.
  const parts = replacing.filter((license) => successors.get(license.exchangeId ?? '') !== license)
  return { actions, held, successors, ...others, dedicated: [...parts, ...others.dedicated] }
}

const nothing: PendingWork = { actions: [], held: new Map(), successors: new Map(), dedicated: [], inseparable: [] }

/** Of an inseparable ticket nothing goes before every license that can be collected is dedicated to the container. */
async function whole(
  tx: Tx,
  catalogue: Catalogue,
  licenses: readonly ItemLicense[],
): Promise<Pick<PendingWork, 'dedicated' | 'inseparable'>> {
  if (licenses.length === 0) return { dedicated: [], inseparable: [] }
  const ticketId = In([...new Set(licenses.map((license) => license.ticketId))])
  const tickets = await tx.findBy(Ticket, { id: ticketId, inseparable: true })
  const ids = new Set(licenses.map(({ id }) => id))
  const broken = new Set<string>()
  for (const { id } of tickets) {
    const waiting = (await ticketLicenses(tx, catalogue, id)).filter(({ state }) => state === 'NotCollected')
    if (waiting.some((license) => !ids.has(license.id))) broken.add(id)
  }
  return {
    dedicated: licenses.filter((license) => !broken.has(license.ticketId)),
    inseparable: tickets.filter(({ id }) => !broken.has(id)),
  }
}
