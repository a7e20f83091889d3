import type { Departure } from '../domain/activation.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import type { Appended } from '../delivery/append.ts'
import {
  collectLicenses,
  collectTicket,
  ownParameters,
  prepareLicense,
  type Collecting,
} from '../delivery/collect-licenses.ts'
import { countTrials } from '../delivery/count-trials.ts'
import { chainsBeside, guardLimit } from '../delivery/guard-limit.ts'
import type { TransferFacts } from '../delivery/transfers.ts'
import type { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import { record } from '../ledger/record.ts'
import { activationTarget, type KnownTarget } from '../licenses/activation-target.ts'
import { orderParameters, type ItemLicense } from '../licenses/ticket-licenses.ts'
import { issueAnew } from '../moves/issue-anew.ts'
import { appendStep } from './append-step.ts'
import type { CastRestored } from './cast-restored.ts'
import { keepTrials, replaceContainer } from './replace-container.ts'
import type { Restoring } from './reserve-restoration.ts'

/** Whereto licenses are to be restored. */
export interface RestoredScene {
  readonly cast: CastRestored
  readonly target: KnownTarget
  /** See `guardLimit`. */
  readonly beside: readonly Chain[]
  readonly prepare: (departure: Departure<ItemLicense>) => Collecting
}

export async function restoredScene(restoring: Restoring, cast: CastRestored): Promise<RestoredScene> {
  const { tx, call, parts, meeting, head, lost } = restoring
  const { context, container, steps } = meeting
  const { kind, firmCode, serial } = context
  if (cast.leaving.size > 0) await keepTrials(tx, call, lost.container.serial, serial)
  const containerId = container?.id
  const beside = await chainsBeside(tx, { containerId, firmCode }, cast.licenses)
  const bindingScheme = context.fingerprint?.scheme ?? containerOfKind(kind).bindingScheme
  const facts = { ...context, containerId, bindingScheme, steps, confirmed: head.confirmed }
  const target = await activationTarget(tx, parts.catalogue, facts, cast.licenses)
  const lines = await orderParameters(tx, [...cast.licenses, ...target.held.values()])
  const ordered = (license: ItemLicense) => ownParameters(license) ?? lines.get(license.orderLineId) ?? {}
  const preparing = { moment: call, held: target.held, ordered }
  return { cast, target, beside, prepare: (departure) => prepareLicense(departure, preparing) }
}

/**
 * Appends the step that puts restored licenses into the new container. The lost one is blocked, and the licenses leave it in
 * our books; it need not be told to give them up. What its vendor was to take out of it is out.
 */
export async function appendRestored(
  { tx, call, wish, meeting, lost }: Restoring,
  { cast, target, beside }: RestoredScene,
  going: readonly Collecting[],
  facts: TransferFacts,
): Promise<Appended> {
  const actions = going.flatMap((one) => one.actions)
  const appended = await appendStep(tx, call, meeting, actions, facts)
  const { container, events } = appended
  await record(tx, call, events)
  await replaceContainer(tx, call, lost, container, wish.comment)
  const why = { kind: 'restore', toContainerId: container.id, comment: wish.comment } as const
  const moving = going.flatMap(({ license }) => cast.leaving.get(license.id) ?? [])
  await record(tx, call, await issueAnew(tx, call, [...moving, ...cast.withdrawn], why))
  const tickets = new Set(going.map(({ license }) => license.ticketId))
  for (const ticket of cast.inseparable.filter(({ id }) => tickets.has(id))) {
    await record(tx, call, await collectTicket(tx, call, ticket, container))
  }
  await record(tx, call, await collectLicenses(tx, call, container, going, wish))
  await countTrials(tx, call, target, going)
  await guardLimit(tx, call, beside, target, going)
  return { ...appended, container: await tx.findOneByOrFail(Container, { id: container.id }) }
}
