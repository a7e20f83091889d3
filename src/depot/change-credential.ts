import { changeCredential as change, holdsKeys, presentCredential } from '../cloud/credentials.ts'
import { credentialFile, rootOf } from '../cloud/give-credential.ts'
import { provenBefore } from '../cloud/proven-before.ts'
import type { ChangeCredential, ChangeCredentialResponse, CredentialChange } from '../contract/depot.ts'
import { containerOfKind } from '../domain/containers/index.ts'
import { Container } from '../entities/container.ts'
import type { CredentialRow } from '../entities/credential.ts'
import { Fault } from '../faults.ts'
import { readContainerKeys, type ReceivedContext } from '../formats/context.ts'
import { thumbprint, type ContainerKeys } from '../formats/keys.ts'
import { containerScope, findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'
import type { Tx } from '../store/store.ts'
import { firmCodeUnknown } from './get-keys.ts'
import type { DepotParts } from './parts.ts'
import { receiveContext } from './receive-context.ts'
import { credentialFault } from './refuse-contact.ts'

const field = 'credentialChange'
const { suite } = containerOfKind('cloud')

/**
 * Gives a cloud container another credential. The old one is void from then on; so who loses the answer could prove nothing
 * any more: a call by the credential of before, for the very keys that count now, is answered once more.
 * @throws Fault `CONTEXT_INVALID`, `CONTEXT_STALE`, `CONTAINER_UNKNOWN`, `CONTAINER_KIND`, `CONTAINER_BLOCKED`, `KEY_INVALID`,
 * `NOTHING_TO_DO`, `REQUEST_CONFLICT`
 */
export async function changeCredential(
  { credentialChange }: ChangeCredential,
  call: Call,
  parts: DepotParts,
): Promise<ChangeCredentialResponse> {
  const { contextFile, signingKey, agreementKey } = credentialChange
  const keys = readContainerKeys(suite, signingKey, agreementKey, field)
  const { context, done } =
    (await provenBefore(call, contextFile, keys)) ?? (await changed(call, credentialChange, keys))
  const { serial, firmCode } = context
  if (call.check) return { result: { containerSerial: serial } }
  const root = await call.store.read((tx) => rootOf(tx, firmCode))
  if (root === undefined) throw firmCodeUnknown(firmCode, `${field}/contextFile`)
  const file = await credentialFile(call, parts, { serial, firmCode, root, credential: done })
  return { result: { containerSerial: serial, credentialFile: file } }
}

/** A change that was made, and by whose word. */
interface Changed {
  readonly context: ReceivedContext
  readonly done: CredentialRow
}

async function changed(call: Call, { contextFile, comment }: CredentialChange, keys: ContainerKeys): Promise<Changed> {
  const context = await receiveContext(call, contextFile)
  const { kind, serial } = context
  if (!containerOfKind(kind).livesOnServer) {
    const text = `Container ${serial} has its keys for ever; only those of a cloud container can be changed.`
    throw new Fault('CONTAINER_KIND', text)
  }
  const work = (tx: Tx) => changeOnce(tx, call, context, { keys, comment })
  return { context, done: await call.store.transact(work, { keep: !call.check }) }
}

async function changeOnce(
  tx: Tx,
  call: Call,
  context: ReceivedContext,
  { keys, comment }: { readonly keys: ContainerKeys; readonly comment: string | undefined },
): Promise<CredentialRow> {
  const { serial } = context
  const content = { signingKey: thumbprint(keys.signingKey), agreementKey: thumbprint(keys.agreementKey) }
  const claim = { content, scope: containerScope(serial) }
  const doneBefore = await findRequest(tx, call, claim)
  const container = await tx.findOneByOrFail(Container, { serial })
  const isVoid = credentialFault(container, context)
  if (isVoid !== undefined) throw isVoid
  if (holdsKeys(container, keys)) {
    if (doneBefore === undefined) throw nothingNew(serial)
    return presentCredential(tx, container.id)
  }
  const done = await change(tx, call, container, { keys, field, comment })
  if (doneBefore === undefined) await rememberRequest(tx, call, { ...claim, reference: container.id })
  return done
}

function nothingNew(serial: string): Fault {
  return new Fault('NOTHING_TO_DO', `Container ${serial} has these keys already; make new ones.`, { field })
}
