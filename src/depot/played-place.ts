import { containerOfKind } from '../domain/containers/index.ts'
import type { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { firstDigest } from '../formats/digest.ts'

/** Whether a container that is known lives here, so that only its key is somewhere else. */
export function livesHere(container: Pick<Container, 'kind'> | undefined): boolean {
  return container !== undefined && containerOfKind(container.kind).livesOnServer
}

/** Where a container is in its steps, as its context shows it. */
type Place = Pick<ReceivedContext, 'contextSeq' | 'hash' | 'counter' | 'digest' | 'licenses' | 'removed'>

/** A context in which a container that lives here shows its place; what one call writes for it is not in it before its end. */
type PlayedContext = ReceivedContext & { readonly played: true }

/** What a context means: as it came, or with the place of a container that lives here, which whoever sent it does not know. */
export function placedContext(
  received: ReceivedContext,
  { container, chain }: { readonly container: Container | undefined; readonly chain: Chain | undefined },
): ReceivedContext | PlayedContext {
  if (!livesHere(container) || 'played' in received) return received
  return { ...received, ...playedPlace(chain, received), played: true }
}

/**
 * What a container that lives here would show if it wrote contexts: everything that was written for it is in it. Several
 * devices hold its key and none its state, so the contexts that they send tell who asks, and nothing of all this. Where it
 * has nothing to confirm it shows the same as last time, which changes no row: its devices do not get into each other's way.
 */
export function playedPlace(chain: Chain | undefined, { hash }: Pick<ReceivedContext, 'hash'>): Place {
  // What it holds and what was used of it stands in our rows; it need not tell them.
  const nothing = { licenses: [], removed: [] }
  if (chain === undefined) return { ...nothing, contextSeq: 1, hash, counter: 0, digest: firstDigest }
  const { counter, digest, confirmed, lastContextSeq, lastContextHash } = chain
  const isNews = confirmed < counter || lastContextHash === null
  const shown = isNews
    ? { contextSeq: lastContextSeq + 1, hash }
    : { contextSeq: lastContextSeq, hash: lastContextHash }
  return { ...nothing, ...shown, counter, digest }
}
