import { In } from 'typeorm'
import type { NoticeFacts, NoticeKind } from '../domain/notice.ts'
import { ItemVersion } from '../entities/item-version.ts'
import type { License } from '../entities/license.ts'
import { Notice } from '../entities/notice.ts'
import { OrderLine } from '../entities/order-line.ts'
import { Order } from '../entities/order.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'

/** A license that the notice is about, with the container of its old copy. */
export interface NoticedLicense {
  readonly license: Pick<License, 'orderLineId' | 'itemVersionId'>
  readonly oldSerial: string
}

/** A mail is read on a screen. */
const mostNames = 50

/**
 * Leaves word for the customers of licenses, as part of what happens to them: one mail for each order that has an address.
 * Whether and when it is sent is the mailer's business.
 */
export async function leaveNotices(
  tx: Tx,
  { now, newId }: Pick<Call, 'now' | 'newId'>,
  kind: NoticeKind,
  noticed: readonly NoticedLicense[],
  possibleAt?: Date,
): Promise<void> {
  if (noticed.length === 0) return
  const lines = await tx.findBy(OrderLine, { id: In([...new Set(noticed.map(({ license }) => license.orderLineId))]) })
  const orders = await tx.findBy(Order, { id: In([...new Set(lines.map(({ orderId }) => orderId))]) })
  const reachable = orders.filter(({ customerEmail }) => customerEmail !== null)
  if (reachable.length === 0) return
  const names = await namesOf(tx, noticed)
  const orderOf = new Map(lines.map(({ id, orderId }) => [id, orderId]))
  const rows = reachable.map(({ id: orderId }): Notice => {
    const own = noticed.filter(({ license }) => orderOf.get(license.orderLineId) === orderId)
    const facts: NoticeFacts = {
      names: own.slice(0, mostNames).map(({ license }) => names.get(license.itemVersionId) ?? ''),
      oldSerials: [...new Set(own.map(({ oldSerial }) => oldSerial))],
      possibleAt: possibleAt?.toISOString(),
    }
    const row = { id: newId(), orderId, kind, facts, state: 'waiting', failures: 0, nextAt: now, version: 1 }
    return { ...row, createdAt: now, updatedAt: now }
  })
  await insertRows(tx, Notice, rows)
}

async function namesOf(tx: Tx, noticed: readonly NoticedLicense[]): Promise<Map<string, string>> {
  const ids = [...new Set(noticed.map(({ license }) => license.itemVersionId))]
  const versions = await tx.find(ItemVersion, { select: { id: true, name: true }, where: { id: In(ids) } })
  return new Map(versions.map(({ id, name }) => [id, name]))
}
