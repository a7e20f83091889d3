import type { Catalogue } from '../catalogue/catalogue.ts'
import type { LicenseState } from '../contract/sales.ts'
import { bytesOfId } from '../entities/columns.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import type { Tx } from '../store/store.ts'

/** Licenses that an answer lists; the rest is counted. */
const licensesListed = 100

/** The licenses of an order, or those of a ticket. */
export type LicensesOf = { readonly orderId: string } | { readonly ticketId: string }

/** The first licenses as they are now, in the order in which they were bought, and within an order by line. */
export async function licenseStates(tx: Tx, catalogue: Catalogue, of: LicensesOf): Promise<LicenseState[]> {
  const query = tx
    .createQueryBuilder(License, 'license')
    .innerJoin(OrderLine, 'line', 'line.id = license.orderLineId')
    .innerJoin(Order, 'orders', 'orders.id = line.orderId')
    .leftJoin(Container, 'container', 'container.id = license.containerId')
    .addSelect('orders.orderNumber', 'order_number')
    .addSelect('line.lineNumber', 'line_number')
    .addSelect('line.itemNumber', 'item_number')
    .addSelect('container.serial', 'container_serial')
    .limit(licensesListed)
  if ('ticketId' in of) {
    query.where('license.ticketId = :id', { id: bytesOfId(of.ticketId) }).orderBy('license.createdAt')
  } else query.where('line.orderId = :id', { id: bytesOfId(of.orderId) })
  const { entities, raw } = await query
    .addOrderBy('orders.orderNumber')
    .addOrderBy('LENGTH(line.lineNumber)')
    .addOrderBy('line.lineNumber')
    .addOrderBy('license.id')
    .getRawAndEntities<Origin>()

  const versionIds = entities.map(({ itemVersionId }) => itemVersionId)
  const versions = await catalogue.versions(tx, versionIds)
  return entities.map((license, index) => {
    const itemVersion = versions.get(license.itemVersionId)?.versionNumber ?? 0
    return { ...originOf(raw[index]), itemVersion, ...stateOf(license) }
  })
}

interface Origin {
  readonly order_number: string
  readonly line_number: string
  readonly item_number: string
  readonly container_serial: string | null
}

function originOf(origin: Origin | undefined) {
  if (origin === undefined) throw new Error('a license came without its line')
  return {
    orderNumber: origin.order_number,
    lineNumber: origin.line_number,
    itemNumber: origin.item_number,
    containerSerial: origin.container_serial ?? undefined,
  }
}

function stateOf(license: License) {
  return {
    licenseId: license.id,
    state: license.state,
    generation: license.generation,
    licenseQuantity: license.factor,
    dedicatedSerial: license.dedicatedSerial ?? undefined,
    expirationTime: license.expiresAt ?? undefined,
    changedAt: license.updatedAt,
  }
}
