import { In } from 'typeorm'
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
  const byId = new Map([...everything, ...(await exchangedElsewhere(tx, everything))].map((one) => [one.id, one]))
  const onTicket = everything.filter(({ replacedById }) => replacedById === null)
  const licenses = await withItems(tx, catalogue, onTicket)
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

async function withItems(tx: Tx, catalogue: Catalogue, licenses: readonly License[]): Promise<ItemLicense[]> {
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
