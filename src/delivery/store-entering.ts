import type { Chain } from '../entities/chain.ts'
import type { Ticket } from '../entities/ticket.ts'
import { record } from '../ledger/record.ts'
import type { KnownTarget } from '../licenses/activation-target.ts'
import { rebase } from '../licenses/riders.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Appended } from './append.ts'
import { collectLicenses, collectTicket, type Collecting } from './collect-licenses.ts'
import { countTrials } from './count-trials.ts'
import { guardLimit } from './guard-limit.ts'
import { replaceBases } from './replace-bases.ts'

/** Licenses that a step puts into a container because its vendor has decided so. */
export interface Sent {
  readonly target: KnownTarget
  readonly collecting: readonly Collecting[]
  /** By the license whose place they take. */
  readonly successors: ReadonlyMap<string, ItemLicense>
  readonly inseparable: readonly Ticket[]
  /** See `guardLimit`. */
  readonly beside: readonly Chain[]
}

/** Changes everything that changes because licenses go into a container by a step: they are collected. Records the events. */
export async function storeEntering(
  tx: Tx,
  call: Call,
  { container, step }: Appended,
  { target, collecting, successors, inseparable, beside }: Sent,
): Promise<void> {
  if (collecting.length === 0) return
  const tickets = new Set(collecting.map(({ license }) => license.ticketId))
  for (const ticket of inseparable.filter(({ id }) => tickets.has(id))) {
    await record(tx, call, await collectTicket(tx, call, ticket, container))
  }
  const isExchange = ({ takes }: Collecting) => takes !== undefined && successors.has(takes.oldId)
  const upgrading = collecting.filter((one) => !isExchange(one))
  await record(tx, call, [
    ...(await collectLicenses(tx, call, container, collecting, {})),
    ...(await replaceBases(tx, call, container, upgrading, step.counterTo, {})),
  ])
  for (const { takes, riders } of collecting.filter(isExchange)) {
    if (takes !== undefined) await record(tx, call, await rebase(tx, call, riders, takes))
  }
  await countTrials(tx, call, target, collecting)
  await guardLimit(tx, call, beside, target, collecting)
}
