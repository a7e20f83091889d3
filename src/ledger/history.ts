import { bytesOfId } from '../entities/columns.ts'
import { instantValue } from '../store/listing.ts'
import type { Tx } from '../store/store.ts'
import { readEvents, type EventName, type StoredEvent } from './stored-event.ts'

/** Whose events are asked for; of several, those of any of them. */
export interface HistoryOf {
  /** The order and the licenses of its lines. */
  readonly orderId?: string | undefined
  /** The ticket and the licenses that are on it. */
  readonly ticketId?: string | undefined
  readonly licenseId?: string | undefined
  readonly containerId?: string | undefined
  readonly itemId?: string | undefined
}

/** The place of an event in a history, newest first; none of it ever changes. */
export type HistoryPlace = EventName & { readonly at: Date }

export interface HistoryQuery {
  readonly of: HistoryOf
  /** The last event of the page before. */
  readonly after?: HistoryPlace | undefined
  readonly limit: number
}

/**
 * The newest events of some things, by time and then by name. They are there as soon as they are committed, also before
 * they have their numbers.
 */
export async function readHistory(tx: Tx, { of, after, limit }: HistoryQuery): Promise<StoredEvent[]> {
  const owners = ownersOf(of)
  const from = `(${owners.text}) owner
    JOIN events ON events.aggregate_kind = owner.owner_kind AND events.aggregate_id = owner.owner_id`
  const order = ['at', 'aggregate_kind', 'aggregate_id', 'version']
  const orderBy = order.map((column) => `${column} DESC`).join(', ')
  const older = after === undefined ? '1 = 1' : `(${order.join(', ')}) < (?, ?, ?, ?)`
  const place = after === undefined ? [] : [instantValue(after.at), after.kind, bytesOfId(after.id), after.version]
  return readEvents(tx, { from, where: older, values: [...owners.values, ...place], orderBy, limit })
}

/** The things themselves, each once, found by their own indexes. */
function ownersOf({ orderId, ticketId, licenseId, containerId, itemId }: HistoryOf) {
  const named = [
    ['order', orderId],
    ['ticket', ticketId],
    ['license', licenseId],
    ['container', containerId],
    ['item', itemId],
  ] as const
  const pieces = named.flatMap(([kind, id]) => {
    return id === undefined ? [] : [{ text: `SELECT '${kind}' AS owner_kind, ? AS owner_id`, id }]
  })
  if (orderId !== undefined) {
    const text = `SELECT 'license', license.id FROM licenses license
      JOIN order_lines line ON license.order_line_id = line.id WHERE line.order_id = ?`
    pieces.push({ text, id: orderId })
  }
  if (ticketId !== undefined)
    pieces.push({ text: `SELECT 'license', id FROM licenses WHERE ticket_id = ?`, id: ticketId })
  if (pieces.length === 0) throw new TypeError('a history is that of something')
  return { text: pieces.map(({ text }) => text).join(' UNION '), values: pieces.map(({ id }) => bytesOfId(id)) }
}
