import { nothingToActivate } from '../domain/activation-fault.ts'
import { fitPlan, laterAll, type ActivationRoom, type FittedPlan } from '../domain/activation-room.ts'
import type { ActivationPlan, Departure } from '../domain/activation.ts'
import { mayAppend } from '../domain/chain.ts'
import {
  collectLicenses,
  collectTicket,
  ownParameters,
  prepareLicense,
  type Collecting,
} from '../delivery/collect-licenses.ts'
import { countTrials } from '../delivery/count-trials.ts'
import { guardLimit } from '../delivery/guard-limit.ts'
import { replaceBases } from '../delivery/replace-bases.ts'
import { roomBeside } from '../delivery/room.ts'
import { reservedOf } from '../delivery/transfers.ts'
import type { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { Ticket } from '../entities/ticket.ts'
import { type Change, record } from '../ledger/record.ts'
import type { KnownTarget } from '../licenses/activation-target.ts'
import { actionsOf } from '../licenses/step-actions.ts'
import { orderParameters, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { holdRow } from '../store/hold-row.ts'
import { issueAnew } from '../moves/issue-anew.ts'
import { factsOf, type Activating, type ReservedActivation, type Reserving } from './activating.ts'
import { requestOf } from './activation-wish.ts'
import { appendStep } from './append-step.ts'
import type { Cast } from './cast-licenses.ts'
import { rootFault } from './check-root.ts'
import { giveAgain, transferOpen } from './give-again.ts'
import type { Outcome } from './outcome.ts'

/** Whereto licenses of a ticket are to go. */
export interface Scene {
  readonly ticket: Ticket
  readonly target: KnownTarget
  /** See `guardLimit`. */
  readonly beside: readonly Chain[]
  readonly leaving: Cast['leaving']
}

export async function appendLicenses(
  activating: Activating,
  { ticket, target, beside, leaving }: Scene,
  plan: ActivationPlan<ItemLicense>,
): Promise<Outcome<ReservedActivation>> {
  const { tx, call, parts, wish, meeting, head } = activating
  if (!mayAppend(head)) {
    if (bringsDecisions(activating)) return giveWhatThereIs(activating, laterAll(plan))
    return { fault: await transferOpen(activating) }
  }
  const refused = await rootFault(tx, meeting.context)
  if (refused !== undefined) return { fault: refused }

  const lines = await orderParameters(tx, [...plan.go.map(({ license }) => license), ...target.held.values()])
  const ordered = (license: ItemLicense) => ownParameters(license) ?? lines.get(license.orderLineId) ?? {}
  const preparing = { moment: call, held: target.held, ordered }
  const prepare = (departure: Departure<ItemLicense>) => prepareLicense(departure, preparing)
  const fitted = fitPlan(plan, prepare, roomOf(activating), ticket.inseparable)
  const { going, outcomes } = fitted
  const refusals = new Map([...plan.refusals, ...fitted.refusals])
  if (going.length === 0) return nothingFits(activating, { ...fitted, refusals })

  const actions = going.flatMap((one) => one.actions)
  const facts = factsOf(activating, fitted)
  const { container, transfer, step, events } = await appendStep(tx, call, meeting, actions, facts)
  await record(tx, call, [
    ...events,
    ...(await collectTicket(tx, call, ticket, container)),
    ...(await leaveOthers(activating, container, leaving, going)),
    ...(await collectLicenses(tx, call, container, going, wish)),
    ...(await replaceBases(tx, call, container, going, step.counterTo, wish)),
  ])
  await countTrials(tx, call, target, going)
  await guardLimit(tx, call, beside, target, going)
  // A ticket that got new characters meanwhile opens nothing by its old ones. An inseparable one is changed anyway.
  if (!ticket.inseparable) await holdRow(tx, Ticket, ticket, call)
  const { firmCode } = meeting.context
  const reserved = await reservedOf(tx, parts.catalogue, { transfer, container, firmCode }, [...meeting.steps, step])
  return { done: { reserved, outcomes, refusals } }
}

/** What the vendor has decided goes first, also where it has to wait itself. */
export function roomOf({ meeting: { context, steps }, head, waits }: Reserving): ActivationRoom {
  const unconfirmed = steps.filter(({ counterTo }) => counterTo > head.confirmed)
  const known = [...context.licenses, ...context.removed].map(({ licenseId }) => licenseId)
  const room = roomBeside(known, unconfirmed)
  return waits ? { ...room, freeSize: 0 } : room
}

async function nothingFits(activating: Activating, fitted: FittedPlan): Promise<Outcome<ReservedActivation>> {
  const { head } = activating
  if (fitted.outcomes.some(({ ok }) => ok)) return giveWhatThereIs(activating, fitted)
  if (fitted.laterMore && head.confirmed < head.counter && !bringsDecisions(activating)) {
    return { fault: await transferOpen(activating) }
  }
  return nothingGoes(activating, fitted)
}

type Refused = Pick<ActivationPlan, 'outcomes' | 'refusals'>

/** Nothing of what the user wants goes, be it refused; what his vendor has decided he gets all the same. */
export async function nothingGoes(activating: Activating, plan: Refused): Promise<Outcome<ReservedActivation>> {
  if (bringsDecisions(activating)) return giveWhatThereIs(activating, plan)
  return { fault: nothingToActivate(plan.outcomes, requestOf(activating.wish)), refusals: plan.refusals }
}

/** What is on its way anyway, and what became of each license. */
export function giveWhatThereIs(activating: Activating, plan: Refused): Promise<Outcome<ReservedActivation>> {
  return giveAgain(activating, factsOf(activating, plan), plan)
}

/** Those that go and are in other containers by our books leave these. */
async function leaveOthers(
  { tx, call, wish }: Activating,
  { id: toContainerId }: Container,
  leaving: Cast['leaving'],
  going: readonly Collecting[],
): Promise<Change[]> {
  const departures = going.flatMap(({ license }) => leaving.get(license.id) ?? [])
  const changes: Change[] = []
  for (const kind of ['reactivation', 'idle'] as const) {
    const licenses = departures.filter((one) => one.kind === kind).map(({ license }) => license)
    changes.push(...(await issueAnew(tx, call, licenses, { kind, toContainerId, comment: wish.comment })))
  }
  return changes
}

/** Whether the container is still to get something that its vendor has decided. */
export function bringsDecisions({ meeting: { steps }, head }: Reserving): boolean {
  const unconfirmed = steps.filter(({ counterTo }) => counterTo > head.confirmed)
  return unconfirmed.flatMap(actionsOf).some(({ by }) => by !== undefined)
}
