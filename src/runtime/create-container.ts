import type { FirmRoot } from '../formats/certificate.ts'
import { firstDigest } from '../formats/digest.ts'
import { toBase64url } from '../formats/encoding.ts'
import type { BindingScheme } from '../formats/fingerprint.ts'
import { thumbprint } from '../formats/keys.ts'
import { changeContainer, homeOf, servedFirm, serving, withFirm } from './container-folder.ts'
import { requireSignedIdentity } from './operator.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { FirmState } from './state.ts'

/** A firm that a container is to serve, with the root that it will trust from then on. */
export interface PinnedFirm {
  readonly firmCode: number
  readonly root: FirmRoot
  /** Of a test installation: the container takes files marked `test`. */
  readonly test?: boolean
  /** How a container made for it is bound to the machine; else `strict`. */
  readonly binding?: BindingScheme | undefined
}

/**
 * Creates a container for a firm code where containers live: two fresh key pairs, of which the private halves never leave
 * that place, and the pinned root. Gives the serial.
 * @param binding how a software container is bound to the machine
 * @throws RuntimeRefusal CONTAINER_AMBIGUOUS if one serves the firm code already; MACHINE_UNREADABLE
 */
export async function createContainer(runtime: Runtime, firm: PinnedFirm): Promise<string> {
  const { binding = 'strict' } = firm
  if (binding === 'operator') await requireSignedIdentity(await runtime.machine())
  await refuseSecond(runtime, firm.firmCode)
  const createdAt = runtime.now().toISOString()
  return homeOf(runtime).create({ createdAt, binding, firms: { [firm.firmCode]: newFirm(firm) } })
}

async function refuseSecond(runtime: Runtime, firmCode: number): Promise<void> {
  const { found } = await serving(runtime, firmCode)
  if (found.length === 0) return
  const message = `The container ${found.join(', ')} serves firm code ${firmCode} already.`
  throw new RuntimeRefusal('CONTAINER_AMBIGUOUS', message, 'Use it; one container holds any number of licenses.')
}

/**
 * Lets a container serve one more firm code; false if it did so before. For one that it serves, the root must be the
 * pinned one.
 * @throws RuntimeRefusal OTHER_ROOT
 */
export async function pinFirm(runtime: Runtime, serial: string, firm: PinnedFirm): Promise<boolean> {
  return changeContainer(runtime, serial, (state) => {
    const present = servedFirm(state, firm.firmCode)
    if (present === undefined) {
      return Promise.resolve([withFirm(state, firm.firmCode, newFirm(firm)), true])
    }
    requirePinned(present, firm)
    return Promise.resolve([state, false])
  })
}

/** @throws RuntimeRefusal OTHER_ROOT */
export function requirePinned(present: FirmState, { firmCode, root }: PinnedFirm): void {
  const pinned = thumbprint(present.root)
  const given = thumbprint(root.key)
  if (pinned === given) return
  const message = `The container trusts the root ${pinned} for firm code ${firmCode}, not ${given}.`
  throw new RuntimeRefusal(
    'OTHER_ROOT',
    message,
    'A pinned root is never replaced. Ask the vendor which one is genuine.',
  )
}

function newFirm({ root, test = false }: PinnedFirm): FirmState {
  const state = { epoch: 0, contextSeq: 0, counter: 0, digest: toBase64url(firstDigest) }
  return { root: root.key, test, ...state, licenses: [], removed: [], updates: [] }
}
