import { thumbprint, type PublicJwk } from '../formats/keys.ts'
import { changeContainer, servedFirm, withFirm } from './container-folder.ts'
import { RuntimeRefusal } from './refusal.ts'
import type { Runtime } from './runtime.ts'

/** What a container has seen of a firm. */
export interface Seen {
  readonly epoch: number
}

/**
 * Why the epoch rule (docs/formats.md §5) forbids a file of a firm: it is signed in an epoch that is over.
 * @param what the file, as it begins a sentence
 */
export function olderEpoch(seen: Seen, epoch: number, what: string, advice: string): RuntimeRefusal | undefined {
  if (epoch >= seen.epoch) return undefined
  const message = `${what} is signed by a key of epoch ${epoch}, which the vendor gave up; the container has seen ${seen.epoch}.`
  return new RuntimeRefusal('OLDER_EPOCH', message, advice)
}

/**
 * Takes a file of a firm by the epoch rule; a higher epoch is kept from then on.
 * @throws RuntimeRefusal OLDER_EPOCH
 */
export function acceptEpoch<Firm extends Seen>(firm: Firm, epoch: number, what: string, advice: string): Firm {
  const refusal = olderEpoch(firm, epoch, what, advice)
  if (refusal !== undefined) throw refusal
  return epoch === firm.epoch ? firm : { ...firm, epoch }
}

/** A container that trusts a root. */
interface Trusting {
  readonly serial: string
  readonly firmCode: number
  readonly root: PublicJwk
}

/** Lets a container know, durably, that an epoch has begun, by a file that changes nothing else in it. */
export async function noteEpoch(runtime: Runtime, { serial, firmCode, root }: Trusting, epoch: number): Promise<void> {
  await changeContainer(runtime, serial, (state) => {
    const firm = servedFirm(state, firmCode)
    const isNews = firm !== undefined && thumbprint(firm.root) === thumbprint(root) && firm.epoch < epoch
    return Promise.resolve([isNews ? withFirm(state, firmCode, { ...firm, epoch }) : state, undefined])
  })
}
