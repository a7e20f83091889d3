import { In, MoreThan } from 'typeorm'
import type { Belief } from '../domain/chain.ts'
import { isId } from '../domain/uuid.ts'
import { Container } from '../entities/container.ts'
import { License } from '../entities/license.ts'
import { Step } from '../entities/step.ts'
import { Transfer } from '../entities/transfer.ts'
import { reboundBinding } from './binding.ts'
import type { Change } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import { storeParts } from './container-parts.ts'
import { believeLicenses } from './believe-licenses.ts'
import type { Contact } from './settle-contact.ts'
import type { FoundLicense } from '../licenses/step-actions.ts'
import { newTransfer } from '../delivery/transfers.ts'

/**
 * Settles a context that is believed: the first after a person accepted the container (ResolveContainer), or one whose state
 * the container has proved. A state that was issued is simply
 * caught up with: the steps after it are sent once more. Any other is taken as the new ground of the chain: what was
 * issued before leads nowhere any more, and the licenses are where the container says.
 */
export async function settleBelief(tx: Tx, call: Call, contact: Contact, { how }: Belief): Promise<Change[]> {
  const { container, chain, head, meeting } = contact
  const { firmCode, contextSeq, counter, fingerprint } = meeting.context
  // A person who accepts a container accepts its machine too; a proof says nothing of that.
  const binding = how === 'proved' ? container.binding : reboundBinding(container, fingerprint)
  const version = await changeRow(tx, Container, container, { binding, updatedAt: call.now })
  if (binding !== container.binding) await storeParts(tx, { id: container.id, binding })
  const believed: Change = {
    kind: 'container',
    id: container.id,
    version,
    change: how === 'proved' ? 'ContainerProved' : 'ContainerBelieved',
    before: { firmCode, counter: chain.counter, confirmed: chain.confirmed, contextSeq: chain.lastContextSeq },
    after: { firmCode, counter: head.counter, confirmed: counter, contextSeq, how, ...(await strangers(tx, contact)) },
  }
  if (how === 'caughtUp') return [believed]
  const licenses = await believeLicenses(tx, call, contact)
  const confirmed = licenses.flatMap(({ change, id }) => (change === 'LicenseConfirmed' ? [id] : []))
  await layGround(tx, call, contact, confirmed, how === 'proved' ? chain.confirmed : 0)
  return [believed, ...licenses]
}

/** So many licenses are named by an event; it has the number of all. */
const mostNamed = 20

/** Licenses in the container that this server knows nothing of, because they were sold after the state it was put back to. */
async function strangers(tx: Tx, { meeting: { context } }: Contact) {
  const shown = context.licenses.map(({ licenseId }) => licenseId)
  const known = await tx.find(License, { select: { id: true }, where: { id: In(shown.filter(isId)) } })
  const ids = new Set(known.map(({ id }) => id))
  const unknown = shown.filter((id) => !ids.has(id))
  return unknown.length === 0 ? {} : { unknownCount: unknown.length, unknownLicenses: unknown.slice(0, mostNamed) }
}

/**
 * Transfers of before are void, and steps but for those which the container is known to have taken in before it proved what
 * came after. One step that is never sent stands for the state that the container was accepted
 * in; the context that was believed is its receipt, and it names the licenses that were confirmed by it.
 */
async function layGround(
  tx: Tx,
  call: Call,
  { chain, meeting }: Contact,
  found: readonly string[],
  kept: number,
): Promise<void> {
  const { counter, digest, hash, contextSeq } = meeting.context
  await tx.delete(Step, { chainId: chain.id, counterTo: MoreThan(kept) })
  const nowhere = { state: 'superseded', version: () => 'version + 1', updatedAt: call.now } as const
  await tx.update(Transfer, { chainId: chain.id, state: 'open' }, nowhere)
  const facts = { kind: 'accepted', requestHash: hash, results: { licenses: [] } }
  const ground = newTransfer(call, chain, { ...facts, counterFrom: counter, counterTo: counter })
  await insertRows(tx, Transfer, [{ ...ground, state: 'superseded' }])
  const step = {
    chainId: chain.id,
    counterTo: counter,
    transferId: ground.id,
    actions: found.map((licenseId): FoundLicense => ({ found: { licenseId } })),
    receiptSeq: contextSeq,
    createdAt: call.now,
  }
  await insertRows(tx, Step, [{ ...step, digest: Buffer.from(digest) }])
}
