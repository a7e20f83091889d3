import { In, MoreThan } from 'typeorm'
import type { LineState } from '../contract/sales.ts'
import { countWithUser, type LicenseCounts, type LicenseState } from '../domain/license.ts'
import { idOfBytes } from '../entities/columns.ts'
import { License } from '../entities/license.ts'
import { OrderLine } from '../entities/order-line.ts'
import type { Order } from '../entities/order.ts'
import type { Tx } from '../store/store.ts'

/** Lines that an answer lists; the rest is counted. */
const linesListed = 100

/**
 * The first lines of an order as they are now: "9" comes before "10", and "000010" before "000020". A line that a new
 * configuration has left out is none any more.
 */
export async function lineStates(tx: Tx, order: Order): Promise<LineState[]> {
  const lines = await tx
    .createQueryBuilder(OrderLine, 'line')
    .where({ orderId: order.id, quantity: MoreThan(0) })
    .orderBy('LENGTH(line.lineNumber)')
    .addOrderBy('line.lineNumber')
    .limit(linesListed)
    .getMany()
  const counts = await licenseCounts(tx, lines)
  return lines.map((line) => lineState(order, line, counts.get(line.id) ?? {}))
}

function lineState(order: Order, line: OrderLine, counts: LicenseCounts): LineState {
  return {
    lineNumber: line.lineNumber,
    itemNumber: line.itemNumber,
    quantity: line.quantity,
    containerSerial: line.containerSerial ?? order.containerSerial ?? undefined,
    parameters: { parameter: line.parameters },
    licenseCount: Object.values(counts).reduce((sum, count) => sum + count, 0),
    collectedCount: countWithUser(counts),
  }
}

async function licenseCounts(tx: Tx, lines: readonly OrderLine[]): Promise<Map<string, LicenseCounts>> {
  const rows = await tx
    .createQueryBuilder(License, 'license')
    .select(['license.orderLineId AS line', 'license.state AS state', 'COUNT(*) AS count'])
    .where({ orderLineId: In(lines.map(({ id }) => id)) })
    .groupBy('license.orderLineId')
    .addGroupBy('license.state')
    .getRawMany<{ line: Buffer; state: LicenseState; count: number | string }>()
  const counts = new Map<string, Partial<Record<LicenseState, number>>>(lines.map(({ id }) => [id, {}]))
  for (const { line, state, count } of rows)
    Object.assign(counts.get(idOfBytes(line)) ?? {}, { [state]: Number(count) })
  return counts
}
