import { In } from 'typeorm'
import { compareText } from '../domain/order-content.ts'
import { withRoom } from '../domain/withdrawal.ts'
import type { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRows } from '../store/change-rows.ts'
import type { Tx } from '../store/store.ts'
import { history, type Why } from '../vendor-actions/why.ts'
import { standingLicenses } from './line-plans.ts'

/** The ids of those licenses, of the ones that are being withdrawn, for which their lines have room. */
export async function withRoomOnLines(tx: Tx, leaving: readonly License[]): Promise<ReadonlySet<string>> {
  const ids = [...new Set(leaving.map(({ orderLineId }) => orderLineId))]
  if (ids.length === 0) return new Set()
  const lines = await tx.findBy(OrderLine, { id: In(ids) })
  const standing = await standingLicenses(tx, lines)
  const inOrder = leaving.toSorted((a, b) => compareText(a.id, b.id))
  const back = lines.flatMap(({ id, quantity }) => {
    const ofLine = ({ orderLineId }: Pick<License, 'orderLineId'>) => orderLineId === id
    return [...withRoom(quantity, standing.filter(ofLine), inOrder.filter(ofLine))]
  })
  return new Set(back)
}

/**
 * Changes the orders whose licenses come back: of that and a new configuration at once, which reads what stands and sells
 * what is lacking, the later one runs again.
 */
export async function keepOrders(tx: Tx, call: Call, licenses: readonly License[], why: Why): Promise<void> {
  const lines = await tx.findBy(OrderLine, { id: In([...new Set(licenses.map(({ orderLineId }) => orderLineId))]) })
  const orders = await tx.findBy(Order, { id: In([...new Set(lines.map(({ orderId }) => orderId))]) })
  await changeRows(tx, Order, orders, { updatedAt: call.now })
  const orderOf = new Map(lines.map(({ id, orderId }) => [id, orderId]))
  await record(
    tx,
    call,
    orders.map(({ id, version }) => {
      const licenseCount = licenses.filter(({ orderLineId }) => orderOf.get(orderLineId) === id).length
      const event = { kind: 'order', id, version: version + 1, change: 'OrderWithdrawalCancelled' } as const
      return { ...event, ...history(why, { licenseCount }) }
    }),
  )
}
