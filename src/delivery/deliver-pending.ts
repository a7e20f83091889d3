import type { Catalogue } from '../catalogue/catalogue.ts'
import { maxUnconfirmedSteps } from '../domain/chain.ts'
import type { GivenParameter } from '../domain/item-parameters.ts'
import type { ActionKind } from '../domain/vendor-action.ts'
import { fitVendorStep, planVendorStep, type Unit } from '../domain/vendor-step.ts'
import type { Step } from '../entities/step.ts'
import { contentHash } from '../intake/content-hash.ts'
import { record } from '../ledger/record.ts'
import { putLicense, ridesOn } from '../licenses/put-license.ts'
import { licensesPut, licensesRemoved, sizeOfAction, type StoredAction } from '../licenses/step-actions.ts'
import { orderParameters, type ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { markActions } from '../vendor-actions/actions.ts'
import type { AppendStep, Appended } from './append.ts'
import { ownParameters, type Collecting, type Preparing } from './collect-licenses.ts'
import type { Destination } from './destination.ts'
import { enteringLicenses, type Entering } from './entering-licenses.ts'
import { chainsBeside } from './guard-limit.ts'
import type { PendingWork } from './pending-work.ts'
import { roomBeside } from './room.ts'
import { storeEntering } from './store-entering.ts'

/** How far the vendor's decisions got. */
export interface Delivered {
  /** The step that does them; undefined when nothing could be done. */
  readonly appended?: Appended
  /** Some have no room, and wait for the receipt of what is on its way. */
  readonly waits: boolean
}

/**
 * Appends a step with what the vendor has decided about a container (design §4.2): before everything that a user wants, in
 * the order of the decisions, as far as the update has room. The licenses that come by it are collected, the decisions
 * delivered; the receipt makes them so.
 * @param given values of parameters, where a user asks for something at the same time
 * @param append adds the step to the chain
 */
export async function deliverPending(
  tx: Tx,
  call: Call,
  catalogue: Catalogue,
  destination: Destination,
  work: PendingWork,
  given: readonly GivenParameter[],
  append: AppendStep,
): Promise<Delivered> {
  const { container, firmCode, unconfirmed } = destination
  if (unconfirmed.length >= maxUnconfirmedSteps) return { waits: true }
  const place = { containerId: container?.id, firmCode }
  const beside = await chainsBeside(tx, place, [...work.successors.values(), ...work.dedicated])
  const preparing = await preparingOf(tx, call, work)
  const entering = await enteringLicenses(tx, catalogue, destination, work, preparing, given)
  const { units, underwayIds, idleIds } = planVendorStep(
    work.actions.map(waitingAction),
    factsOf(destination, work, entering),
  )
  const actionsOfUnit = unitActions(work, entering, preparing)
  const sizeOf = (unit: Unit) => actionsOfUnit(unit).reduce((sum, action) => sum + sizeOfAction(action), 0)
  const known = [...destination.shown, ...destination.removed]
  const fitted = fitVendorStep(units, sizeOf, roomBeside(known, unconfirmed))

  const idle = work.actions.filter(({ id }) => idleIds.includes(id))
  await markActions(tx, call, idle, 'done')
  const underway = work.actions.filter(({ id }) => underwayIds.includes(id))
  await markActions(tx, call, underway, 'delivered', unconfirmed.findLast(isRemoving)?.counterTo)
  if (fitted.units.length === 0) return { waits: fitted.waits }
  const actions = fitted.units.flatMap(actionsOfUnit)
  const appended = await append(actions, {
    kind: 'vendor',
    requestHash: contentHash({ kind: 'vendor', firmCode, actions }),
    results: { licenses: [] },
  })
  await record(tx, call, appended.events)
  const put = new Set(fitted.units.map((unit) => unit.put))
  const collecting = entering.collecting.filter(({ license }) => put.has(license.id))
  await storeEntering(tx, call, appended, { ...work, ...entering, collecting, beside })
  const delivered = new Set(fitted.units.flatMap(({ actionIds }) => actionIds))
  const toMark = work.actions.filter(({ id }) => delivered.has(id))
  await markActions(tx, call, toMark, 'delivered', appended.step.counterTo)
  return { appended, waits: fitted.waits }
}

function isRemoving(step: Step): boolean {
  return licensesRemoved([step]).size > 0
}

async function preparingOf(tx: Tx, moment: Call, { held, successors, dedicated }: PendingWork): Promise<Preparing> {
  const lines = await orderParameters(tx, [...held.values(), ...successors.values(), ...dedicated])
  return { moment, held, ordered: (license) => ownParameters(license) ?? lines.get(license.orderLineId) ?? {} }
}

function waitingAction({ id, kind, licenseId }: PendingWork['actions'][number]) {
  return { id, kind: kind as ActionKind, licenseId }
}

function factsOf({ firmCode, unconfirmed, shown }: Destination, work: PendingWork, { collecting }: Entering) {
  const leaving = licensesRemoved(unconfirmed)
  const own = [...work.held.values()].filter((license) => license.firmCode === firmCode).map(({ id }) => id)
  const there = [...shown, ...unconfirmed.flatMap(licensesPut)].filter((id) => !leaving.has(id))
  const here = new Set([...own.filter((id) => !leaving.has(id)), ...there])
  const strays = new Set(there.filter((id) => !work.held.has(id)))
  const going = new Set(collecting.map(({ license }) => license.id))
  const taken = [...work.successors].filter(([, { id }]) => going.has(id))
  const successors = new Map(taken.map(([oldId, { id }]) => [oldId, id]))
  const exchanged = new Set(successors.values())
  return { here, leaving, strays, successors, dedicated: [...going].filter((id) => !exchanged.has(id)) }
}

/** What a unit does, as it is stored. */
function unitActions({ held }: PendingWork, { collecting }: Entering, { ordered }: Preparing) {
  const entering = new Map(collecting.map((one) => [one.license.id, one]))
  const onward = new Map(collecting.flatMap(({ takes }) => (takes ? [[takes.oldId, takes.successorId]] : [])))
  return ({ removes, put, by }: Unit): readonly StoredAction[] => {
    if (put === undefined) return removes.map((licenseId) => ({ remove: { licenseId }, by }))
    const coming = entering.get(put)
    if (coming !== undefined) return saying(coming, by)
    const license = held.get(put)
    return license === undefined ? [] : [{ ...putAgain(license, ordered, onward), by }]
  }
}

/** A license in its container with the terms that it has now. */
function putAgain(license: ItemLicense, ordered: Preparing['ordered'], onward: ReadonlyMap<string, string>) {
  const { generation, expiresAt, expirationDay, activationParameters } = license
  const base = ridesOn(license)
  return putLicense(license, {
    generation,
    end: { expiresAt, expirationDay },
    parameters: { ...ordered(license), ...activationParameters },
    ridesOn: base && (onward.get(base) ?? base),
  })
}

function saying({ actions }: Collecting, by: Unit['by']): readonly StoredAction[] {
  return actions.map((action) => ({ ...action, by }))
}
