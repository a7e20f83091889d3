import type { JsonObject } from '../formats/encoding.ts'
import type { FileType, Signer } from '../formats/jws.ts'
import type { SuiteName } from '../formats/suites.ts'

/**
 * What becomes of a signing key: `next` is published and signs nothing yet, `active` signs, `retired` signs no more while
 * its files stay good, `compromised` is in wrong hands.
 */
export type KeyState = 'next' | 'active' | 'retired' | 'compromised'

/** A signing key of a firm as everybody may know it. */
export interface SigningKey {
  readonly kid: string
  readonly firmCode: number
  readonly suite: SuiteName
  /** The root's word for it, as compact JWS; stands in the header of every file the key signs. */
  readonly certificate: string
  readonly notBefore: Date
  readonly notAfter: Date
  readonly epoch: number
  readonly state: KeyState
}

/** The signing keys of a firm code with their states, from the table that all nodes share. */
export type KeyRegister = (firmCode: number) => Promise<readonly SigningKey[]>

/** Where the private keys are: a folder of encrypted files, or a token. */
export interface KeyVault {
  /** As an operator calls it: `the folder data/keys`. */
  readonly place: string

  /**
   * What signs with this key; undefined if its private half is not here.
   * @throws UserError if it is, and cannot be used
   */
  signer(key: Pick<SigningKey, 'kid' | 'firmCode'>): Promise<Signer | undefined>

  /** Nothing is signed after this. */
  close(): Promise<void>
}

/**
 * The Firm Security Box: the one place that signs for a firm, behind which private keys stay (design §4.4). Never called
 * inside a database transaction: a step is reserved first, then signed, then stored once.
 */
export interface FirmSecurityBox {
  /**
   * The key that signs for a firm code at this instant: of the active ones that are valid now the one of the highest epoch,
   * then the newest.
   * @throws Fault UNAVAILABLE if there is none, or it is not here
   */
  signingKey(firmCode: number, now: Date): Promise<SigningKey>

  /**
   * Signs a payload, whose `issuedAt` has to be about `now`, and gives the text of the file.
   * @throws Fault UNAVAILABLE
   */
  sign(firmCode: number, type: FileType, payload: JsonObject, now: Date): Promise<string>
}
