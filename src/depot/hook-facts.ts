import { In } from 'typeorm'
import { shownEnd } from '../domain/expiration.ts'
import { Order } from '../entities/order.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { HookLicense } from '../hooks/facts.ts'
import type { ItemLicense } from '../licenses/ticket-licenses.ts'
import type { Tx } from '../store/store.ts'

/** Licenses as a hook of the vendor is told of them. */
export async function hookLicenses(tx: Tx, licenses: readonly ItemLicense[]): Promise<HookLicense[]> {
  if (licenses.length === 0) return []
  const lines = await tx.findBy(OrderLine, { id: In([...new Set(licenses.map(({ orderLineId }) => orderLineId))]) })
  const orders = await tx.findBy(Order, { id: In([...new Set(lines.map(({ orderId }) => orderId))]) })
  return licenses.flatMap((license) => {
    const line = lines.find(({ id }) => id === license.orderLineId)
    const order = orders.find(({ id }) => id === line?.orderId)
    if (line === undefined || order === undefined) return []
    const { itemNumber, firmCode, productCode } = license.item
    return {
      licenseId: license.id,
      itemNumber,
      firmCode,
      productCode,
      orderNumber: order.orderNumber,
      lineNumber: line.lineNumber,
      customerId: order.customerId,
      expirationTime: shownEnd(license.expiresAt)?.toISOString(),
    }
  })
}
