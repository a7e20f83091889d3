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
  const meeting = await meetContainer(tx, ownContext(call, container, { firmCode, root: '' }))
  const contact = contactOf(meeting)
  if (contact !== undefined) await record(tx, call, await settleContact(tx, call, contact))
}

/** The context of a container that lives here, which nobody has signed and nobody sends; see `playedPlace`. */
export function ownContext(
  call: Pick<Call, 'now' | 'random'>,
  container: Container,
  { firmCode, root }: Pick<ReceivedContext, 'firmCode' | 'root'>,
): ReceivedContext {
  const { kind, serial } = container
  const facts = { kind, serial, ...keysOf(container), firmCode, root, epoch: 0, createdAt: call.now }
  const runtime = { name: 'server', version: '0' }
  return { ...facts, runtime, ...playedPlace(undefined, { hash: call.random(32) }) }
}
