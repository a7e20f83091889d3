import type { ListChanges, ListChangesResponse } from '../contract/sales.ts'
import { Fault } from '../faults.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import { historyEntry } from './history-entry.ts'
import type { SalesParts } from './parts.ts'
import { readSeenChanges } from './seen-changes.ts'

/** The feed is one for the whole installation, of which each client sees its part. */
const identity = { list: 'ListChanges', filter: {} }

/**
 * The feed of everything that changed and that the client sees, by number; the numbers of the rest are left out. Only
 * numbered events are there, so nothing can appear behind a cursor that has passed. A cursor knows the epoch of the ledger: after a restore the numbers behind it may mean other events.
 * @throws Fault `CURSOR_INVALID`
 */
export async function listChanges(
  input: ListChanges,
  call: Call,
  { cursors }: SalesParts,
): Promise<ListChangesResponse> {
  const { pageSize, cursor } = input
  const place = cursor === undefined ? undefined : readPlace(cursors.read(identity, cursor))
  const after = place?.sequence ?? 0
  const wanted = rowsToRead(pageSize)
  const seen = await call.store.read((tx) => readSeenChanges(tx, call.caller, { after, wanted }))
  const { ledgerEpoch, highest, events, reached } = seen
  if (place !== undefined && (place.ledgerEpoch !== ledgerEpoch || place.sequence > highest)) throw outdated()

  const changes = events.map((event) => {
    return { sequenceText: String(event.sequence), historyEntry: historyEntry(event) }
  })
  const { rows, more } = fillPage(changes, { pageSize, element: 'ledgerChange' })
  const last = more ? (events[rows.length - 1]?.sequence ?? after) : reached
  return {
    result: {
      ledgerEpoch,
      ledgerChanges: { ledgerChange: rows },
      nextCursor: cursors.write(identity, `${String(ledgerEpoch)} ${String(last)}`),
      caughtUp: last < highest ? 'no' : 'yes',
    },
  }
}

function readPlace(text: string) {
  const [epoch, sequence] = text.split(' ')
  return { ledgerEpoch: Number(epoch), sequence: Number(sequence) }
}

function outdated(): Fault {
  const text =
    'The cursor is of before a restore of this installation: what came after it may have been undone. Read the feed from the beginning, or reconcile.'
  return new Fault('CURSOR_INVALID', text, { field: 'cursor' })
}
