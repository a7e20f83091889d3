import { createHash } from 'node:crypto'
import { LessThan } from 'typeorm'
import type { Clock } from '../domain/clock.ts'
import { UsedNonce } from '../entities/used-nonce.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Store } from '../store/store.ts'
import type { SentDigest } from './message-token.ts'

/** So long a nonce is kept beyond the time in which its digest is good: nodes' clocks differ. Milliseconds. */
const margin = 3_600_000
/** Between two looks for nonces that may be forgotten; milliseconds. */
const interval = 600_000

/**
 * Takes a nonce, once for all nodes; false when it was taken before. Only for a digest that is right, so that nobody else
 * fills the table. Of two messages at once, the second meets the row of the first, and finds it in its next run.
 * @param goodFor milliseconds from its making in which a digest is accepted
 */
export async function takeNonce(
  store: Store,
  { name }: { readonly name: string },
  { nonce, createdAt }: SentDigest,
  goodFor: number,
): Promise<boolean> {
  const hash = createHash('sha256').update(`${name}\n`, 'utf8').update(nonce).digest()
  const forgetAt = new Date(createdAt.getTime() + goodFor + margin)
  return store.transact(async (tx) => {
    if (await tx.existsBy(UsedNonce, { hash })) return false
    await insertRows(tx, UsedNonce, [{ hash, forgetAt }])
    return true
  })
}

/** Forgets nonces whose digests are too old by now. */
export class NonceCleaner {
  readonly name = 'used nonces'
  readonly #store: Store
  readonly #clock: Clock

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  async turn(): Promise<number> {
    const forgetAt = LessThan(this.#clock())
    await this.#store.transact((tx) => tx.delete(UsedNonce, { forgetAt }))
    return interval
  }
}
