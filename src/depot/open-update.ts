import type { Catalogue } from '../catalogue/catalogue.ts'
import { catchesUp, openTransfers, startTransfer, transferOf } from '../delivery/open-transfers.ts'
import { reservedOf, type Reserved } from '../delivery/transfers.ts'
import { contentHash } from '../intake/content-hash.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { settleContact, type Contact } from './settle-contact.ts'

/**
 * Stores what a context tells, and gives the update with everything that the container still lacks by it: the newest open one,
 * or a new one over the same steps. Undefined if it lacks nothing.
 */
export async function openUpdate(
  tx: Tx,
  call: Call,
  catalogue: Catalogue,
  contact: Contact,
): Promise<Reserved | undefined> {
  await record(tx, call, await settleContact(tx, call, contact))
  const { container, chain, head, meeting } = contact
  if (head.confirmed === head.counter) return undefined
  const open = await openTransfers(tx, chain)
  const newest = open.find((transfer) => catchesUp(transfer, head))
  const requestHash = contentHash({ kind: 'catchUp', from: head.confirmed, to: head.counter })
  const facts = { kind: 'catchUp', requestHash, results: { licenses: [] } }
  const transfer =
    newest === undefined
      ? await startTransfer(tx, call, contact, open, meeting.steps, facts)
      : await transferOf(tx, newest)
  const { firmCode } = meeting.context
  return reservedOf(tx, catalogue, { transfer, container, firmCode }, meeting.steps)
}
