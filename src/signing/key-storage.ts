import type { Signer } from '../formats/jws.ts'
import type { PublicJwk } from '../formats/keys.ts'
import type { SuiteName } from '../formats/suites.ts'
import type { KeyVault } from './box.ts'

/** Where keys are made, and kept: what the commands of an operator need of a vault beside signing. */
export interface KeyStorage extends KeyVault {
  /** Suite of keys that are made here if nobody asks for another. */
  readonly usualSuite: SuiteName

  /** The public root of a firm code; undefined before it was made. */
  root(firmCode: number): Promise<PublicJwk | undefined>

  /** Makes the root of a firm code and its public file. Goes on where an earlier attempt stopped. */
  makeRoot(firmCode: number, suite: SuiteName): Promise<void>

  /**
   * What certifies keys.
   * @throws UserError if the private root is kept elsewhere
   */
  rootSigner(firmCode: number): Promise<Signer>

  /** Where people find the root. */
  rootPlaces(firmCode: number): RootPlaces

  /** Makes a signing key, and keeps it only with the certificate that it is given. */
  makeKey(firmCode: number, suite: SuiteName, certify: (key: PublicJwk) => Promise<string>): Promise<void>

  /** The certificates of the signing keys that are here. */
  certificates(firmCode: number): Promise<string[]>
}

export interface RootPlaces {
  /** Path of the public root, to be given to every container. */
  readonly rootFile: string
  /** Path of the encrypted private root, to be moved to a safe place, since signing does not need it; none on a token. */
  readonly rootKeyFile?: string
}
