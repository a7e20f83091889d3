import type { FileType } from '../formats/jws.ts'
import type { JsonObject } from '../formats/encoding.ts'
import type { PublicJwk } from '../formats/keys.ts'
import type { SuiteName } from '../formats/suites.ts'

/** A signing key of a firm as everybody may know it. */
export interface SigningKey {
  readonly kid: string
  readonly firmCode: number
  readonly suite: SuiteName
  readonly publicKey: PublicJwk
  /** The root's word for it, as compact JWS; stands in the header of every file the key signs. */
  readonly certificate: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly epoch: number
}

export interface FirmPublicKeys {
  readonly firmCode: number
  readonly root: PublicJwk
  readonly signingKeys: readonly SigningKey[]
}

/**
 * The Firm Security Box: the one place that signs for a firm, behind which private keys stay (design §4.4). Never called
 * inside a database transaction: a step is reserved first, then signed, then stored once.
 */
export interface FirmSecurityBox {
  /**
   * The key that signs for a firm code at this instant: of those valid now the one of the highest epoch, then the newest.
   * @throws Fault UNAVAILABLE if there is none
   */
  signingKey(firmCode: number, now: Date): Promise<SigningKey>

  /**
   * Signs a payload, whose `issuedAt` has to be about `now`, and gives the text of the file.
   * @throws Fault UNAVAILABLE
   */
  sign(firmCode: number, type: FileType, payload: JsonObject, now: Date): Promise<string>

  /**
   * Root and signing keys of a firm code, retired ones too as long as the box has them.
   * @throws Fault UNAVAILABLE
   */
  publicKeys(firmCode: number): Promise<FirmPublicKeys>
}
