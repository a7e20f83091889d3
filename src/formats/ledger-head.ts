import { FormatError } from './errors.ts'
import {
  readFlattened,
  signJws,
  unverifiedHeader,
  unverifiedPayload,
  verifyJws,
  writeFlattened,
  type Signer,
} from './jws.ts'
import { signingKeyOf, thumbprint, type PublicJwk } from './keys.ts'
import { exactly, integer, object, text } from './shape.ts'
import { counter, time } from './values.ts'

/** Where the chain of events stood, signed by the key of the ledger (docs/ledger.md). */
export interface Head {
  readonly ledgerEpoch: number
  /** Number of the last event. */
  readonly sequence: number
  /** Its hash, in lower-case hexadecimal digits. */
  readonly hash: string
  readonly signedAt: Date
}

/** A head whose signature is right, and the thumbprint of the key that made it. */
export type SignedHead = Head & { readonly kid: string }

const typ = 'od-ledger-head+jws'
const suite = 'ed25519-x25519'

const payload = object({
  v: exactly(1),
  ledgerEpoch: counter,
  sequence: integer(1, Number.MAX_SAFE_INTEGER),
  hash: text(64, 64, /^[0-9a-f]+$/),
  publicKey: signingKeyOf(suite),
  signedAt: time,
})

/** Signs a head and gives the text of the file; the public key stands in it, for whoever knows its thumbprint only. */
export async function writeHead(head: Head, signer: Signer, publicKey: PublicJwk): Promise<string> {
  const content = { v: 1, ...head, publicKey, signedAt: head.signedAt.toISOString() }
  return writeFlattened(await signJws(typ, content, signer))
}

/**
 * Verifies a head against keys that there is reason to trust.
 * @throws FormatError, of rule `signature` also for a key that is not among them
 */
export async function readHead(file: string, trusted: readonly PublicJwk[], what = 'the head'): Promise<SignedHead> {
  const jws = readFlattened(file.trim(), what)
  const { kid } = unverifiedHeader(jws, typ, what)
  const key = trusted.find((candidate) => thumbprint(candidate) === kid)
  if (key === undefined)
    throw new FormatError('signature', `${what} is signed by a key that is not the ledger's: ${kid}`)
  const { ledgerEpoch, sequence, hash, signedAt } = payload(await verifyJws(jws, typ, suite, key, what), what)
  return { ledgerEpoch, sequence, hash, signedAt, kid }
}

/** What a head says, whoever signed it; only to show it. */
export function unverifiedHead(file: string, what = 'the head'): Head {
  const jws = readFlattened(file.trim(), what)
  const { ledgerEpoch, sequence, hash, signedAt } = payload(unverifiedPayload(jws, what), what)
  return { ledgerEpoch, sequence, hash, signedAt }
}
