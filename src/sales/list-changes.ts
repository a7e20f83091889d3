import type { ListChanges, ListChangesResponse } from '../contract/sales.ts'
import { Fault } from '../faults.ts'
import { readChanges } from '../ledger/changes.ts'
import type { Call } from '../operation.ts'
import { fillPage, rowsToRead } from '../paging/page.ts'
import { historyEntry } from './history-entry.ts'
import type { SalesParts } from './parts.ts'

/** The feed is one for the whole installation. */
const identity = { list: 'ListChanges', filter: {} }

/**
 * The feed of everything that changed, by number. Only numbered events are there, so nothing can appear behind a cursor
 * that has passed. A cursor knows the epoch of the ledger: after a restore the numbers behind it may mean other events.
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
  const { ledgerEpoch, highest, events } = await call.store.read((tx) => readChanges(tx, after, rowsToRead(pageSize)))
  if (place !== undefined && (place.ledgerEpoch !== ledgerEpoch || place.sequence > highest)) throw outdated()

  const changes = events.map((event) => {
    return { sequenceText: String(event.sequence), historyEntry: historyEntry(event) }
  })
  const { rows, more } = fillPage(changes, { pageSize, element: 'ledgerChange' })
  const last = events[rows.length - 1]?.sequence ?? after
  return {
    result: {
      ledgerEpoch,
      ledgerChanges: { ledgerChange: rows },
      nextCursor: cursors.write(identity, `${String(ledgerEpoch)} ${String(last)}`),
      caughtUp: more ? 'no' : 'yes',
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
