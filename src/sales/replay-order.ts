import { LedgerEvent } from '../entities/ledger-event.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import type { Intake, IntakeResult } from './intake.ts'
import { findLines, loadOrder, withLicenses } from './known-order.ts'

/**
 * A requestId that was done before, with the same content: answered from what was done, with the states of today. It is
 * never done again, not even where it could change something: a call that was delayed must not undo a newer one.
 */
export async function replayOrder({ tx, call, parts, wish }: Intake, orderId: string): Promise<IntakeResult> {
  const { order, ticket } = await loadOrder(tx, orderId)
  const lineNumbers = await numbersGiven(tx, call, orderId)
  const lines = await findLines(tx, order, lineNumbers?.map((lineNumber) => ({ lineNumber })) ?? wish.lines)
  const known = await withLicenses(tx, parts.catalogue, lines)
  return { outcome: 'replayed', order, ticket: parts.vault.open(ticket), known, added: [], lineNumbers }
}

/** The numbers that the lines of this request were given, for a client that cannot number them: its event tells. */
async function numbersGiven(tx: Tx, { caller, operation, requestId }: Call, orderId: string) {
  if (caller.orderRepeat !== 'extend' || requestId === undefined) return undefined
  const where = { aggregateKind: 'order', aggregateId: orderId, operation, requestId, actor: caller.name }
  const events = await tx.findBy(LedgerEvent, where)
  const lines = events.flatMap(({ after }) => (after as OrderEvent).lines)
  // None: it came before the client was said to be one that cannot number its lines, and had nothing to add.
  return lines.length === 0 ? undefined : lines.map(({ lineNumber }) => lineNumber)
}

/** What the events of an order say of its new lines, in the order of the request. */
interface OrderEvent {
  readonly lines: readonly { readonly lineNumber: string }[]
}
