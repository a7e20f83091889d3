import { readRoot } from '../formats/keys.ts'
import { FormatError, type FormatRule } from '../formats/errors.ts'
import { readFlattened, unverifiedPayload } from '../formats/jws.ts'
import { readUpdate, type Update } from '../formats/update.ts'
import { applyUpdate } from './apply-update.ts'
import { withSignedTime } from './clock.ts'
import { changeContainer, firmIn, listContainers, withFirm } from './container-folder.ts'
import { keyThumbprint } from './container-keys.ts'
import { acceptEpoch } from './epoch.ts'
import { RuntimeRefusal, type RefusalCode } from './refusal.ts'
import type { Runtime } from './runtime.ts'
import type { ContainerState, FirmState } from './state.ts'

const signedAgain = 'Send a new context to the Depot: it signs again with its present key.'

export interface Imported {
  readonly serial: string
  readonly firmCode: number
  readonly transferId: string
  /** Steps that were done; 0 for an update that was imported before. */
  readonly steps: number
}

/**
 * Imports an update into the container it is for (docs/formats.md §10): verified along the chain to the pinned root, and
 * durable as a whole or not at all.
 * @throws RuntimeRefusal with a code for each reason
 */
export async function importUpdate(runtime: Runtime, file: string): Promise<Imported> {
  const { serial, firmCode } = await addressOf(runtime, file)
  return changeContainer(runtime, serial, async (state) => {
    const firm = firmIn(state, firmCode)
    const { update, epoch } = await verify(firm, file)
    requireOwn(state, firm, update)
    const current = acceptEpoch(firm, epoch, 'The update', signedAgain)
    const { firm: changed, steps } = applyUpdate(current, update, file)
    const isNews = steps > 0 || epoch > firm.epoch || changed.removed.length < firm.removed.length
    const next = isNews
      ? withSignedTime(withFirm(state, firmCode, changed), firmCode, update.issuedAt, runtime.now())
      : state
    return [next, { serial, firmCode, transferId: update.transferId, steps }]
  })
}

/** For whom an update says it is; only to find the container, which then verifies it. */
async function addressOf(runtime: Runtime, file: string): Promise<{ serial: string; firmCode: number }> {
  const { serial, firmCode } = readAddress(file)
  if (typeof serial !== 'string' || typeof firmCode !== 'number')
    throw refusalOf(new FormatError('malformed', 'it names no container'))
  const here = await listContainers(runtime)
  if (here.includes(serial)) return { serial, firmCode }
  const message = `The update is for the container ${serial}, which is not here (${here.join(', ') || 'there is none'}).`
  throw new RuntimeRefusal('OTHER_CONTAINER', message, 'Import it on the machine whose context asked for it.')
}

function readAddress(file: string) {
  try {
    return unverifiedPayload(readFlattened(file, 'update'), 'update')
  } catch (error) {
    throw refusalOf(error)
  }
}

async function verify(firm: FirmState, file: string) {
  try {
    return await readUpdate(file, readRoot({ ...firm.root }))
  } catch (error) {
    throw refusalOf(error)
  }
}

function requireOwn(state: ContainerState, firm: FirmState, update: Update): void {
  if (update.serial !== state.serial || update.keyThumbprint !== keyThumbprint(state)) {
    const message = `The update is for another container than ${state.serial}: its key is not the one named in it.`
    throw new RuntimeRefusal('OTHER_CONTAINER', message, 'Import it on the machine whose context asked for it.')
  }
  if (update.test === true && !firm.test) {
    const message = 'The update comes from a test installation, and this is a production container.'
    throw new RuntimeRefusal('TEST_FILE', message, 'Ask the vendor for an update of the production installation.')
  }
}

const codes: Readonly<Record<FormatRule, [RefusalCode, string]>> = {
  malformed: ['FILE_DAMAGED', 'Get the file once more; it may have been cut off or changed on its way.'],
  unsupported: ['FILE_DAMAGED', 'Check that it is the right file; if it is, update the runtime.'],
  signature: ['FILE_DAMAGED', 'Do not use it. Get the file once more, straight from the Depot.'],
  sealed: ['FILE_DAMAGED', 'Get the file once more.'],
  otherRoot: ['OTHER_ROOT', 'It does not come from the vendor whom this container trusts. Do not use it.'],
  otherFirm: ['OTHER_FIRM', 'It does not come from the vendor of this firm code. Do not use it.'],
  certificateTime: ['CERTIFICATE_TIME', 'Ask the vendor; their signing key needs a new certificate.'],
}

/** Puts the words of a format error into those of the runtime; other errors stay as they are. */
export function refusalOf(error: unknown): unknown {
  if (!(error instanceof FormatError)) return error
  const [code, advice] = codes[error.rule]
  return new RuntimeRefusal(code, `The file is refused: ${error.message}.`, advice, { cause: error })
}
