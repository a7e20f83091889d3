import { compareText } from '../domain/order-content.ts'
import type { StoredEvent } from './stored-event.ts'

/** What happened in one instant is told in this order, so that a thing is there before what refers to it. */
const kindsInOrder = ['user', 'client', 'firmCode', 'type', 'item', 'container', 'ticket', 'order', 'license']

/**
 * The order in which events that wait together are numbered: by their times, except that the events of one thing always
 * keep the order of their versions, also when a later one was stamped earlier (a call may have waited for another one).
 */
export function inOrder(events: readonly StoredEvent[]): StoredEvent[] {
  const latest = new Map<string, number>()
  const timed = events.toSorted(byName).map((event) => {
    const key = `${event.kind} ${event.id}`
    const time = Math.max(event.at.getTime(), latest.get(key) ?? 0)
    latest.set(key, time)
    return { event, time }
  })
  return timed.toSorted((a, b) => a.time - b.time || byName(a.event, b.event)).map(({ event }) => event)
}

function byName(a: StoredEvent, b: StoredEvent): number {
  return rankOf(a) - rankOf(b) || compareText(a.kind, b.kind) || compareText(a.id, b.id) || a.version - b.version
}

function rankOf({ kind }: StoredEvent): number {
  const rank = kindsInOrder.indexOf(kind)
  return rank < 0 ? kindsInOrder.length : rank
}
