import type { Catalogue } from '../catalogue/catalogue.ts'
import { planActivation, type Departure } from '../domain/activation.ts'
import type { GivenParameter } from '../domain/item-parameters.ts'
import { activationTarget, type KnownTarget } from '../licenses/activation-target.ts'
import { putOnward, ridersOnward } from '../licenses/riders.ts'
import { exchangeActions, sizeOfAction } from '../licenses/step-actions.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'
import { prepareLicense, type Collecting, type Preparing } from './collect-licenses.ts'
import type { Destination } from './destination.ts'
import type { PendingWork } from './pending-work.ts'

/** What may go into a container by a step on which its vendor has decided. */
export interface Entering {
  readonly target: KnownTarget
  /** Ready to be put, each after its base; those that take the place of another with the actions that take it out. */
  readonly collecting: readonly Collecting[]
}

/**
 * Judges the licenses that a vendor sends into a container by the rules of an activation, and prepares them. Each is judged
 * as if what is to be taken out were gone.
 * @param given values of parameters, where a user asks for something at the same time
 */
export async function enteringLicenses(
  tx: Tx,
  catalogue: Catalogue,
  destination: Destination,
  work: PendingWork,
  preparing: Preparing,
  given: readonly GivenParameter[],
): Promise<Entering> {
  const exchanged = new Map([...work.successors].map(([oldId, { id }]) => [id, oldId]))
  const successors = [...work.successors].map(([oldId, license]) => inPlaceOf(oldId, license))
  const target = await targetOf(tx, catalogue, destination, work, [...successors, ...work.dedicated])
  const wish = { licenseIds: [], all: true, parameters: given }
  const plan = (dedicated: readonly ItemLicense[]) =>
    planActivation({ inseparable: false, licenses: [...successors, ...dedicated] }, wish, target).go
  const departures = plan(together(work, plan(work.dedicated)))
  const collecting = departures.map((departure) => {
    const oldId = exchanged.get(departure.license.id)
    const prepared = prepareLicense(departure, preparing)
    return oldId === undefined ? prepared : taking(oldId, prepared, preparing)
  })
  return { target, collecting }
}

/** Whatever holds it back because it takes the place of another, or is an upgrade of it: that one goes by the same step. */
function inPlaceOf(oldId: string, license: ItemLicense): ItemLicense {
  const { upgradeBases = [] } = license.item
  return { ...license, exchange: undefined, baseId: upgradeBases.length > 0 ? oldId : license.baseId }
}

async function targetOf(
  tx: Tx,
  catalogue: Catalogue,
  { container, confirmed, unconfirmed, ...place }: Destination,
  { actions, held }: PendingWork,
  licenses: readonly ItemLicense[],
): Promise<KnownTarget> {
  const own = [...held.values()].filter(({ firmCode }) => firmCode === place.firmCode).map(({ id }) => id)
  const out = actions
    .flatMap(({ kind, licenseId }) => {
      if (licenseId === null) return own
      return kind === 'withdraw' || kind === 'replace' ? [licenseId] : []
    })
    .map((licenseId) => ({ remove: { licenseId } }))
  const decided = { counterTo: (unconfirmed.at(-1)?.counterTo ?? confirmed) + 1, actions: out }
  const facts = { ...place, containerId: container?.id, confirmed, steps: [...unconfirmed, decided] }
  return activationTarget(tx, catalogue, facts, licenses)
}

/** The dedicated licenses without those of inseparable tickets of which not all can go. */
function together(
  { dedicated, inseparable }: PendingWork,
  departures: readonly Departure<ItemLicense>[],
): readonly ItemLicense[] {
  const going = new Set(departures.map(({ license }) => license.id))
  const apart = new Set(dedicated.filter(({ id }) => !going.has(id)).map(({ ticketId }) => ticketId))
  const broken = new Set(inseparable.flatMap(({ id }) => (apart.has(id) ? [id] : [])))
  return dedicated.filter(({ ticketId }) => !broken.has(ticketId))
}

/** One that takes the place of another: that one is taken out by the same step, and its modules ride on this one. */
function taking(oldId: string, collecting: Collecting, { held, ordered }: Preparing): Collecting {
  const { license, put } = collecting
  const takes = { oldId, successorId: license.id, itemNumber: license.item.itemNumber }
  const riders = ridersOnward(held.values(), takes)
  const exchange = exchangeActions(oldId, { ...put, by: 'replace' })
  const actions = [...exchange, ...putOnward(riders, takes, ordered)]
  const size = actions.reduce((sum, action) => sum + sizeOfAction(action), 0)
  return { ...collecting, takes, riders, actions, size }
}
