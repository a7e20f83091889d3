import type { ComparedLine, ComparedOrder } from '../domain/reconciliation.ts'
import { idOfBytes } from '../entities/columns.ts'
import { byIndex, joinInOrder } from '../store/listing.ts'
import type { Tx } from '../store/store.ts'

/** Orders of one statement. */
const ordersTogether = 100

/**
 * These orders of an order scope, as far as they exist, with the lines and pieces that were sold and not withdrawn. Counted
 * from the licenses, not beyond what the line was sold for. A package counts while any of its licenses does, and so does a
 * license whose place was taken by an upgrade, which was sold by a line of its own.
 */
export async function piecesSold(
  tx: Tx,
  orderScope: string,
  orderNumbers: readonly string[],
): Promise<ComparedOrder[]> {
  const orders: ComparedOrder[] = []
  for (let start = 0; start < orderNumbers.length; start += ordersTogether) {
    const numbers = orderNumbers.slice(start, start + ordersTogether)
    orders.push(...ordersOf(await readLines(tx, orderScope, numbers)))
  }
  return orders
}

/** Pieces of a line: those that stand for themselves, or one that several licenses are together. */
interface PiecesRow {
  readonly order_number: string
  readonly line: Buffer
  readonly line_number: string
  readonly item_number: string
  readonly quantity: number
  readonly piece: Buffer | null
  readonly all_pieces: number | string | null
  readonly shared_pieces: number | null
}

async function readLines(tx: Tx, orderScope: string, numbers: readonly string[]): Promise<PiecesRow[]> {
  const join = joinInOrder(tx)
  const columns = 'sold.order_number, line.id, line.line_number, line.item_number, line.quantity, license.piece_id'
  return tx.query(
    `SELECT sold.order_number AS order_number, line.id AS line, line.line_number AS line_number,
       line.item_number AS item_number, line.quantity AS quantity, license.piece_id AS piece,
       SUM(license.factor) AS all_pieces,
       MAX(CASE WHEN license.package_id IS NULL THEN license.factor ELSE 1 END) AS shared_pieces
     FROM orders sold${byIndex(tx, 'uq_orders_order_scope_order_number')}
     ${join} order_lines line${byIndex(tx, 'uq_order_lines_order_id_line_number')} ON line.order_id = sold.id
     LEFT JOIN licenses license${byIndex(tx, 'ix_licenses_order_line_id')} ON license.order_line_id = line.id
       AND (license.replaced_by_id IS NULL AND license.state NOT IN ('Withdrawn', 'WithdrawPending')
         OR EXISTS (SELECT 1 FROM licenses upgrade
           WHERE upgrade.id = license.replaced_by_id AND upgrade.order_line_id <> license.order_line_id))
     WHERE sold.order_scope = ? AND sold.order_number IN (${numbers.map(() => '?').join(', ')})
     GROUP BY ${columns}`,
    [orderScope, ...numbers],
  )
}

function ordersOf(rows: readonly PiecesRow[]): ComparedOrder[] {
  const lines = new Map<string, PiecesRow & { pieces: number }>()
  for (const row of rows) {
    const id = idOfBytes(row.line)
    const pieces = Number(row.piece === null ? row.all_pieces : row.shared_pieces)
    lines.set(id, { ...row, pieces: pieces + (lines.get(id)?.pieces ?? 0) })
  }
  const orders = new Map<string, ComparedLine[]>()
  for (const { order_number, line_number: lineNumber, item_number: itemNumber, quantity, pieces } of lines.values()) {
    const line = { lineNumber, itemNumber, quantity: Math.min(quantity, pieces) }
    const known = orders.get(order_number)
    if (known === undefined) orders.set(order_number, [line])
    else known.push(line)
  }
  return [...orders].map(([orderNumber, of]) => ({ orderNumber, lines: of }))
}
