import { stateFault } from '../delivery/container-faults.ts'
import { keysOf } from '../delivery/container-keys.ts'
import { Container } from '../entities/container.ts'
import { CredentialRow } from '../entities/credential.ts'
import { Fault } from '../faults.ts'
import { thumbprint, type ContainerKeys } from '../formats/keys.ts'
import { record } from '../ledger/record.ts'
import type { Call } from '../operation.ts'
import { changeRow } from '../store/change-row.ts'
import { insertRows } from '../store/insert-rows.ts'
import { RowChanged } from '../store/rerun.ts'
import type { Tx } from '../store/store.ts'

/** What stands beside a change of a credential. */
export interface CredentialWish {
  readonly keys: ContainerKeys
  /** Where the keys stand in the request. */
  readonly field: string
  readonly comment: string | undefined
}

/** The credential of a container that counts: its highest generation. */
export async function presentCredential(tx: Tx, containerId: string): Promise<CredentialRow> {
  return tx.findOneOrFail(CredentialRow, { where: { containerId }, order: { generation: 'DESC' } })
}

/** Whether these are the keys that count now, both of them. */
export function holdsKeys(container: Container, { signingKey, agreementKey }: ContainerKeys): boolean {
  const present = keysOf(container)
  const same = thumbprint(present.signingKey) === thumbprint(signingKey)
  return same && thumbprint(present.agreementKey) === thumbprint(agreementKey)
}

/**
 * Gives a container other keys: what the old ones sign from now on is refused, and its sessions end with their leases. Two
 * changes at once meet at the row of the container.
 * @throws Fault `KEY_INVALID` for a key that was used before, here or elsewhere; `CONTAINER_BLOCKED`
 */
export async function changeCredential(
  tx: Tx,
  call: Call,
  container: Container,
  { keys, field, comment }: CredentialWish,
): Promise<CredentialRow> {
  const refused = stateFault(container)
  if (refused !== undefined) throw refused
  await requireNewKey(tx, keys, field, () => tx.existsBy(Container, { id: container.id, version: container.version }))
  const before = await presentCredential(tx, container.id)
  const generation = before.generation + 1
  const changes = { signingKey: JSON.stringify(keys.signingKey), agreementKey: JSON.stringify(keys.agreementKey) }
  const version = await changeRow(tx, Container, container, { ...changes, updatedAt: call.now })
  const row = await addCredential(tx, call, container.id, generation, keys)
  await record(tx, call, [
    {
      kind: 'container',
      id: container.id,
      version,
      change: 'ContainerCredentialChanged',
      before: { credentialGeneration: before.generation },
      after: { credentialGeneration: generation },
      comment,
    },
  ])
  return row
}

/** The first or next key of a container. */
export async function addCredential(
  tx: Tx,
  { now }: Pick<Call, 'now'>,
  containerId: string,
  generation: number,
  { signingKey }: ContainerKeys,
): Promise<CredentialRow> {
  const row = { containerId, generation, keyThumbprint: thumbprint(signingKey), createdAt: now }
  await insertRows(tx, CredentialRow, [row])
  return row
}

/**
 * A key opens one container, and never again once it was replaced.
 * @param isAsRead whether what this follows from is as it was read; if not, the same call may have given the key meanwhile
 * @throws Fault `KEY_INVALID`
 */
export async function requireNewKey(
  tx: Tx,
  { signingKey }: ContainerKeys,
  field: string,
  isAsRead: () => Promise<boolean>,
): Promise<void> {
  if (!(await tx.existsBy(CredentialRow, { keyThumbprint: thumbprint(signingKey) }))) return
  if (!(await isAsRead())) throw new RowChanged('the container got another credential since it was read')
  const text = 'This signing key has been the key of a cloud container before; make a new one.'
  throw new Fault('KEY_INVALID', text, { field: `${field}/signingKey` })
}
