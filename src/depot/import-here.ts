import { keysOf } from '../delivery/container-keys.ts'
import { Chain } from '../entities/chain.ts'
import { Container } from '../entities/container.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { meetContainer } from './meet-container.ts'
import { playedPlace } from './played-place.ts'
import { contactOf, settleContact } from './settle-contact.ts'

/**
 * Imports what was written for a container that lives here: the receipt comes from ourselves, and whatever a receipt changes
 * is changed. Nothing happens where everything is in it already.
 */
export async function importHere(tx: Tx, call: Call, containerId: string, firmCode: number): Promise<void> {
  const chain = await tx.findOneBy(Chain, { containerId, firmCode })
  if (chain === null || chain.confirmed === chain.counter) return
  const container = await tx.findOneByOrFail(Container, { id: containerId })
  const meeting = await meetContainer(tx, ownContext(call, container, chain))
  const contact = contactOf(meeting)
  if (contact !== undefined) await record(tx, call, await settleContact(tx, call, contact))
}

/** Nobody has signed it, and nobody sends it. */
function ownContext({ now }: Pick<Call, 'now'>, container: Container, chain: Chain): ReceivedContext {
  const { kind, serial } = container
  const { firmCode, digest: hash } = chain
  const facts = { kind, serial, ...keysOf(container), firmCode, root: '', epoch: 0, createdAt: now }
  return { ...facts, runtime: { name: 'server', version: '0' }, ...playedPlace(chain, { hash }) }
}
