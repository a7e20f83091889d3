import {
  readCompact,
  readFlattened,
  signJws,
  unverifiedPayload,
  verifyJws,
  writeCompact,
  writeFlattened,
  type Jws,
  type Signer,
} from './jws.ts'
import { signingKeyOf, type PublicJwk } from './keys.ts'
import { exactly, object, text } from './shape.ts'

/** Ed25519 only: its signatures have no randomness, so the same name by the same key is the same identity, file for file. */
export const operatorSuite = 'ed25519-x25519'

/** The name that an operator gives a machine, and who it is. */
export interface OperatorIdentity {
  readonly name: string
  /** Public key of the operator. */
  readonly operator: PublicJwk
  /** Value of the part `operator` (docs/formats.md §12.4): nobody but the operator can make it. */
  readonly value: string
}

const what = 'operator identity'
const shape = object({ v: exactly(1), name: text(1, 128), operator: signingKeyOf(operatorSuite) })

/**
 * Signs an identity for a machine that has none of its own, as pods and virtual machines (docs/formats.md §12.4).
 * @param name what makes it this machine and no other, for example `cluster-7/licenses-0`
 */
export async function writeOperatorIdentity(name: string, operator: PublicJwk, signer: Signer): Promise<string> {
  const payload = { v: 1, name, operator }
  shape(payload, what)
  return writeFlattened(await signJws('od-operator+jws', payload, signer))
}

/** Reads an identity and checks that the key named in it has signed it. Whose key that is, the binding tells. */
export async function readOperatorIdentity(file: string): Promise<OperatorIdentity> {
  return verify(readFlattened(file, what))
}

/** As `readOperatorIdentity`, from the value of the part. */
export async function readOperatorValue(value: string): Promise<OperatorIdentity> {
  return verify(readCompact(value, what))
}

async function verify(jws: Jws): Promise<OperatorIdentity> {
  const { operator } = shape(unverifiedPayload(jws, what), what)
  const { name } = shape(await verifyJws(jws, 'od-operator+jws', operatorSuite, operator, what), what)
  return { name, operator, value: writeCompact(jws) }
}
