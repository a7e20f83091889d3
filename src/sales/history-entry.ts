import type { HistoryEntry } from '../contract/sales.ts'
import type { StoredEvent } from '../ledger/stored-event.ts'

/** What the values of one event may weigh in an answer, before or after; two of them fit on a page of 60,000 bytes. */
const mostBytes = 20_000

/** An event as the answers of the Sales Interface tell it. */
export function historyEntry(event: StoredEvent): HistoryEntry {
  return {
    changedAt: event.at,
    actor: legible(event.actor),
    operation: event.operation,
    requestId: event.requestId ?? undefined,
    subjectKind: event.kind,
    subjectId: event.id,
    versionNumber: event.version,
    changeName: event.change,
    beforeText: event.before === null ? undefined : shortened(event.before),
    afterText: event.after === null ? undefined : shortened(event.after),
    comment: event.comment === null ? undefined : legible(event.comment),
  }
}

/** The JSON object without its largest members, if it is too long; their names then stand in it. */
function shortened(text: string): string {
  if (Buffer.byteLength(text) <= mostBytes) return escapedNoncharacters(text)
  const members = Object.entries(JSON.parse(text) as Record<string, unknown>)
  const bySize = members.map(([name, value]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(value)) }))
  const leftOut: string[] = []
  for (const { name } of bySize.toSorted((a, b) => b.bytes - a.bytes)) {
    leftOut.push(name)
    const short = JSON.stringify({ ...Object.fromEntries(members.filter(([key]) => !leftOut.includes(key))), leftOut })
    if (Buffer.byteLength(short) <= mostBytes) return escapedNoncharacters(short)
  }
  return '{}'
}

/** Two characters that JSON text may hold and XML may not. */
function escapedNoncharacters(json: string): string {
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff')
}

function legible(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd')
}
