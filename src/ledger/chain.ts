import { createHash } from 'node:crypto'
import { canonicalJson } from '../formats/canonical.ts'
import type { StoredEvent } from './stored-event.ts'

/** What stands before the first event. */
export const beginningHash = Buffer.alloc(32)

/** The place of an event in the one global order. */
export interface Place {
  /** From 1, without gaps. */
  readonly sequence: number
  /** Hash of the event before; `beginningHash` for the first. */
  readonly previous: Buffer
}

/**
 * The hash of an event at a place (docs/ledger.md): SHA-256 over the canonical JSON of everything the row says, its number
 * and the hash before. `before` and `after` go in as the texts that they are stored as, not as what the texts mean, so a
 * change of a single blank shows.
 */
export function hashAt(event: StoredEvent, { sequence, previous }: Place): Buffer {
  const { kind, id, version, at, actor, operation, requestId, change, before, after, comment } = event
  const content = {
    v: 1,
    sequence,
    previous: previous.toString('hex'),
    ...{ kind, id, version, actor, operation, requestId, change, before, after, comment },
    at: Number.isNaN(at.getTime()) ? null : at.toISOString(),
  }
  return createHash('sha256').update(canonicalJson(content), 'utf8').digest()
}
