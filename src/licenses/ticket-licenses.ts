import { In, IsNull } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { TicketLicense } from '../domain/activation.ts'
import type { ItemDefinition } from '../domain/item.ts'
import { statesWithUser, type LicenseState } from '../domain/license.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Tx } from '../store/store.ts'

/** A license with the item that it is one of. */
export type ItemLicense = Omit<License, 'state'> &
  Omit<TicketLicense, 'item'> & { readonly state: LicenseState; readonly item: ItemDefinition }

/** All licenses of a ticket, oldest first. Those whose place another took have left it. */
export async function ticketLicenses(tx: Tx, catalogue: Catalogue, ticketId: string): Promise<ItemLicense[]> {
  const everything = await tx.find(License, { where: { ticketId }, order: { createdAt: 'ASC', id: 'ASC' } })
  const onTicket = everything.filter(({ replacedById }) => replacedById === null)
  return withExchanges(tx, await withItems(tx, catalogue, onTicket), everything)
}

/** Licenses that are dedicated to a container and wait for it, oldest first. */
export async function dedicatedLicenses(
  tx: Tx,
  catalogue: Catalogue,
  { serial, firmCode }: { readonly serial: string; readonly firmCode: number },
): Promise<ItemLicense[]> {
  const where = { dedicatedSerial: serial, firmCode, state: 'NotCollected', replacedById: IsNull() }
  const rows = await tx.find(License, { where, order: { createdAt: 'ASC', id: 'ASC' }, take: mostDedicated })
  return withExchanges(tx, await withItems(tx, catalogue, rows), rows)
}

/** The licenses that take the places of others in a container; of one that was split, several take the place of one. */
export async function successorsOf(
  tx: Tx,
  catalogue: Catalogue,
  old: readonly Pick<License, 'id' | 'ticketId'>[],
): Promise<ItemLicense[]> {
  if (old.length === 0) return []
  const ids = new Set(old.map(({ id }) => id))
  const ticketId = In([...new Set(old.map((license) => license.ticketId))])
  const where = { ticketId, state: 'NotCollected', exchangeId: In([...ids]), replacedById: IsNull() }
  return withItems(tx, catalogue, await tx.find(License, { where, order: { id: 'ASC' } }))
}

/** More than fit into any container. */
const mostDedicated = 5_000

async function withExchanges(
  tx: Tx,
  licenses: readonly ItemLicense[],
  known: readonly License[],
): Promise<ItemLicense[]> {
  const byId = new Map([...known, ...(await exchangedElsewhere(tx, known))].map((one) => [one.id, one]))
  return licenses.map((license) => {
    const exchange = byId.get(license.exchangeId ?? '')
    return { ...license, exchange: exchange && typed(exchange) }
  })
}

/** What licenses that can be collected are exchanged for, where that is of another ticket: the base of an upgrade. */
async function exchangedElsewhere(tx: Tx, licenses: readonly License[]): Promise<License[]> {
  const here = new Set(licenses.map(({ id }) => id))
  const ids = licenses.flatMap(({ state, exchangeId }) =>
    state === 'NotCollected' && exchangeId !== null && !here.has(exchangeId) ? [exchangeId] : [],
  )
  return ids.length === 0 ? [] : tx.findBy(License, { id: In(ids) })
}

/** All licenses that a container holds, or is to hold, of every firm code; oldest first. */
export async function licensesIn(tx: Tx, catalogue: Catalogue, containerId: string): Promise<ItemLicense[]> {
  const where = { containerId, state: In([...statesWithUser]) }
  return withItems(tx, catalogue, await tx.find(License, { where, order: { createdAt: 'ASC', id: 'ASC' } }))
}

/** Licenses with the versions of their items that were sold. */
export async function withItems(tx: Tx, catalogue: Catalogue, licenses: readonly License[]): Promise<ItemLicense[]> {
  const versions = await catalogue.versions(
    tx,
    licenses.map(({ itemVersionId }) => itemVersionId),
  )
  return licenses.flatMap((license) => {
    const item = versions.get(license.itemVersionId)?.definition
    return item === undefined ? [] : [{ ...typed(license), item }]
  })
}

function typed(license: License) {
  return { ...license, state: license.state as LicenseState }
}

/** Parameter values that were given with the order, by order line; no statement when no item asks for any. */
export async function orderParameters(
  tx: Tx,
  licenses: readonly ItemLicense[],
): Promise<Map<string, Readonly<Record<string, string>>>> {
  const asking = licenses.filter(({ item }) => item.parameters.some(({ givenAt }) => givenAt === 'order'))
  if (asking.length === 0) return new Map()
  const lines = await tx.findBy(OrderLine, { id: In([...new Set(asking.map(({ orderLineId }) => orderLineId))]) })
  return new Map(
    lines.map(({ id, parameters }) => [id, Object.fromEntries(parameters.map(({ name, value }) => [name, value]))]),
  )
}
