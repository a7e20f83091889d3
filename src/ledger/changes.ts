import type { Tx } from '../store/store.ts'
import { readEvents, type StoredEvent } from './stored-event.ts'
import { ledgerEpoch, readTip } from './tip.ts'

/** The numbered events behind a number, and where the ledger stands. */
export interface Changes {
  readonly ledgerEpoch: number
  /** The highest number there is. */
  readonly highest: number
  readonly events: readonly (StoredEvent & { readonly sequence: number })[]
}

/** Reads what was numbered after the event of a number, oldest first. */
export async function readChanges(tx: Tx, after: number, limit: number): Promise<Changes> {
  const { sequence } = await readTip(tx)
  const query = { where: 'sequence > ?', values: [after], orderBy: 'sequence', limit }
  const events = after < sequence ? await readEvents(tx, query) : []
  return {
    ledgerEpoch: await ledgerEpoch(tx),
    highest: sequence,
    events: events.flatMap((event) => (event.sequence === null ? [] : [{ ...event, sequence: event.sequence }])),
  }
}
