import { mostLicensesOfContainer, type ActivationRoom } from './activation-room.ts'
import type { ActionKind, StepCause } from './vendor-action.ts'

/** An action that waits for a container, of the firm code whose chain is extended. */
export interface WaitingAction {
  readonly id: string
  readonly kind: ActionKind
  /** Null: what the container holds of the firm code as a whole. */
  readonly licenseId: string | null
}

/** What is known of the container. */
export interface ContainerFacts {
  /** Licenses of the firm code that are in it, or on their way there, and that nothing takes out yet. */
  readonly here: ReadonlySet<string>
  /** Licenses that an unconfirmed step takes out. */
  readonly leaving: ReadonlySet<string>
  /** Copies that are in it, or on their way there, of licenses that it does not have by our books, and that nothing takes out yet. */
  readonly strays: ReadonlySet<string>
  /** By license: the one that takes its place, where that can go into this container. */
  readonly successors: ReadonlyMap<string, string>
  /** Licenses that are dedicated to the container and can go there, in their order. */
  readonly dedicated: readonly string[]
}

/** What is done together or not at all. */
export interface Unit {
  readonly removes: readonly string[]
  /** A license that is put in, in the place of another, anew, or with new terms. */
  readonly put?: string | undefined
  readonly by: StepCause
  /** Actions that are delivered by it. */
  readonly actionIds: readonly string[]
}

export interface VendorStep {
  /** In the order in which they are done. */
  readonly units: readonly Unit[]
  /** Erasures for which nothing is left to take out but what an unconfirmed step does: its receipt is theirs. */
  readonly underwayIds: readonly string[]
  /** Actions that have nothing to do any more: their license is not in the container. */
  readonly idleIds: readonly string[]
}

/**
 * What a container is to do by its next step, as its vendor has decided: the actions in their order, then the licenses that
 * are dedicated to it. Only a copy that it does not have by our books is recalled. New terms go only to licenses that stay; what an action takes out, or the erasure of the container,
 * settles everything about it. Next to an erasure nothing is exchanged: the successor can be collected like the others.
 */
export function planVendorStep(waiting: readonly WaitingAction[], facts: ContainerFacts): VendorStep {
  const { here, leaving, strays, successors, dedicated } = facts
  const isMoot = ({ kind, licenseId }: WaitingAction) =>
    kind === 'recall' && licenseId !== null && !strays.has(licenseId) && !leaving.has(licenseId)
  const actions = waiting.filter((action) => !isMoot(action))
  const isErased = actions.some(({ kind }) => kind === 'recycle')
  const taken = new Set(actions.filter(isTaking).map(({ licenseId }) => licenseId))
  const settled = new Set<string>()
  const units: Unit[] = []
  const idleIds = waiting.filter(isMoot).map(({ id }) => id)
  const bareErasures: string[] = []
  const extensionsOf = (licenseId: string) =>
    actions.filter((action) => action.kind === 'extend' && action.licenseId === licenseId).map(({ id }) => id)
  for (const action of actions) {
    const { id, kind, licenseId } = action
    if (licenseId === null) {
      const removes = [...here].filter((each) => !taken.has(each) && !settled.has(each))
      for (const each of removes) settled.add(each)
      if (removes.length === 0) bareErasures.push(id)
      else units.push({ removes, by: kind, actionIds: [id, ...removes.flatMap(extensionsOf)] })
    } else if (leaving.has(licenseId)) {
      // An unconfirmed step takes it out; its receipt settles this too.
    } else if (isTaking(action)) {
      const put = kind === 'replace' && !isErased ? successors.get(licenseId) : undefined
      units.push({ removes: [licenseId], put, by: kind, actionIds: [id, ...extensionsOf(licenseId)] })
    } else if (!here.has(licenseId) && !taken.has(licenseId)) {
      idleIds.push(id)
    } else if (!isErased && !taken.has(licenseId) && !settled.has(licenseId)) {
      settled.add(licenseId)
      units.push({ removes: [], put: licenseId, by: kind, actionIds: extensionsOf(licenseId) })
    }
  }
  const assigned = dedicated.map((put): Unit => ({ removes: [], put, by: 'assign', actionIds: [] }))
  const erasing = withErasures(units, bareErasures)
  if (erasing !== undefined) return { units: [...erasing, ...assigned], underwayIds: [], idleIds }
  const isUnderway = leaving.size > 0
  return {
    units: [...units, ...assigned],
    underwayIds: isUnderway ? bareErasures : [],
    idleIds: isUnderway ? idleIds : [...idleIds, ...bareErasures],
  }
}

/** Of an erasure to which others leave nothing: the container is erased with the last license that they take out. */
function withErasures(units: readonly Unit[], erasures: readonly string[]): Unit[] | undefined {
  const last = units.findLastIndex(({ removes }) => removes.length > 0)
  if (last < 0) return undefined
  return units.map((unit, index) => (index === last ? { ...unit, actionIds: [...unit.actionIds, ...erasures] } : unit))
}

function isTaking({ kind }: WaitingAction): boolean {
  return kind === 'withdraw' || kind === 'replace' || kind === 'recall'
}

/**
 * The units that the update can carry, in their order: nothing overtakes what has no room, which waits for the update after
 * the receipt of this one. What no update or container could ever take is left where it is; then an exchange only takes
 * out.
 * @param sizeOf bytes of what a unit does
 */
export function fitVendorStep(
  units: readonly Unit[],
  sizeOf: (unit: Unit) => number,
  room: ActivationRoom,
): { readonly units: readonly Unit[]; readonly waits: boolean } {
  const taken: Unit[] = []
  let { held, freeSize } = room
  for (const unit of units) {
    const isNew = unit.put !== undefined && unit.by !== 'extend'
    const isPossible = sizeOf(unit) <= room.wholeSize && (!isNew || held < mostLicensesOfContainer)
    if (!isPossible && unit.removes.length === 0) continue
    const possible = isPossible ? unit : { ...unit, put: undefined }
    const size = sizeOf(possible)
    if (size > freeSize) return { units: taken, waits: true }
    taken.push(possible)
    freeSize -= size
    if (isPossible && isNew) held += 1
  }
  return { units: taken, waits: false }
}
