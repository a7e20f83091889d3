import { writeContext } from '../formats/context.ts'
import { thumbprint } from '../formats/keys.ts'
import { changeContainer, firmIn, homeOf, withFirm } from './container-folder.ts'
import type { ContainerHome } from './container-home.ts'
import { publicKeysOf } from './container-keys.ts'
import { runtimeName, runtimeVersion, type Runtime } from './runtime.ts'
import type { ContainerState, FirmState } from './state.ts'

/**
 * Writes a context of a container for a firm code: the request for an update, and the receipt for all before. Its number
 * is durable before the file exists, so two contexts never share one.
 * @throws RuntimeRefusal those of `readContainer`, CONTAINER_BUSY
 */
export async function makeContext(runtime: Runtime, serial: string, firmCode: number): Promise<string> {
  const now = runtime.now()
  const numbered = await changeContainer(runtime, serial, (state) => {
    const firm = firmIn(state, firmCode)
    const next = withFirm(state, firmCode, { ...firm, contextSeq: firm.contextSeq + 1 })
    return Promise.resolve([next, next])
  })
  return signContext(homeOf(runtime), numbered, firmCode, now)
}

/** The numbers of a container last for ever, so no answer of a Depot, which nobody signed, may use up many of them. */
const mostSkipped = 1_000_000

/**
 * Lets a container go on after the context of this number, durably; nothing happens if it is past it. False if that
 * cannot be the number of a context of this container.
 */
export async function skipContexts(
  runtime: Runtime,
  serial: string,
  firmCode: number,
  lastContextSeq: number,
): Promise<boolean> {
  return changeContainer(runtime, serial, (state) => {
    const firm = firmIn(state, firmCode)
    const ahead = lastContextSeq - firm.contextSeq
    if (!Number.isInteger(ahead) || ahead > mostSkipped) return Promise.resolve([state, false])
    if (ahead <= 0) return Promise.resolve([state, true])
    return Promise.resolve([withFirm(state, firmCode, { ...firm, contextSeq: lastContextSeq }), true])
  })
}

async function signContext(home: ContainerHome, state: ContainerState, firmCode: number, now: Date): Promise<string> {
  const firm = firmIn(state, firmCode)
  const { signer } = await home.secretsOf(state)
  const context = {
    kind: home.kind,
    serial: state.serial,
    label: state.label,
    firmCode,
    root: thumbprint(firm.root),
    epoch: firm.epoch,
    contextSeq: firm.contextSeq,
    counter: firm.counter,
    digest: Buffer.from(firm.digest, 'base64url'),
    licenses: firm.licenses.map(summary),
    removed: firm.removed.map(summary),
    fingerprint: await home.fingerprint(state, firm.root),
    createdAt: now,
    runtime: { name: runtimeName, version: runtimeVersion },
    ...publicKeysOf(state),
  } as const
  return writeContext(context, signer)
}

function summary({ licenseId, generation, consumed }: FirmState['licenses'][number] | FirmState['removed'][number]) {
  return { licenseId, generation, consumed: BigInt(consumed) }
}
