import { beginningHash, hashAt } from '../chain.ts'
import { type Finding, nameOf, rangeText } from './finding.ts'
import { judge, type PlacedEvent, type Suspect } from './suspect.ts'

/** How many events that do not fit are looked at closely; of more it is only said that there are more. */
const mostSuspects = 500
/** By how many numbers a renumbered rest of the chain may be off. */
const mostShift = 5
/** Hashes that may be that of the event before. */
const mostCandidates = 8

/**
 * Walks along the chain, event by event in the order of their numbers, and notes what does not fit. It goes on behind a
 * broken place, so that one changed event is one finding and not the end of the proof.
 */
export class ChainWalk {
  readonly #findings: Finding[] = []
  readonly #suspects: Suspect[] = []
  /** Hashes that may belong to the event before the next; none behind a hole, where the next hash has to be believed. */
  #previous: readonly Buffer[] = [beginningHash]
  #last = 0
  /** The chain's own numbers minus those that the rows have; not 0 behind a place where somebody renumbered. */
  #shift = 0
  #tooMany = 0

  /** The highest number seen. */
  get last(): number {
    return this.#last
  }

  /** Whether an event at or behind this number did not fit. */
  isBroken(from: number): boolean {
    return (
      this.#shift !== 0 ||
      this.#tooMany > 0 ||
      this.#suspects.some(({ event }) => event.sequence >= from) ||
      this.#findings.some((finding) => (finding.to ?? 0) >= from)
    )
  }

  take(event: PlacedEvent): void {
    const { sequence } = event
    if (sequence < 1) {
      this.#findings.push(inserted(event))
      return
    }
    if (sequence > this.#last + 1) this.#hole(this.#last + 1, sequence - 1)
    this.#last = sequence
    if (this.#previous.length > 0 && !this.#fits(event, this.#shift) && !this.#fitsRenumbered(event)) {
      this.#suspect(event)
      return
    }
    this.#previous = [event.hash]
  }

  /** What was found; after the last event. */
  end(): Finding[] {
    const findings = [...this.#findings, ...judge(this.#suspects)]
    if (this.#tooMany > 0) {
      const text = `${String(this.#tooMany)} more events do not fit into the chain.`
      findings.push({ kind: 'changed', text })
    }
    return findings.toSorted((a, b) => (a.from ?? Infinity) - (b.from ?? Infinity))
  }

  #fits(event: PlacedEvent, shift: number): boolean {
    const sequence = event.sequence + shift
    return this.#previous.some((previous) => hashAt(event, { sequence, previous }).equals(event.hash))
  }

  /** Whether the event fits by another number: then numbers before it were closed up or pushed apart. */
  #fitsRenumbered(event: PlacedEvent): boolean {
    for (let step = 1; step <= mostShift; step++) {
      for (const by of [step, -step]) {
        if (!this.#fits(event, this.#shift + by) || (by === -1 && this.#isSwapped(event))) continue
        if (by > 0) this.#closedUp(event.sequence, by)
        else this.#pushedApart(event.sequence, -by)
        this.#shift += by
        return true
      }
    }
    return false
  }

  /** Whether the event before belongs to this number: then nothing was inserted, and the two only changed places. */
  #isSwapped(event: PlacedEvent): boolean {
    const before = this.#suspects.find((suspect) => suspect.event.sequence === event.sequence - 1)?.event
    if (before === undefined) return false
    const sequence = event.sequence + this.#shift
    return hashAt(before, { sequence, previous: event.hash }).equals(before.hash)
  }

  /** The event before is the one that followed the removed ones; that it did not fit says nothing against it. */
  #closedUp(sequence: number, count: number): void {
    this.#acquit(sequence - 1)
    const from = sequence - 1 + this.#shift
    this.#findings.push(removed(from, from + count - 1, ', and those after it were renumbered'))
  }

  #pushedApart(sequence: number, count: number): void {
    for (let strange = sequence - count; strange < sequence; strange++) {
      const event = this.#acquit(strange)
      if (event !== undefined) this.#findings.push(inserted(event))
    }
  }

  #acquit(sequence: number): PlacedEvent | undefined {
    const index = this.#suspects.findIndex(({ event }) => event.sequence === sequence)
    return index < 0 ? undefined : this.#suspects.splice(index, 1)[0]?.event
  }

  #hole(from: number, to: number): void {
    this.#findings.push(removed(from, to, ''))
    this.#previous = []
  }

  #suspect(event: PlacedEvent): void {
    if (this.#suspects.length < mostSuspects) this.#suspects.push({ event, previous: this.#previous })
    else this.#tooMany += 1
    // Who changed the event may have left its hash, or changed only that; the next event tells which.
    const sequence = event.sequence + this.#shift
    const computed = this.#previous.map((previous) => hashAt(event, { sequence, previous }))
    this.#previous = [event.hash, ...computed.slice(0, 2), ...this.#previous].slice(0, mostCandidates)
  }
}

function removed(from: number, to: number, more: string): Finding {
  const text = `What had ${rangeText(from, to)} was removed${more}.`
  return { kind: 'removed', from, to, text }
}

export function inserted(event: PlacedEvent): Finding {
  const { sequence } = event
  const text = `The event of number ${String(sequence)} (${nameOf(event)}) was inserted; the sequencer never numbered it.`
  return { kind: 'inserted', from: sequence, to: sequence, subject: nameOf(event), text }
}
