import type { Intake, IntakeResult } from './intake.ts'
import { findLines, loadOrder, withLicenses } from './known-order.ts'

/**
 * A requestId that was done before, with the same content: answered from what was done, with the states of today. It is
 * never done again, not even where it could change something: a call that was delayed must not undo a newer one.
 */
export async function replayOrder({ tx, parts, wish }: Intake, orderId: string): Promise<IntakeResult> {
  const { order, ticket } = await loadOrder(tx, orderId)
  const lines = await findLines(tx, order, wish.lines)
  const known = await withLicenses(tx, parts.catalogue, lines)
  return { outcome: 'replayed', order, ticket: parts.vault.open(ticket), known, added: [] }
}
