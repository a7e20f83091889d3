import { stateFault } from '../delivery/container-faults.ts'
import { Container } from '../entities/container.ts'
import { ContainerOwner } from '../entities/container-owner.ts'
import type { CredentialRow } from '../entities/credential.ts'
import { containerSerial, type ContainerKeys } from '../formats/keys.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { insertRows } from '../store/insert-rows.ts'
import type { Tx } from '../store/store.ts'
import {
  addCredential,
  changeCredential,
  holdsKeys,
  presentCredential,
  requireNewKey,
  type CredentialWish,
} from './credentials.ts'

/** A cloud container with the credential that counts. */
export interface Enrolled {
  readonly container: Container
  readonly credential: CredentialRow
}

/**
 * The cloud container of a user in the order scope of the client: a new one, or the one that he has. Other keys than it has
 * become its credential, as when he has lost the old one; the same keys change nothing.
 * @throws Fault `KEY_INVALID`, `CONTAINER_BLOCKED`
 */
export async function enrollUser(tx: Tx, call: Call, userId: string, wish: CredentialWish): Promise<Enrolled> {
  const { orderScope } = call.caller
  const owner = await tx.findOneBy(ContainerOwner, { orderScope, userId })
  if (owner === null) return newContainer(tx, call, userId, wish)
  const container = await tx.findOneByOrFail(Container, { id: owner.containerId })
  const refused = stateFault(container)
  if (refused !== undefined) throw refused
  if (holdsKeys(container, wish.keys)) {
    return { container, credential: await presentCredential(tx, container.id) }
  }
  return { container, credential: await changeCredential(tx, call, container, wish) }
}

async function newContainer(
  tx: Tx,
  call: Call,
  userId: string,
  { keys, field, comment }: CredentialWish,
): Promise<Enrolled> {
  const { orderScope } = call.caller
  await requireNewKey(tx, keys, field, async () => !(await tx.existsBy(ContainerOwner, { orderScope, userId })))
  const container = rowOf(call, keys)
  const { id, serial, kind, suite, state } = container
  await insertRows(tx, Container, [container])
  await insertRows(tx, ContainerOwner, [{ containerId: id, orderScope, userId }])
  const credential = await addCredential(tx, call, id, 1, keys)
  const after = { serial, kind, suite, state, credentialGeneration: credential.generation }
  await record(tx, call, [{ kind: 'container', id, version: 1, change: 'ContainerEnrolled', after, comment }])
  return { container, credential }
}

/** The serial follows from the first key and stays. */
function rowOf(call: Call, { suite, signingKey, agreementKey }: ContainerKeys): Container {
  return {
    id: call.newId(),
    serial: containerSerial('cloud', signingKey),
    kind: 'cloud',
    suite,
    signingKey: JSON.stringify(signingKey),
    agreementKey: JSON.stringify(agreementKey),
    binding: null,
    bindingJudgement: null,
    successorId: null,
    state: 'known',
    label: null,
    runtime: null,
    version: 1,
    createdAt: call.now,
    updatedAt: call.now,
  }
}
