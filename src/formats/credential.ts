import type { FirmRoot } from './certificate.ts'
import type { JsonObject } from './encoding.ts'
import { verifyFirmFile, type FirmSign } from './firm-file.ts'
import { readRoot, serial, thumbprintText, type PublicJwk } from './keys.ts'
import { boolean, exactly, integer, object, optional, type Reader } from './shape.ts'
import { firmCode, time } from './values.ts'

/**
 * The word of a firm for the key of a cloud container (docs/formats.md §12.2): since the serial follows from its first key
 * and stays, this ties the present one to it. It is no secret; whoever holds the private key beside it is the user.
 */
export interface Credential {
  readonly serial: string
  readonly firmCode: number
  readonly root: PublicJwk
  /** Thumbprint of the signing key. */
  readonly keyThumbprint: string
  /** 1 for the first key; each change of the credential raises it, and voids those before. */
  readonly generation: number
  readonly issuedAt: Date
  readonly test?: boolean | undefined
}

const credential: Reader<Credential> = object({
  v: exactly(1),
  serial,
  firmCode,
  root: (value, path) => readRoot(value, path).key,
  keyThumbprint: thumbprintText,
  generation: integer(1, 2_147_483_647),
  issuedAt: time,
  test: optional(boolean),
})

/** Checks a credential by the rules of a reader and has it signed. */
export async function writeCredential(content: Credential, sign: FirmSign): Promise<string> {
  const payload = JSON.parse(JSON.stringify({ v: 1, ...content })) as JsonObject
  credential(payload, 'credential')
  return sign('od-credential+jws', payload)
}

/** Verifies a credential against the pinned root and gives it with the epoch of its key. */
export async function readCredential(
  file: string,
  root: FirmRoot,
): Promise<{ readonly credential: Credential; readonly epoch: number }> {
  const { payload, certificate } = await verifyFirmFile(file, 'od-credential+jws', root, 'credential')
  return { credential: credential(payload, 'credential'), epoch: certificate.epoch }
}
