import { CompactEncrypt } from 'jose'
import { canonicalJson } from './canonical.ts'
import { decryptJwe, jweAlgorithms, type KeyAgreement } from './jwe.ts'
import { thumbprint, type PublicJwk } from './keys.ts'
import { distinct, exactly, integer, list, object, optional, refuse, type Read } from './shape.ts'
import { binary, counter, identifier, uint32 } from './values.ts'

const typ = 'od-sealed+jwe'

const type = integer(0, 127)
const entries = { max: 128 }
const sealed = object({
  v: exactly(1),
  licenseId: identifier,
  generation: counter,
  hiddenData: distinct(list(object({ type, data: binary(256), accessCode: optional(uint32) }), entries), (d) => d.type),
  secretData: distinct(list(object({ type, data: binary(256) }), entries), (d) => d.type),
})

/** Options that nobody but the container may see: hidden data is read with its access code, secret data never leaves. */
export type SealedData = Pick<Read<typeof sealed>, 'hiddenData' | 'secretData'>

/** The license that sealed data belongs to; named inside too, so that it cannot be moved to another license. */
interface SealedFor {
  readonly licenseId: string
  readonly generation: number
}

/** Protected header, encrypted key, nonce, tag and dots of the compact JWE, for the longer of the two suites. */
const jweFrame = 600
/** Members of the plaintext beside the entries, and of an entry beside its data. */
const plainFrame = 240
const entryFrame = 60

/** Characters that sealed data take, at most; known before they are sealed. */
export function sealedLength(dataLengths: readonly number[]): number {
  const plain = dataLengths.reduce((sum, length) => sum + base64urlLength(length) + entryFrame, plainFrame)
  return jweFrame + base64urlLength(plain)
}

function base64urlLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3)
}

/** Encrypts hidden and secret data to the agreement key of a container (docs/formats.md §8.3). */
export async function seal(data: SealedData, license: SealedFor, key: PublicJwk): Promise<string> {
  const plain = {
    v: 1,
    licenseId: license.licenseId,
    generation: license.generation,
    hiddenData: data.hiddenData.map((entry) => ({ ...entry, data: entry.data.toString('base64url') })),
    secretData: data.secretData.map((entry) => ({ ...entry, data: entry.data.toString('base64url') })),
  }
  return new CompactEncrypt(Buffer.from(canonicalJson(plain)))
    .setProtectedHeader({ ...jweAlgorithms, kid: thumbprint(key), typ })
    .encrypt({ ...key })
}

/** Opens sealed data with the private agreement key of its container. */
export async function unseal(compact: string, license: SealedFor, key: KeyAgreement): Promise<SealedData> {
  const plain = sealed(await decryptJwe(compact, typ, key, 'sealed'), 'sealed')
  const { licenseId, generation, hiddenData, secretData } = plain
  if (licenseId !== license.licenseId || generation !== license.generation)
    refuse('sealed', 'belongs to another license')
  return { hiddenData, secretData }
}
