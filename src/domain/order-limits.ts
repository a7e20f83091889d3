import { Fault } from '../faults.ts'
import { type ItemDefinition, mostPieces } from './item.ts'

/** Most lines and licenses of one order (design §2.1). More pieces need an item that is counted as one license. */
export const orderLimits = { linesOfOrder: 1000, licensesOfOrder: 5000 } as const

/** Most lines of one batch (design §2.1); how many orders it may have stands in the contract. */
export const batchLimits = { linesOfBatch: 5000 } as const

/**
 * What the pieces of a line become: a license for each, or a single one that stands for all of them.
 * @throws Fault `LIMIT_EXCEEDED` when a single license could not hold so many times its options
 */
export function licensesOfLine(
  item: ItemDefinition,
  quantity: number,
  field: string,
): { readonly count: number; readonly factor: number } {
  if (item.licenseCounting === 'perPiece') return { count: quantity, factor: 1 }
  const allowed = mostPieces(item)
  if (quantity > allowed) {
    throw limitExceeded(
      'piecesOfLicense',
      allowed,
      `one license of item ${item.itemNumber} cannot hold ${quantity} pieces`,
      field,
    )
  }
  return { count: 1, factor: quantity }
}

/**
 * @param total what the order would have with this call
 * @throws Fault `LIMIT_EXCEEDED` with the limit in the details
 */
export function checkOrderLimits(total: { readonly lines: number; readonly licenses: number }): void {
  const { linesOfOrder, licensesOfOrder } = orderLimits
  if (total.lines > linesOfOrder) {
    throw limitExceeded('linesOfOrder', linesOfOrder, `the order would have ${total.lines} lines`)
  }
  if (total.licenses > licensesOfOrder) {
    throw limitExceeded('licensesOfOrder', licensesOfOrder, `the order would have ${total.licenses} licenses`)
  }
}

/** @throws Fault `LIMIT_EXCEEDED` with the limit in the details */
export function checkBatchLimits({ lines }: { readonly lines: number }, field: string): void {
  const { linesOfBatch } = batchLimits
  if (lines > linesOfBatch) {
    throw limitExceeded('linesOfBatch', linesOfBatch, `the batch has ${lines} lines`, field)
  }
}

function limitExceeded(limit: string, allowed: number, problem: string, field = 'order/orderLines'): Fault {
  const details = { limit, allowed: String(allowed) }
  return new Fault('LIMIT_EXCEEDED', `${problem}; at most ${allowed} are possible`, { field, details })
}
