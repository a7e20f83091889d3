import { hashAt } from '../chain.ts'
import type { StoredEvent } from '../stored-event.ts'
import { type Finding, nameOf } from './finding.ts'

/** An event with its place, as the rows of the walk are. */
export type PlacedEvent = StoredEvent & { readonly sequence: number; readonly hash: Buffer }

/** An event whose hash does not follow from what stands before it. */
export interface Suspect {
  readonly event: PlacedEvent
  /** Hashes that may belong to the event before. */
  readonly previous: readonly Buffer[]
}

/**
 * Tells apart what happened to events that do not fit, oldest first. An event is `swapped` when another one of them
 * fits in its place; one that only follows a swapped event is well as soon as that one's own hash is known.
 */
export function judge(suspects: readonly Suspect[]): Finding[] {
  const hashes = new Map<number, Buffer>()
  const findings: Finding[] = []
  const moved = new Map<number, number>()
  for (const { event, previous } of suspects) {
    const { sequence } = event
    const known = hashes.get(sequence - 1)
    const candidates = known === undefined ? previous : [known, ...previous]
    if (fits(event, sequence, candidates)) {
      hashes.set(sequence, event.hash)
      continue
    }
    const owner = suspects.find((other) => other.event !== event && belongs(other.event, event, candidates))
    if (owner === undefined) {
      findings.push(changed(event))
      continue
    }
    hashes.set(sequence, hashFor(owner.event, event, candidates))
    moved.set(sequence, owner.event.sequence)
    // Of a pair, only the first is told.
    if (moved.get(owner.event.sequence) !== sequence) findings.push(swapped(event, owner.event))
  }
  return findings
}

function fits(event: PlacedEvent, sequence: number, previous: readonly Buffer[]): boolean {
  return previous.some((hash) => hashAt(event, { sequence, previous: hash }).equals(event.hash))
}

/** Whether the event was numbered for the place of the other; its hash may have moved with it, or have stayed. */
function belongs(event: PlacedEvent, there: PlacedEvent, previous: readonly Buffer[]): boolean {
  return previous.some((hash) => {
    const computed = hashAt(event, { sequence: there.sequence, previous: hash })
    return computed.equals(event.hash) || computed.equals(there.hash)
  })
}

function hashFor(event: PlacedEvent, there: PlacedEvent, previous: readonly Buffer[]): Buffer {
  const hashes = previous.map((hash) => hashAt(event, { sequence: there.sequence, previous: hash }))
  return hashes.find((hash) => hash.equals(event.hash) || hash.equals(there.hash)) ?? event.hash
}

export function changed(event: PlacedEvent): Finding {
  const { sequence } = event
  const text = `The event of number ${String(sequence)} (${nameOf(event)}) was changed after it was numbered.`
  return { kind: 'changed', from: sequence, to: sequence, subject: nameOf(event), text }
}

function swapped(there: PlacedEvent, owner: PlacedEvent): Finding {
  const [from, to] = [there.sequence, owner.sequence]
  const text = `The events of numbers ${String(from)} and ${String(to)} were swapped: ${nameOf(owner)} belongs to number ${String(from)}.`
  return { kind: 'swapped', from, to, subject: nameOf(there), text }
}
