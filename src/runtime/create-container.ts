import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { FirmRoot } from '../formats/certificate.ts'
import { firstDigest } from '../formats/digest.ts'
import { toBase64url } from '../formats/encoding.ts'
import { containerSerial, publicJwk, thumbprint } from '../formats/keys.ts'
import { addContainer, changeContainer, servedFirm, serving, withFirm } from './container-folder.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { FirmState } from './state.ts'

const generate = promisify(generateKeyPair)

/** A firm that a container is to serve, with the root that it will trust from then on. */
export interface PinnedFirm {
  readonly firmCode: number
  readonly root: FirmRoot
  /** Of a test installation: the container takes files marked `test`. */
  readonly test?: boolean
}

/**
 * Creates a software container for a firm code on this machine: two fresh key pairs, of which the private halves never
 * leave the encrypted file, and the pinned root. Gives the serial.
 * @throws RuntimeRefusal CONTAINER_AMBIGUOUS if one serves the firm code already
 */
export async function createContainer(runtime: Runtime, firm: PinnedFirm): Promise<string> {
  await refuseSecond(runtime, firm.firmCode)
  const signing = await generate('ed25519')
  const agreement = await generate('x25519')
  const signingKey = signing.privateKey.export({ format: 'jwk' })
  const serial = containerSerial(
    'software',
    publicJwk('Ed25519')({ ...signing.publicKey.export({ format: 'jwk' }) } as never, 'key'),
  )
  const createdAt = runtime.now().toISOString()
  await addContainer(runtime, {
    v: 1,
    serial,
    suite: 'ed25519-x25519',
    signingKey,
    agreementKey: agreement.privateKey.export({ format: 'jwk' }),
    createdAt,
    firms: { [firm.firmCode]: newFirm(firm) },
  })
  return serial
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
