import type { JsonWebKey } from 'node:crypto'
import type { BindingScheme } from '../formats/fingerprint.ts'
import type { PublicJwk } from '../formats/keys.ts'
import type { LicenseOptions } from '../formats/options.ts'
import type { SuiteName } from '../formats/suites.ts'

/** Everything inside a container: JSON that is encrypted to the machine. Big numbers and bytes are text. */
export interface ContainerState {
  readonly v: 1
  readonly serial: string
  readonly suite: SuiteName
  /** Serial number by the maker, for a token. */
  readonly label?: string | undefined
  /** Private keys, with `d`; public ones if the private halves are on a token. */
  readonly signingKey: JsonWebKey
  readonly agreementKey: JsonWebKey
  readonly createdAt: string
  /** How it is bound to its machine; absent: strict. */
  readonly binding?: BindingScheme | undefined
  /** The last times at which the machine changed a little and the container was bound to it anew. */
  readonly rebound?: readonly Rebinding[] | undefined
  /** The latest that the clock of this machine showed, to about an hour; no proof, since a clock can be ahead. */
  readonly seen?: string | undefined
  /** By firm code. */
  readonly firms: Readonly<Record<string, FirmState>>
}

/** A tolerant container was bound anew. */
export interface Rebinding {
  readonly at: string
  /** Names of the parts that were other ones or new. */
  readonly parts: readonly string[]
}

/** What a container holds for one firm code (docs/formats.md §7, §10). */
export interface FirmState {
  /** The pinned root; never replaced. */
  readonly root: PublicJwk
  /** Made for a test installation, so it takes files marked `test`. */
  readonly test: boolean
  readonly epoch: number
  /** When the firm signed the newest file for this container: proof that it is later than that. */
  readonly signedTime?: string | undefined
  readonly contextSeq: number
  readonly counter: number
  /** base64url */
  readonly digest: string
  readonly licenses: readonly HeldLicense[]
  readonly removed: readonly RemovedLicense[]
  /** The last 20 updates that changed something, and older ones that brought a license held now. */
  readonly updates: readonly KeptUpdate[]
}

export interface HeldLicense {
  readonly licenseId: string
  readonly generation: number
  /** Units used; decimal text. */
  readonly consumed: string
  readonly options: LicenseOptions
  readonly sealed?: string | undefined
  /** `id` of the kept update that brought it: the signed proof that it is genuine. */
  readonly broughtBy: string
  /** First use, for licenses with a usage period. */
  readonly firstUsedAt?: string | undefined
  /** User data as they were changed here; base64url. */
  readonly ownUserData?: string | undefined
}

/** A license that was taken out, until the firm is known to know its last `consumed`. */
export interface RemovedLicense {
  readonly licenseId: string
  readonly generation: number
  readonly consumed: string
  /** Counter before the step that removed it. */
  readonly from: number
}

export interface KeptUpdate {
  /** SHA-256 of the file, base64url. */
  readonly id: string
  readonly transferId: string
  /** Counter after its last step. */
  readonly to: number
  readonly file: string
}
