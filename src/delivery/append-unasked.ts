import { Chain } from '../entities/chain.ts'
import type { Container } from '../entities/container.ts'
import { makeStep } from '../formats/update.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import type { Tx } from '../store/store.ts'
import { storeStep, type AppendStep } from './append.ts'

/** Adds steps to a chain without a context: after what is known of it. Once, as the row of the chain moves on. */
export function appendUnasked(tx: Tx, call: Call, container: Container, chain: Chain): AppendStep {
  return async (actions, facts) => {
    const { to: counterTo, digest } = makeStep(chain.digest, chain.counter, actions)
    await changeRow(tx, Chain, chain, { counter: counterTo, digest, updatedAt: call.now })
    const place = { chain, confirmed: chain.confirmed, counterTo, digest }
    return { container, events: [], ...(await storeStep(tx, call, place, actions, facts)) }
  }
}
