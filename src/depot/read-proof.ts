import { firmKeysOf, type FirmKeys } from '../delivery/firm-keys.ts'
import { readFirmRoot } from '../formats/certificate.ts'
import type { ReceivedContext } from '../formats/context.ts'
import { parseJsonObject } from '../formats/encoding.ts'
import { FormatError } from '../formats/errors.ts'
import { thumbprint } from '../formats/keys.ts'
import { readUpdate, type Update } from '../formats/update.ts'
import type { Call } from '../operation.ts'
import { pinnedRoot } from './check-root.ts'

/** Updates that a container has kept: signed by us and for it; or why one of them is not. */
export type KeptUpdates = { readonly updates: readonly Update[] } | { readonly broken: string }

/**
 * Verifies the updates that a container brings as proof. Before any transaction, as it costs time. The root alone decides
 * whether a key was ours, since a database that was put back need not know the keys that came after; but one that it knows
 * as compromised proves nothing: an honest container still keeps what that signed, beside what came later.
 * @throws Fault `CONTEXT_INVALID` if the container pins another root
 */
export async function readProof(
  call: Call,
  proofFiles: readonly string[],
  context: ReceivedContext,
): Promise<KeptUpdates> {
  const keys = await call.store.read((tx) => firmKeysOf(tx, context.firmCode), { singleStatement: true })
  const root = pinnedRoot(keys, context)
  const updates: Update[] = []
  let worthless: string | undefined
  for (const [index, file] of proofFiles.entries()) {
    const what = `update ${index + 1} of its proof`
    try {
      const { update, kid } = await readUpdate(file, readFirmRoot(parseJsonObject(root.publicJwk, 'stored root')))
      const why = foreign(update, context)
      if (why !== undefined) return { broken: `${what} ${why}` }
      if (isCompromised(kid, keys)) worthless ??= `${what} was signed by a key that is compromised`
      else updates.push(update)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      return { broken: `${what} is not one of ours: ${error.message}` }
    }
  }
  return worthless !== undefined && updates.length === 0 ? { broken: worthless } : { updates }
}

function foreign(update: Update, { serial, signingKey, firmCode }: ReceivedContext): string | undefined {
  const isOwn =
    update.serial === serial && update.keyThumbprint === thumbprint(signingKey) && update.firmCode === firmCode
  return isOwn ? undefined : 'is for another container or firm code'
}

function isCompromised(kid: string, { signing }: FirmKeys): boolean {
  return signing.some((key) => key.kid === kid && key.state === 'compromised')
}
