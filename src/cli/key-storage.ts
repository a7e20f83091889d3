import type { Config } from '../config.ts'
import { openSigner } from '../open-signer.ts'
import type { KeyStorage } from '../signing/key-storage.ts'
import { UserError } from '../user-error.ts'

/**
 * Opens the place where keys are to be made.
 * @throws UserError when it could not keep them
 */
export async function storageFor(config: Config): Promise<KeyStorage> {
  if (config.firmPassphrase === undefined && config.signer === undefined) {
    throw new UserError('Set FIRM_PASSPHRASE (or FIRM_PASSPHRASE_FILE): the private keys are encrypted with it.')
  }
  return openSigner(config)
}
