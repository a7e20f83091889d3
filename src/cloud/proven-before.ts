import { stateFault } from '../delivery/container-faults.ts'
import { Container } from '../entities/container.ts'
import { CredentialRow } from '../entities/credential.ts'
import { contextKeys, contextSerial, readContext, type ReceivedContext } from '../formats/context.ts'
import { thumbprint, type ContainerKeys } from '../formats/keys.ts'
import type { Call } from '../operation.ts'
import { holdsKeys } from './credentials.ts'

/** A change of a credential that has happened already. */
export interface ProvenBefore {
  readonly context: ReceivedContext
  /** What counts since. */
  readonly done: CredentialRow
}

/**
 * The change to these very keys, which happened already, if the context is signed by the credential that it ended: whoever
 * has it asked for the change and did not hear the answer. Nothing is changed, and no secret is told.
 * @throws Fault `CONTEXT_INVALID`, `CONTAINER_BLOCKED`
 */
export async function provenBefore(
  call: Pick<Call, 'store'>,
  contextFile: string,
  keys: ContainerKeys,
): Promise<ProvenBefore | undefined> {
  const serial = contextSerial(contextFile)
  const { container, present, before } = await call.store.read(async (tx) => {
    const row = await tx.findOneBy(Container, { serial })
    const order = { generation: 'DESC' } as const
    const where = { containerId: row?.id ?? '' }
    const [first, second] = row === null ? [] : await tx.find(CredentialRow, { where, order, take: 2 })
    return { container: row, present: first, before: second }
  })
  if (container === null || present === undefined || !holdsKeys(container, keys)) return undefined
  const claimed = contextKeys(contextFile)
  if (thumbprint(claimed.signingKey) !== before?.keyThumbprint || claimed.suite !== container.suite) return undefined
  const refused = stateFault(container)
  if (refused !== undefined) throw refused
  return { context: await readContext(contextFile, claimed), done: present }
}
