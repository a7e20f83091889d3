import type { EventName } from '../stored-event.ts'

/**
 * What is wrong with the ledger.
 * - `changed`: the event of this number does not say what it said when it was numbered.
 * - `removed`: events are missing between others; `cutOff`: at the end.
 * - `inserted`: an event that was never numbered by the sequencer stands at this number.
 * - `swapped`: an event stands at another number than its own.
 * - `rewritten`: the chain fits together, and is another one than was signed.
 * - `head`: a stored signed head is itself not as it was written.
 */
export type FindingKind = 'changed' | 'removed' | 'cutOff' | 'inserted' | 'swapped' | 'rewritten' | 'head'

export interface Finding {
  readonly kind: FindingKind
  /** The numbers concerned, both included; undefined where an event never had one. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** The event that stands there now, or that is missing: `license 019…, version 2`. */
  readonly subject?: string | undefined
  /** One sentence for people. */
  readonly text: string
}

export function nameOf({ kind, id, version }: EventName): string {
  return `${kind} ${id}, version ${String(version)}`
}

/** `number 7` or `numbers 7 to 9`. */
export function rangeText(from: number, to: number): string {
  return from === to ? `number ${String(from)}` : `numbers ${String(from)} to ${String(to)}`
}
