import { type EntityTarget, In } from 'typeorm'
import { Chain } from '../entities/chain.ts'
import { Item } from '../entities/item.ts'
import { ItemVersion } from '../entities/item-version.ts'
import { License } from '../entities/license.ts'
import { Order } from '../entities/order.ts'
import { Step } from '../entities/step.ts'
import type { AggregateKind } from '../ledger/record.ts'
import { firmCodeId } from '../ledger/record.ts'
import { licensesShown } from '../licenses/step-actions.ts'
import type { Caller } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { onlySells } from './container-reach.ts'

/** Which of these things a client sees, by the ids of their events. */
type LookUp = (tx: Tx, caller: Caller, ids: readonly string[]) => Promise<Iterable<string>>

const everybody: LookUp = (_tx, _caller, ids) => Promise.resolve(ids)
const nobody: LookUp = () => Promise.resolve([])

/**
 * Who sees what of the ledger: what was sold, in its own order scope; of the catalogue its firm codes, and container types,
 * which belong to none; accounts never. Whoever administrates all firm codes sees everything, see `seesEverything`.
 */
const lookUps: Readonly<Record<AggregateKind, LookUp>> = {
  order: (tx, caller, ids) => ofScope(tx, Order, caller, ids),
  license: (tx, caller, ids) => ofScope(tx, License, caller, ids),
  ticket: async (tx, { orderScope }, ids) => {
    const orders = await tx.find(Order, { select: { ticketId: true }, where: { ticketId: In([...ids]), orderScope } })
    return orders.map(({ ticketId }) => ticketId)
  },
  container: seenContainers,
  item: async (tx, { firmCodes }, ids) => {
    if (firmCodes === 'all') return ids
    const items = await tx.find(Item, { select: { id: true, currentVersionId: true }, where: { id: In([...ids]) } })
    const versions = await tx.find(ItemVersion, {
      select: { itemId: true },
      where: { id: In(items.map(({ currentVersionId }) => currentVersionId)), firmCode: In([...firmCodes]) },
    })
    return versions.map(({ itemId }) => itemId)
  },
  firmCode: (_tx, { firmCodes }, ids) => {
    return Promise.resolve(firmCodes === 'all' ? ids : [...firmCodes].map(firmCodeId))
  },
  type: everybody,
  clock: everybody,
  client: nobody,
  user: nobody,
}

/** An administrator of all firm codes, of whom no client and no order scope is a secret. */
export function seesEverything({ roles, firmCodes }: Caller): boolean {
  return roles.has('admin') && firmCodes === 'all'
}

/** Which of the things that are all of one kind a client sees; few statements, however many there are. */
export async function seenThings(
  tx: Tx,
  caller: Caller,
  kind: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (seesEverything(caller)) return new Set(ids)
  return new Set(await ((lookUps[kind as AggregateKind] as LookUp | undefined) ?? nobody)(tx, caller, ids))
}

async function ofScope(
  tx: Tx,
  entity: EntityTarget<Order | License>,
  { orderScope }: Caller,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.find(entity, { select: { id: true }, where: { id: In([...ids]), orderScope } })
  return rows.map(({ id }) => id)
}

/**
 * A client that only sells sees the containers into which a license of its order scope was ever put: what it saw once it
 * goes on seeing. A support desk sees those that it may decide about, by their firm codes.
 */
async function seenContainers(tx: Tx, caller: Caller, ids: readonly string[]): Promise<Iterable<string>> {
  const chains = await tx.find(Chain, {
    select: { id: true, containerId: true, firmCode: true },
    where: { containerId: In([...ids]) },
  })
  if (onlySells(caller)) return containersServed(tx, caller, chains)
  const { firmCodes } = caller
  const ofOthers = firmCodes === 'all' ? [] : chains.filter(({ firmCode }) => !firmCodes.has(firmCode))
  const hidden = new Set(ofOthers.map(({ containerId }) => containerId))
  return ids.filter((id) => !hidden.has(id))
}

/** Steps stay, so they tell what was ever put where. */
async function containersServed(
  tx: Tx,
  caller: Caller,
  chains: readonly Pick<Chain, 'id' | 'containerId'>[],
): Promise<string[]> {
  const steps = await tx.find(Step, {
    select: { chainId: true, counterTo: true, actions: true },
    where: { chainId: In(chains.map(({ id }) => id)) },
  })
  const shown = steps.map((step) => ({ chainId: step.chainId, licenseIds: licensesShown(step) }))
  const own = new Set(await ofScope(tx, License, caller, [...new Set(shown.flatMap(({ licenseIds }) => licenseIds))]))
  const served = new Set(
    shown.filter(({ licenseIds }) => licenseIds.some((id) => own.has(id))).map(({ chainId }) => chainId),
  )
  return chains.filter(({ id }) => served.has(id)).map(({ containerId }) => containerId)
}
