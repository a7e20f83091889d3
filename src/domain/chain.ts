/**
 * The step chain of one container and firm code (design §4.2). Both sides count steps and fold them into a digest; a
 * context shows how far the container is. These rules say what a context means for what the server knows, and nothing of
 * files or databases.
 */

/** What the server knows of a chain. */
export interface ChainHead {
  /** Number of the last step; 0 before the first. */
  readonly counter: number
  /** Number of the last step that the newest context showed to be in the container. */
  readonly confirmed: number
  /** The newest context that was taken; 0 before the first. */
  readonly lastContextSeq: number
  readonly lastContextHash: Uint8Array | null
  /** How often a fork or rollback was healed since the last time that a person looked. */
  readonly healed: number
  /** A person has accepted the container: its next new context is believed, whatever it shows. */
  readonly believeNext?: boolean
}

/** What a verified context says of its container. */
export interface Contact {
  /** Number of the context, raised durably before it is written. */
  readonly contextSeq: number
  /** Hash of the context: two with the same number and other hashes come from two copies of one container. */
  readonly hash: Uint8Array
  readonly counter: number
  readonly digest: Uint8Array
}

/** Digest of the chain at a counter; `undefined` for a counter that was never issued. */
export type DigestAt = (counter: number) => Uint8Array | undefined

export type Judgement =
  /** The container is where it may be; `head` is what is known now. */
  | { readonly verdict: 'accepted'; readonly head: ChainHead; readonly healed?: Anomaly; readonly believed?: Belief }
  /** A newer context was seen before: change nothing, give the catch-up, ask for a new context. */
  | { readonly verdict: 'stale' }
  /** It shows a state that this server did not issue, as far as it knows; change nothing and let the container prove it. */
  | { readonly verdict: 'unproven'; readonly reason: string }
  /** A person has to look at it; nothing is changed but the state of the container. */
  | { readonly verdict: 'manipulation'; readonly reason: string }

/**
 * How a context was believed because a person said so. `caughtUp`: it shows a state that was issued, and everything after
 * it is sent once more. `rebased`: it shows another one, and the chain goes on from there; unconfirmed steps are void.
 * `proved`: the same, but nobody had to say so, because the container proved that this server issued it.
 */
export type Belief = { readonly how: 'caughtUp' } | { readonly how: 'rebased' | 'proved'; readonly digest: Uint8Array }

/** `fork`: two contexts of one number. `rollback`: steps that had arrived are gone again. */
export type Anomaly = 'fork' | 'rollback'

/** Before the first context. */
export const newChain: ChainHead = { counter: 0, confirmed: 0, lastContextSeq: 0, lastContextHash: null, healed: 0 }

/** Steps that may wait for their receipt; the next request is TRANSFER_OPEN. */
export const maxUnconfirmedSteps = 20

/** A container is healed of this many forks or rollbacks, then a person has to look. */
const maxHealed = 1

/**
 * Judges a context. A fork or rollback is healed by taking the container's own counter as confirmed, so that everything
 * after it, removals too, is sent once more.
 */
export function judgeContact(head: ChainHead, contact: Contact, digestAt: DigestAt): Judgement {
  if (contact.contextSeq < head.lastContextSeq) return { verdict: 'stale' }
  if (isRepeat(head, contact)) return { verdict: 'accepted', head }
  const unknown = unknownState(head, contact, digestAt)
  if (head.believeNext === true) return believe(head, contact, unknown === undefined)
  if (unknown !== undefined) return { verdict: isAhead(head, contact) ? 'unproven' : 'manipulation', reason: unknown }
  const anomaly = anomalyOf(head, contact)
  if (anomaly !== undefined && head.healed >= maxHealed) {
    return { verdict: 'manipulation', reason: `${descriptions[anomaly]}, and not for the first time` }
  }
  const next = { ...head, ...headAt(contact) }
  if (anomaly === undefined) return { verdict: 'accepted', head: next }
  return { verdict: 'accepted', head: { ...next, healed: head.healed + 1 }, healed: anomaly }
}

/** What a person accepted is not judged again; from here on the container has a clean record. */
function believe(head: ChainHead, contact: Contact, isIssued: boolean): Judgement {
  const { counter, digest } = contact
  const next = { ...headAt(contact), counter: isIssued ? head.counter : counter, healed: 0 }
  return { verdict: 'accepted', head: next, believed: isIssued ? { how: 'caughtUp' } : { how: 'rebased', digest } }
}

/**
 * A context whose state was `unproven`, once the container has proved that this server issued it (docs/formats.md §11.1):
 * the chain goes on from there. What was healed before counts on.
 */
export function proved(head: ChainHead, contact: Contact): Judgement {
  const { counter, digest } = contact
  const next = { ...headAt(contact), counter, healed: head.healed }
  return { verdict: 'accepted', head: next, believed: { how: 'proved', digest } }
}

/** How far the container is, by its newest context. */
function headAt({ counter, contextSeq, hash }: Contact) {
  return { confirmed: counter, lastContextSeq: contextSeq, lastContextHash: hash }
}

/** The digest from which the chain goes on because a context was believed; undefined where it goes on as it was. */
export function groundOf(believed: Belief | undefined): Uint8Array | undefined {
  return believed === undefined || believed.how === 'caughtUp' ? undefined : believed.digest
}

/** Whether another step may be appended before the container has shown more of the old ones. */
export function mayAppend(head: ChainHead): boolean {
  return head.counter - head.confirmed < maxUnconfirmedSteps
}

/** A server that was put back knows less than it did, so only what lies after that can have been forgotten. */
function isAhead({ confirmed }: ChainHead, { counter }: Contact): boolean {
  return counter > confirmed
}

/** One sentence half for each anomaly, for the history and for the support. */
const descriptions: Readonly<Record<Anomaly, string>> = {
  fork: 'two different contexts carry the same number: there are two copies of this container',
  rollback: 'updates that had arrived are missing again: an older state of this container was put back',
}

function isRepeat(head: ChainHead, contact: Contact): boolean {
  const { lastContextHash } = head
  return (
    contact.contextSeq === head.lastContextSeq && lastContextHash !== null && equalBytes(contact.hash, lastContextHash)
  )
}

function unknownState(head: ChainHead, { counter, digest }: Contact, digestAt: DigestAt): string | undefined {
  const issued = counter > head.counter ? undefined : digestAt(counter)
  if (issued === undefined) return `it shows step ${counter}, and this server issued ${head.counter}`
  return equalBytes(issued, digest) ? undefined : `its digest at step ${counter} is not the one that was issued`
}

function anomalyOf(head: ChainHead, contact: Contact): Anomaly | undefined {
  if (contact.contextSeq === head.lastContextSeq) return 'fork'
  return contact.counter < head.confirmed ? 'rollback' : undefined
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
