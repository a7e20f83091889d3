import { In } from 'typeorm'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { TicketLicense } from '../domain/activation.ts'
import type { ItemDefinition } from '../domain/item.ts'
import type { LicenseState } from '../domain/license.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Tx } from '../store/store.ts'

/** A license with the item that it is one of. */
export type ItemLicense = Omit<License, 'state'> &
  Omit<TicketLicense, 'item'> & { readonly state: LicenseState; readonly item: ItemDefinition }

/** All licenses of a ticket, oldest first. Those whose place another took have left it. */
export async function ticketLicenses(tx: Tx, catalogue: Catalogue, ticketId: string): Promise<ItemLicense[]> {
  const everything = await tx.find(License, { where: { ticketId }, order: { createdAt: 'ASC', id: 'ASC' } })
  const byId = new Map(everything.map((license) => [license.id, license]))
  const licenses = everything.filter(({ replacedById }) => replacedById === null)
  const versions = await catalogue.versions(
    tx,
    licenses.map(({ itemVersionId }) => itemVersionId),
  )
  return licenses.flatMap((license) => {
    const item = versions.get(license.itemVersionId)?.definition
    const exchange = byId.get(license.exchangeId ?? '')
    return item === undefined ? [] : [{ ...typed(license), item, exchange: exchange && typed(exchange) }]
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
