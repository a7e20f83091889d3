import type { FirmRoot } from './certificate.ts'
import type { JsonObject } from './encoding.ts'
import { FormatError } from './errors.ts'
import { verifyFirmFile, type FirmSign } from './firm-file.ts'
import { serial, thumbprintText } from './keys.ts'
import { licenseOptions, type LicenseOptions } from './options.ts'
import { boolean, exactly, integer, object, optional, refuse, text, type Reader } from './shape.ts'
import { anyObject, counter, firmCode, identifier, int64, time } from './values.ts'

/**
 * The right to use one license of a cloud container for a while, without asking again (docs/formats.md §12.3). Half-open:
 * from `issuedAt` to before `validUntil`.
 */
export interface Lease {
  readonly serial: string
  /** Thumbprint of the signing key of the credential that opened the session. */
  readonly keyThumbprint: string
  readonly firmCode: number
  /** Names the session; not the secret by which it is kept. */
  readonly leaseId: string
  readonly licenseId: string
  readonly generation: number
  readonly issuedAt: Date
  /** When the program is to come again. */
  readonly nextContactAt: Date
  readonly validUntil: Date
  /** Number of the seat: 1 to as many as the license has. */
  readonly seatNumber: number
  /** Units that were used so far. */
  readonly consumed: bigint
  /** The clear options; those that a module inherits are filled in. */
  readonly options: LicenseOptions
  /** Hidden and secret data as compact JWE to the agreement key of the credential. */
  readonly sealed?: string | undefined
  readonly test?: boolean | undefined
}

/** Checks the known options and keeps all of them. */
const wholeOptions: Reader<LicenseOptions> = (value, path) => {
  licenseOptions(value, path)
  return anyObject(value, path) as unknown as LicenseOptions
}

const members = object({
  v: exactly(1),
  serial,
  keyThumbprint: thumbprintText,
  firmCode,
  leaseId: identifier,
  licenseId: identifier,
  generation: counter,
  issuedAt: time,
  nextContactAt: time,
  validUntil: time,
  seatNumber: integer(1, 2_147_483_647),
  consumed: int64,
  options: wholeOptions,
  sealed: optional(text(1, 262_144)),
  test: optional(boolean),
})

const lease: Reader<Lease> = (value, path) => {
  const read = members(value, path)
  if (read.validUntil <= read.issuedAt) refuse(`${path}.validUntil`, 'is not after issuedAt')
  if (read.options.firmCode !== read.firmCode)
    throw new FormatError('otherFirm', `${path} for firm code ${read.firmCode} holds a license of another`)
  return read
}

/** Checks a lease by the rules of a reader and has it signed. */
export async function writeLease(content: Lease, sign: FirmSign): Promise<string> {
  const json = { v: 1, ...content, consumed: String(content.consumed) }
  const payload = JSON.parse(JSON.stringify(json)) as JsonObject
  lease(payload, 'lease')
  return sign('od-lease+jws', payload)
}

/** Verifies a lease against the pinned root and gives it with the epoch of its key; for whom it is, the caller checks. */
export async function readLease(
  file: string,
  root: FirmRoot,
): Promise<{ readonly lease: Lease; readonly epoch: number }> {
  const { payload, certificate } = await verifyFirmFile(file, 'od-lease+jws', root, 'lease')
  return { lease: lease(payload, 'lease'), epoch: certificate.epoch }
}
