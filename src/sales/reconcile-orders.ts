import type { OrderExport, ReconcileOrders, ReconcileOrdersResponse } from '../contract/sales.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { checkBatchLimits } from '../domain/order-limits.ts'
import { type ComparedOrder, reconcile } from '../domain/reconciliation.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { piecesSold } from './pieces-sold.ts'

/**
 * Compares an export of the back office with what was sold here, line by line, within the client's order scope. What was
 * withdrawn since, or is about to be, counts as not sold; a license that took the place of another counts as that one did.
 * @throws Fault `INVALID_REQUEST` for an order or a line that stands twice in the export, `LIMIT_EXCEEDED`
 */
export async function reconcileOrders({ orderExports }: ReconcileOrders, call: Call): Promise<ReconcileOrdersResponse> {
  const exported = readExport(orderExports.orderExport)
  const comparedCount = exported.reduce((sum, { lines }) => sum + lines.length, 0)
  checkBatchLimits({ lines: comparedCount }, 'orderExports')
  const numbers = exported.map(({ orderNumber }) => orderNumber)
  const here = await call.store.read((tx) => piecesSold(tx, call.caller.orderScope, numbers))

  const { equalCount, missing, extra, different } = reconcile(exported, here)
  call.note({ comparedCount, missing: missing.length, extra: extra.length, different: different.length })
  return {
    result: {
      comparedCount,
      equalCount,
      missingLines: { missingLine: [...missing] },
      extraLines: { extraLine: [...extra] },
      differentLines: {
        differentLine: different.map(({ here: line, exported: { itemNumber, quantity } }) => {
          return { ...line, exportItemNumber: itemNumber, exportQuantity: quantity }
        }),
      },
    },
  }
}

function readExport(orders: readonly OrderExport[]): ComparedOrder[] {
  const read = orders.map(({ orderNumber, exportLines }, index) => {
    const path = `orderExports/orderExport[${index + 1}]`
    const lines = exportLines.exportLine.map((line, place) =>
      readLine(line, `${path}/exportLines/exportLine[${place + 1}]`),
    )
    refuseTwins(
      lines,
      ({ lineNumber }) => lineNumber,
      (place) => `${path}/exportLines/exportLine[${place}]/lineNumber`,
    )
    return { orderNumber: requiredIdentifier(orderNumber, `${path}/orderNumber`, 64), lines }
  })
  refuseTwins(
    read,
    ({ orderNumber }) => orderNumber,
    (place) => `orderExports/orderExport[${place}]/orderNumber`,
  )
  return read
}

function readLine(line: OrderExport['exportLines']['exportLine'][number], path: string) {
  return {
    lineNumber: requiredIdentifier(line.lineNumber, `${path}/lineNumber`, 20),
    itemNumber: requiredIdentifier(line.itemNumber, `${path}/itemNumber`, 64),
    quantity: line.quantity,
  }
}

/** Nobody could say which of the two counts. */
function refuseTwins<T>(all: readonly T[], numberOf: (each: T) => string, fieldAt: (place: number) => string): void {
  const seen = new Set<string>()
  for (const [index, each] of all.entries()) {
    const number = numberOf(each)
    if (seen.has(number)) {
      const field = fieldAt(index + 1)
      throw new Fault('INVALID_REQUEST', `${field} repeats ${number}`, { field })
    }
    seen.add(number)
  }
}
